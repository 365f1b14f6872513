extension Migration {
    /// Raw messages, compressed with zstd, by the SHA-256 of their bytes. In a file of its own.
    static let m0001Blobs = Migration(
        1, "M0001_Blobs",
        """
        CREATE TABLE blobs(
            hash BLOB NOT NULL UNIQUE,
            size INTEGER NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;
        """)
}
