import Glibc

/// A private certificate authority and a server certificate that it signed, as PEM files.
public struct ServerIdentity: Hashable, Sendable {
    /// What is wrong with the certificate; for tests.
    public enum Flaw: Hashable, Sendable, CaseIterable { case none, expired, wrongHost, selfSigned }

    /// The authority that a client must trust.
    public let authorityFile: String
    /// The server's certificate, then the authority's.
    public let certificateFile: String
    public let keyFile: String

    /// Whether the `openssl` program is there.
    public static var canBeMade: Bool { access("/usr/bin/openssl", X_OK) == 0 }

    /// Makes both with the `openssl` program, for `localhost`, 127.0.0.1 and ::1, below an existing directory.
    public static func make(
        in directory: String, flaw: Flaw = .none
    ) throws(LocalServerError) -> ServerIdentity {
        guard canBeMade else {
            throw .notInstalled(program: "openssl", package: "openssl")
        }
        let folder = ServerDirectory(path: directory)
        try folder.makeFolder("tls")
        let tls = ServerDirectory(path: folder.file("tls"))
        let identity = ServerIdentity(
            authorityFile: tls.file("ca.pem"), certificateFile: tls.file("chain.pem"),
            keyFile: tls.file("key.pem"))
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"]
        let names =
            flaw == .wrongHost
            ? "DNS:elsewhere.example.test" : "DNS:localhost,DNS:mail.example.test,IP:127.0.0.1,IP:::1"
        if flaw == .selfSigned {
            try openssl(
                ["req", "-x509"] + newKey + [
                    "-keyout", identity.keyFile, "-out", identity.certificateFile, "-days", "3650",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=" + names,
                ], tls)
            return ServerIdentity(
                authorityFile: "/etc/ssl/certs/ca-certificates.crt",
                certificateFile: identity.certificateFile,
                keyFile: identity.keyFile)
        }
        try openssl(
            ["req", "-x509"] + newKey + [
                "-keyout", tls.file("ca.key"), "-out", identity.authorityFile, "-days", "3650",
                "-subj", "/CN=Rapport private authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            ], tls)
        try openssl(
            ["req", "-new"] + newKey + [
                "-keyout", identity.keyFile, "-out", tls.file("server.csr"), "-subj", "/CN=localhost",
            ], tls)
        try tls.write(
            "subjectAltName=\(names)\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n",
            to: "extensions")
        try openssl(
            [
                "x509", "-req", "-in", tls.file("server.csr"), "-CA", identity.authorityFile,
                "-CAkey", tls.file("ca.key"), "-CAcreateserial", "-sha256", "-extfile",
                tls.file("extensions"),
                "-out", tls.file("server.pem"), "-days", flaw == .expired ? "-1" : "825",
            ], tls)
        let chain = tls.tail(of: "server.pem", bytes: 20_000) + tls.tail(of: "ca.pem", bytes: 20_000)
        try tls.write(chain, to: "chain.pem")
        chmod(identity.keyFile, 0o644)  // read by the servers' own accounts; worthless outside this directory
        return identity
    }

    private static func openssl(
        _ arguments: [String], _ directory: ServerDirectory
    ) throws(LocalServerError) {
        try Spawn.run(["/usr/bin/openssl"] + arguments, in: directory)
    }
}
