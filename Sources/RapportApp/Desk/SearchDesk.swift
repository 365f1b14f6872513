import CRMModel
import CRMStore
import Platform

/// Finding mail, with words for what is wrong with a query.
struct SearchDesk: Sendable {
    let workspace: OpenWorkspace

    /// Reads a query.
    static func query(_ text: String) throws(CommandError) -> SearchQuery {
        do { return try SearchQuery.parse(text) } catch {
            throw .badData("search", problem(error), "correct the query")
        }
    }

    func search(
        _ query: SearchQuery, before cursor: PageCursor?, limit: Int
    ) async throws -> Page<MessageSearch.Hit> {
        try await MessageSearch(workspace.database).find(query, before: cursor, limit: limit)
    }

    static func problem(_ problem: SearchQuery.Problem) -> String {
        switch problem.reason {
        case .unknownOperator(let name):
            let known = [
                "from", "to", "cc", "subject", "in", "has", "is", "before", "after", "company", "opened",
                "clicked",
            ]
            let nearest = NearestName.of(name, in: known)
            return "there is no operator \(name):" + (nearest.map { " (did you mean \($0):?)" } ?? "")
        case .emptyValue(let name): return "\(name): needs a value"
        case .unknownValue(let value): return "'\(value)' at \(problem.position + 1) is not known"
        case .notADate(let value): return "'\(value)' is no day: write 2026-11-20, 2026-11 or 2026"
        case .tooManyTerms: return "more than \(SearchQuery.limit) terms"
        }
    }
}
