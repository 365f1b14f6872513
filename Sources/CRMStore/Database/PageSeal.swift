import CSQLite

/// A checksum in the last eight bytes of every page of a database file.
///
/// SQLite's own check sees pages and indexes that contradict each other; a changed byte within a text contradicts
/// nothing. SQLite leaves the end of each page to us when it is told so before the first page is written
/// (`SQLITE_FCNTL_RESERVE_BYTES`; the database header, byte 20, says it afterwards). The file's method that writes is
/// replaced by one that seals whole pages on their way. Reading stays as it is: `db check` and `db restore` verify.
enum PageSeal {
    /// Bytes at the end of each page.
    static let size = 8

    /// Makes the file's pages sealed from now on: those of a new file, and of one that has been so from its beginning.
    ///
    /// - Parameter isWanted: false leaves a new file without seals, for the copy of a file that has none.
    /// - Returns: whether pages are sealed.
    static func attach(to handle: OpaquePointer, isWanted: Bool = true) -> Bool {
        guard let file = file(of: handle), let methods = file.pointee.pMethods else { return false }
        if isNew(file) {
            guard isWanted else { return false }
            var reserved = Int32(size)
            guard
                sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved) == SQLITE_OK
            else { return false }
        } else if !isSealed(file) {
            return false
        }
        if let sealing = SealingMethods.sealing(methods) { file.pointee.pMethods = sealing }
        return true
    }

    /// Whether the file of a connection says that its pages are sealed.
    static func isSealed(_ handle: OpaquePointer) -> Bool { file(of: handle).map(isSealed) ?? false }

    /// The pages of the file whose content is not what was written, at most 20. The connection must be the caller's
    /// alone, outside a transaction.
    ///
    /// Another process may write a page while it is read: what does not fit is looked at again.
    static func brokenPages(_ handle: OpaquePointer) -> [Int] {
        guard let file = file(of: handle), isSealed(file), let pageSize = pageSize(file) else { return [] }
        var length: sqlite3_int64 = 0
        _ = file.pointee.pMethods.pointee.xFileSize(file, &length)
        var broken: [Int] = []
        var page = [UInt8](repeating: 0, count: pageSize)
        for number in 0..<Int(length / sqlite3_int64(pageSize)) where broken.count < 20 {
            var isSound = false
            for attempt in 0..<5 where !isSound {
                if attempt > 0 { _ = sqlite3_sleep(20) }
                let offset = sqlite3_int64(number) * sqlite3_int64(pageSize)
                let status = page.withUnsafeMutableBytes {
                    file.pointee.pMethods.pointee.xRead(file, $0.baseAddress, Int32(pageSize), offset)
                }
                isSound = status == SQLITE_OK && page.withUnsafeBytes { isWhole($0, at: offset) }
            }
            if !isSound { broken.append(number + 1) }
        }
        return broken
    }

    /// A page that was never written (a hole, a free page) is all zeros.
    private static func isWhole(_ page: UnsafeRawBufferPointer, at offset: sqlite3_int64) -> Bool {
        let stored = page.loadUnaligned(fromByteOffset: page.count - size, as: UInt64.self)
        let sum = checksum(UnsafeRawBufferPointer(rebasing: page.dropLast(size)), at: offset)
        return stored == sum || (stored == 0 && page.allSatisfy { $0 == 0 })
    }

    /// Every step can be undone, so that no change of a single word goes unseen; the place counts, so that a page that
    /// was written elsewhere is seen too.
    static func checksum(_ bytes: UnsafeRawBufferPointer, at offset: sqlite3_int64) -> UInt64 {
        var sum = UInt64(bitPattern: offset) &* 0x9E37_79B9_7F4A_7C15 ^ 0x5241_5050_4F52_5421
        for place in stride(from: 0, to: bytes.count & ~7, by: 8) {
            sum ^= UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            sum &*= 0xFF51_AFD7_ED55_8CCD
            sum ^= sum >> 32
        }
        return sum == 0 ? 1 : sum
    }

    private static func file(of handle: OpaquePointer) -> UnsafeMutablePointer<sqlite3_file>? {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let status = sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        guard status == SQLITE_OK, let file, file.pointee.pMethods != nil else { return nil }
        return file
    }

    private static func isNew(_ file: UnsafeMutablePointer<sqlite3_file>) -> Bool {
        var length: sqlite3_int64 = 0
        return file.pointee.pMethods.pointee.xFileSize(file, &length) == SQLITE_OK && length == 0
    }

    private static func isSealed(_ file: UnsafeMutablePointer<sqlite3_file>) -> Bool {
        header(file).map { $0[20] == UInt8(size) } ?? false
    }

    private static func pageSize(_ file: UnsafeMutablePointer<sqlite3_file>) -> Int? {
        guard let header = header(file) else { return nil }
        let size = Int(header[16]) << 8 | Int(header[17])
        return size == 1 ? 65_536 : size >= 512 && size & (size - 1) == 0 ? size : nil
    }

    private static func header(_ file: UnsafeMutablePointer<sqlite3_file>) -> [UInt8]? {
        var header = [UInt8](repeating: 0, count: 100)
        let status = file.pointee.pMethods.pointee.xRead(file, &header, 100, 0)
        return status == SQLITE_OK && header.starts(with: Array("SQLite format 3".utf8)) ? header : nil
    }
}

/// The system's file methods with a writing method that seals.
private enum SealingMethods {
    private struct Table: @unchecked Sendable {
        /// SQLite's own methods; they live as long as the program.
        let original: UnsafePointer<sqlite3_io_methods>
        /// A copy that is never freed: files use it until the program ends.
        let sealing: UnsafePointer<sqlite3_io_methods>
    }

    /// All files of a program have the same methods; those of the first one are taken.
    nonisolated(unsafe) private static var table: Table?

    /// - Returns: nil for methods of another kind of file than the first one's, which stays unsealed.
    static func sealing(_ methods: UnsafePointer<sqlite3_io_methods>) -> UnsafePointer<sqlite3_io_methods>? {
        sqlite3_mutex_enter(sqlite3_mutex_alloc(Int32(SQLITE_MUTEX_STATIC_APP1)))
        defer { sqlite3_mutex_leave(sqlite3_mutex_alloc(Int32(SQLITE_MUTEX_STATIC_APP1))) }
        if let table {
            return table.original == methods || table.sealing == methods ? table.sealing : nil
        }
        let copy = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        copy.initialize(to: methods.pointee)
        copy.pointee.xWrite = { file, bytes, count, offset in
            SealingMethods.write(file, bytes, count, offset)
        }
        table = Table(original: methods, sealing: UnsafePointer(copy))
        return table?.sealing
    }

    /// Whole pages get their seal; whatever else is written (there is nothing else today) goes through as it is.
    private static func write(
        _ file: UnsafeMutablePointer<sqlite3_file>?, _ bytes: UnsafeRawPointer?, _ count: Int32,
        _ offset: sqlite3_int64
    ) -> Int32 {
        guard let table, let file, let bytes else { return SQLITE_IOERR }
        guard count >= 512, count & (count - 1) == 0, offset % sqlite3_int64(count) == 0 else {
            return table.original.pointee.xWrite(file, bytes, count, offset)
        }
        return withUnsafeTemporaryAllocation(byteCount: Int(count), alignment: 16) { page in
            page.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            let content = UnsafeRawBufferPointer(rebasing: page.dropLast(PageSeal.size))
            page.storeBytes(
                of: PageSeal.checksum(content, at: offset), toByteOffset: content.count, as: UInt64.self)
            return table.original.pointee.xWrite(file, page.baseAddress, count, offset)
        }
    }
}
