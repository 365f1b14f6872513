/// The pictures that a page would load.
public enum HTMLPictures {
    /// More than this are left out.
    static let limit = 500

    /// The `http` and `https` addresses of a page's pictures in document order, entities resolved.
    public static func remote(of html: String) -> [String] {
        var found: [String] = []
        collect(HTMLTree.body(of: html).children, into: &found)
        return found
    }

    private static func collect(_ nodes: [HTMLNode], into found: inout [String]) {
        for case .element(let element) in nodes {
            if element.tag == "img", let source = element.attribute("src")?.trimmed, found.count < limit {
                let scheme = source.prefix(8).lowercased()
                if scheme.hasPrefix("http://") || scheme.hasPrefix("https://") { found.append(source) }
            }
            collect(element.children, into: &found)
        }
    }
}
