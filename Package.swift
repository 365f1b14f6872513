// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of ours: language mode 6, imports internal unless they say `public`, warnings are errors.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ pkgConfig: String?, _ package: String?) -> Target {
    .systemLibrary(
        name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig,
        providers: package.map { [.apt([$0])] } ?? [])
}

func target(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "rapport",
    products: [.executable(name: "rapport", targets: ["rapport"])],
    targets: [
        // C libraries, one target each; Debian packages.
        library("CNcurses", "ncursesw", "libncurses-dev"),
        library("CSQLite", "sqlite3", "libsqlite3-dev"),
        library("COpenSSL", "openssl", "libssl-dev"),
        library("CGMime", "gmime-3.0", "libgmime-3.0-dev"),
        library("CGumbo", "gumbo", "libgumbo-dev"),
        library("CMicroHTTPD", "libmicrohttpd", "libmicrohttpd-dev"),
        library("CUTF8Proc", "libutf8proc", "libutf8proc-dev"),
        library("CZstd", "libzstd", "libzstd-dev"),
        library("CLinux", nil, nil),
        library("CSecret", nil, nil),
        .target(name: "CTOML", path: "Sources/C/CTOML"),

        // The walls. Imports point down only; docs/ARCHITECTURE.md says what each is for.
        target("CellText", ["CUTF8Proc"]),
        target("Platform", ["CLinux", "COpenSSL", "CSecret", "CTOML"]),
        target("CRMModel", []),
        target("MailCore", ["CellText", "CGMime", "CGumbo"]),
        target("MailNet", ["MailCore", "Platform", "COpenSSL", "CLinux"]),
        target("CRMStore", ["CRMModel", "Platform", "CSQLite", "CZstd"]),
        target("MailSync", ["MailNet", "MailCore", "CRMStore", "CRMModel", "Platform"]),
        target("Outreach", ["MailNet", "MailCore", "CRMStore", "CRMModel", "Platform"]),
        target("Hub", ["Outreach", "CRMStore", "CRMModel", "Platform", "CMicroHTTPD"]),
        target("TUI", ["CellText", "Platform", "CNcurses", "CLinux"]),
        target("AppUI", ["TUI", "CRMModel", "CellText"]),
        target("LocalServers", ["Platform", "CLinux", "COpenSSL"]),
        target("DemoWorld", ["LocalServers", "MailCore", "CRMModel", "Platform"]),
        target(
            "RapportApp",
            [
                "AppUI", "TUI", "Hub", "Outreach", "MailSync", "MailNet", "MailCore", "CRMStore", "CRMModel",
                "LocalServers", "DemoWorld", "Platform", "CellText", "CLinux",
            ]),
        .executableTarget(name: "rapport", dependencies: ["RapportApp"], swiftSettings: strict),

        // Tests.
        tests("ArchitectureTests", []),
        tests("CellTextTests", ["CellText"]),
        tests("PlatformTests", ["Platform"]),
        tests("CRMModelTests", ["CRMModel"]),
        tests("MailCoreTests", ["MailCore", "CellText"]),
        tests("MailNetTests", ["MailNet", "MailCore", "LocalServers", "Platform"]),
        tests("CRMStoreTests", ["CRMStore", "CRMModel", "Platform"]),
        tests(
            "MailSyncTests",
            ["MailSync", "MailNet", "MailCore", "CRMStore", "CRMModel", "LocalServers", "Platform"]),
        tests(
            "OutreachTests",
            ["Outreach", "MailNet", "MailCore", "CRMStore", "CRMModel", "LocalServers", "Platform"]),
        tests(
            "HubTests", ["Hub", "Outreach", "MailNet", "LocalServers", "CRMStore", "CRMModel", "Platform"]),
        tests(
            "DemoWorldTests",
            ["DemoWorld", "Outreach", "MailNet", "LocalServers", "MailCore", "CRMModel", "Platform"]),
        tests("TUITests", ["TUI", "CellText", "Platform"]),
        tests("AppUITests", ["AppUI", "TUI", "CRMModel", "CellText"], exclude: ["Snapshots"]),
        tests(
            "RapportTests",
            [
                "RapportApp", "AppUI", "TUI", "Hub", "Outreach", "MailSync", "MailNet", "MailCore",
                "CRMStore",
                "CRMModel", "LocalServers", "Platform", "rapport",
            ]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
