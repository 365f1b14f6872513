/// The user's settings, parsed once; each part of the program gets only its own piece.
struct Configuration: Hashable, Sendable {
    struct Screen: Hashable, Sendable {
        var theme = "default"
        /// Plain ASCII instead of box lines and glyphs.
        var ascii = false
        var mouse = true
        /// Key sequences by command id, in place of the default ones.
        var keys: [String: [String]] = [:]
    }

    struct Sync: Hashable, Sendable {
        /// Seconds between looks at folders that are not watched.
        var pollInterval = 60
        /// Whether IDLE is used where the server has it.
        var idle = true
    }

    struct Send: Hashable, Sendable {
        /// Seconds during which a sent mail can be taken back.
        var undoDelay = 10
    }

    struct Hub: Hashable, Sendable {
        /// Runs inside the screen's process.
        var runs = false
        var listen = "127.0.0.1:8025"
        /// What goes into mails, without a trailing slash; nil until the user has one.
        var publicURL: String?
        /// Addresses whose X-Forwarded-For is believed.
        var trustedProxies: [String] = []
        /// Addresses that our own looks at sent mail come from.
        var ownAddresses: [String] = []
        /// Networks from which mail is scanned, beside those that are known.
        var scannerNetworks: [String] = []
        /// The file with the addresses through which Apple fetches pictures for people.
        var appleEgress: String?
        /// A hub on another machine whose hits are followed.
        var follow: String?
        /// A PEM file with the authority of its certificate; nil for the system's.
        var followAuthority: String?
        /// The command that prints the bearer token for `follow`.
        var followTokenCommand: String?
    }

    /// The user as merge fields know them.
    struct Sender: Hashable, Sendable {
        var name = ""
        var title = ""
        var company = ""
        var phone = ""
        var site = ""
        var postalAddress = ""
    }

    var screen = Screen()
    var sync = Sync()
    var send = Send()
    var hub = Hub()
    var sender = Sender()
    /// New workspaces keep their key in the desktop's keyring when there is one.
    var usesKeyring = true
    /// Opens and clicks are tracked unless a mail says otherwise.
    var tracksByDefault = false
    /// Tracked mails get a link that only machines see.
    var setsTraps = false
}
