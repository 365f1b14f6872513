import CLinux
import Glibc

/// Bytes from the kernel's random generator.
public struct SecureRandom: RandomNumberGenerator, Sendable {
    public init() {}

    public mutating func next() -> UInt64 {
        Self.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// - Parameter count: how many bytes, any number.
    public static func bytes(_ count: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = result.withUnsafeMutableBytes { getrandom($0.baseAddress! + filled, count - filled, 0) }
            if got < 0 && errno == EINTR { continue }
            precondition(got > 0, "the kernel gives no random bytes (errno \(errno))")
            filled += got
        }
        return result
    }
}
