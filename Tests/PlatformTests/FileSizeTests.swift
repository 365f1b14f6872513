import Foundation
import Glibc
import Platform
import Testing

@Suite struct `A file that is too large` {
    @Test func `is refused by its size, before anything of it is read`() throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/sparse"
        let descriptor = open(path, O_CREAT | O_RDWR, 0o600)
        defer { close(descriptor) }
        // Nobody has the time to read so much.
        try #require(ftruncate(descriptor, 1 << 40) == 0)
        let error = #expect(throws: FileError.self) { try FileSystem.read(path, limit: 1 << 39) }
        #expect(error?.code == EFBIG)
    }

    @Test func `is refused at a limit of its own when it has no size`() {
        let error = #expect(throws: FileError.self) {
            try FileSystem.read("/dev/zero", limit: .max, streamLimit: 1 << 20, waits: true)
        }
        #expect(error?.code == EFBIG)
    }

    @Test func `is no file that says nothing of its size`() throws {
        // Files of /proc are regular and of size 0.
        #expect(try !FileSystem.read("/proc/self/status", limit: 1 << 20).isEmpty)
    }
}
