public import CRMModel
import Platform

/// A campaign as a document: `rapport campaign create -f FILE.json` and `POST /api/campaigns`.
public struct CampaignFile: Hashable, Sendable {
    public struct Step: Hashable, Sendable {
        /// A template's name.
        public var template: String
        /// Seconds after the step before.
        public var delay: Int
        /// Answers the mail that began the thread; else it begins a new one.
        public var repliesInThread: Bool
    }

    /// A recipient given in the document; missing contacts are created.
    public struct Person: Hashable, Sendable {
        public var email: EmailAddress
        public var firstName: String
        public var lastName: String
        public var company: String
        public var title: String
        public var fields: [String: String]
    }

    public struct Recipients: Hashable, Sendable {
        public var contacts: [ID<Contact>] = []
        public var tag: String?
        public var search: String?
        public var list: [Person] = []
    }

    public var name: String
    /// An account's name.
    public var account: String
    public var steps: [Step]
    public var recipients: Recipients
    public var pace: Pace
    public var tracksOpens: Bool
    public var tracksClicks: Bool
    public var hasUnsubscribe: Bool
    public var startAt: Timestamp?
    public var idempotencyKey: String?

    /// What is wrong with the document, each with its path.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// For instance `steps[1].template`; empty for the document itself.
        public var path: String
        public var message: String

        public init(path: String, message: String) {
            self.path = path
            self.message = message
        }

        public var description: String { path.isEmpty ? message : "\(path): \(message)" }
    }

    public struct Problems: Error, Hashable, Sendable, CustomStringConvertible {
        public var problems: [Problem]

        public init(_ problems: [Problem]) { self.problems = problems }

        public var description: String { problems.map(\.description).joined(separator: "; ") }
    }

    /// Reads and checks a document.
    ///
    /// - Throws: everything that is wrong, at most 50.
    public static func parse(_ bytes: [UInt8]) throws(Problems) -> CampaignFile {
        let document: JSONValue
        do throws(JSONError) { document = try JSONValue.parse(bytes) } catch {
            throw Problems([Problem(path: "", message: "no JSON: \(error.description)")])
        }
        var reader = CampaignFileReader()
        let file = reader.read(document)
        guard reader.problems.isEmpty else { throw Problems(reader.problems) }
        return file
    }
}
