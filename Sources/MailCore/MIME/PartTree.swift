import CGMime

/// Where a part lies in the raw message and what it says of itself; no C pointer leaves this file's walk.
struct PartLeaf {
    var path: String
    var type: String
    var charset: String?
    var flow: TextFlow = .fixed
    var name: String?
    var disposition: Attachment.Disposition
    var contentID: String?
    var encoding: GMimeContentEncoding
    /// The encoded body in the raw message; empty for a part without content.
    var range: Range<Int>
    var isInRelated: Bool

    var isMessage: Bool { type == "message/rfc822" || type == "message/global" }
    var isNamedOrAttached: Bool { disposition == .attachment || name != nil }
}

/// The structure of a message by GMime, flattened to its leaves in order.
struct PartTree {
    var leaves: [PartLeaf] = []
    var contentType = "text/plain"
    var problems: [MIMEProblem] = []

    /// Parts beyond this are not looked at.
    static let partLimit = 1_000
    /// Multiparts nested deeper than this are not looked into.
    static let depthLimit = 60

    /// GMime registers its types on first use and not under a lock: one parse in front makes threads safe.
    private static let isReady: Bool = {
        g_mime_init()
        let sample = """
            Content-Type: multipart/mixed; boundary="x"; charset*=utf-8''a%20b

            --x
            Content-Type: text/plain; charset="utf-8"; name="=?utf-8?q?a?="

            a
            --x
            Content-Type: message/rfc822
            Content-Disposition: attachment; filename="a"

            From: a@b.example

            a
            --x
            Content-Type: image/png
            Content-Id: <a>
            Content-Transfer-Encoding: base64

            YQ==
            --x--

            """
        let bytes = Array(sample.utf8)
        return bytes.withUnsafeBufferPointer { parseReady($0) { PartTree(root: $0) } != nil }
    }()

    /// Parses the structure; nil when GMime finds nothing in it.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> PartTree? {
        guard isReady, let tree = parseReady(bytes, { PartTree(root: $0) }) else { return nil }
        guard let repaired = repaired(bytes, tree) else { return tree }
        return repaired.bytes.withUnsafeBufferPointer { copy -> PartTree? in
            guard var found = parseReady(copy, { PartTree(root: $0) }), !found.leaves.isEmpty else {
                return tree
            }
            for index in found.leaves.indices {
                let range = found.leaves[index].range
                found.leaves[index].range =
                    max(0, range.lowerBound - repaired.shift)..<max(0, range.upperBound - repaired.shift)
            }
            found.problems.append(.noBoundary)
            return found
        }
    }

    private static func repaired(
        _ bytes: UnsafeBufferPointer<UInt8>, _ tree: PartTree
    ) -> BoundaryRepair.Repaired? {
        guard tree.leaves.isEmpty, tree.contentType.hasPrefix("multipart/") else { return nil }
        return BoundaryRepair.repaired(bytes, type: tree.contentType)
    }

    /// Parses and hands the part at `path` to `body`, for what needs the part itself.
    static func withPart<Value>(
        at path: String, in bytes: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeMutablePointer<GMimeObject>) -> Value?
    ) -> Value? {
        guard isReady else { return nil }
        func found(_ bytes: UnsafeBufferPointer<UInt8>) -> Value? {
            parseReady(bytes) { root in part(at: path, under: root).flatMap(body) }
        }
        if let tree = parseReady(bytes, { PartTree(root: $0) }), let repaired = repaired(bytes, tree) {
            return repaired.bytes.withUnsafeBufferPointer(found)
        }
        return found(bytes)
    }

    private static func parseReady<Value>(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeMutablePointer<GMimeObject>) -> Value?
    ) -> Value? {
        guard let base = bytes.baseAddress, bytes.count < Int(UInt32.max) else { return nil }
        // The stream only reads: the array borrows our bytes and the stream does not own it.
        var array = GByteArray(data: UnsafeMutablePointer(mutating: base), len: UInt32(bytes.count))
        return withUnsafeMutablePointer(to: &array) { array -> Value? in
            guard let stream = g_mime_stream_mem_new_with_byte_array(array) else { return nil }
            g_mime_stream_mem_set_owner(gm_stream_mem(stream), 0)
            defer { gm_unref(stream) }
            guard let parser = g_mime_parser_new_with_stream(stream) else { return nil }
            defer { gm_unref(parser) }
            g_mime_parser_set_persist_stream(parser, 1)
            guard let root = g_mime_parser_construct_part(parser, nil) else { return nil }
            defer { gm_unref(root) }
            return body(root)
        }
    }

    private init(root: UnsafeMutablePointer<GMimeObject>) {
        contentType = PartTree.mediaType(root)
        if gm_is_multipart(root) {
            walk(root, path: "", depth: 0, isInRelated: false)
        } else {
            leaf(root, path: "1", isInRelated: false)
        }
    }

    private mutating func walk(
        _ object: UnsafeMutablePointer<GMimeObject>, path: String, depth: Int, isInRelated: Bool
    ) {
        guard depth < PartTree.depthLimit else { return note(.nestedTooDeep) }
        let multipart = gm_multipart(object)
        let isRelated = isInRelated || PartTree.mediaType(object) == "multipart/related"
        let count = g_mime_multipart_get_count(multipart)
        for index in 0..<max(0, count) {
            guard leaves.count < PartTree.partLimit else { return note(.tooManyParts) }
            guard let child = g_mime_multipart_get_part(multipart, index) else { continue }
            let childPath = path.isEmpty ? String(index + 1) : "\(path).\(index + 1)"
            if gm_is_multipart(child) {
                walk(child, path: childPath, depth: depth + 1, isInRelated: isRelated)
            } else {
                leaf(child, path: childPath, isInRelated: isRelated)
            }
        }
    }

    private mutating func leaf(
        _ object: UnsafeMutablePointer<GMimeObject>, path: String, isInRelated: Bool
    ) {
        var encoding = GMIME_CONTENT_ENCODING_DEFAULT
        var range = 0..<0
        if gm_is_part(object), let content = g_mime_part_get_content(gm_part(object)) {
            encoding = g_mime_data_wrapper_get_encoding(content)
            if let stream = g_mime_data_wrapper_get_stream(content) {
                let start = Int(stream.pointee.bound_start)
                let end = stream.pointee.bound_end < 0 ? start : Int(stream.pointee.bound_end)
                range = start..<max(start, end)
            }
        }
        let type = PartTree.mediaType(object)
        let isText = type == "text/plain" || type == "text/html"
        var found = PartLeaf(
            path: path, type: type, name: PartTree.fileName(object),
            disposition: PartTree.disposition(object),
            contentID: PartTree.string(g_mime_object_get_content_id(object)), encoding: encoding,
            range: range,
            isInRelated: isInRelated)
        if isText || type == "text/rfc822-headers" {
            found.charset = PartTree.parameter(object, "charset")
            if type == "text/plain", PartTree.parameter(object, "format")?.lowercased() == "flowed" {
                found.flow = .flowed(deletesSpace: PartTree.parameter(object, "delsp")?.lowercased() == "yes")
            }
        }
        leaves.append(found)
    }

    private mutating func note(_ problem: MIMEProblem) {
        if !problems.contains(problem) { problems.append(problem) }
    }

    private static func part(
        at path: String, under root: UnsafeMutablePointer<GMimeObject>
    ) -> UnsafeMutablePointer<GMimeObject>? {
        guard gm_is_multipart(root) else { return path == "1" ? root : nil }
        var current = root
        for step in path.split(separator: ".") {
            guard let number = Int32(step), number >= 1, gm_is_multipart(current),
                number <= g_mime_multipart_get_count(gm_multipart(current)),
                let next = g_mime_multipart_get_part(gm_multipart(current), number - 1)
            else { return nil }
            current = next
        }
        return gm_is_multipart(current) ? nil : current
    }

    private static func string(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func mediaType(_ object: UnsafeMutablePointer<GMimeObject>) -> String {
        guard let type = g_mime_object_get_content_type(object),
            let media = string(g_mime_content_type_get_media_type(type)),
            let subtype = string(g_mime_content_type_get_media_subtype(type))
        else { return "text/plain" }
        let full = (media + "/" + subtype).asciiLowercased
        // A Content-Type that cannot be read means plain text (RFC 2045 §5.2); GMime takes it for bytes.
        if full == "application/octet-stream",
            let stated = string(g_mime_object_get_header(object, "Content-Type")),
            !stated.contains("/")
        {
            return "text/plain"
        }
        return full
    }

    private static func parameter(_ object: UnsafeMutablePointer<GMimeObject>, _ name: String) -> String? {
        string(g_mime_object_get_content_type_parameter(object, name))
    }

    private static func disposition(_ object: UnsafeMutablePointer<GMimeObject>) -> Attachment.Disposition {
        switch string(g_mime_object_get_disposition(object))?.lowercased() {
        case nil: .unspecified
        case "inline": .inline
        case "attachment": .attachment
        default: .unspecified
        }
    }

    private static func fileName(_ object: UnsafeMutablePointer<GMimeObject>) -> String? {
        var name: String?
        if let disposition = g_mime_object_get_content_disposition(object) {
            name = best("filename", in: g_mime_content_disposition_get_parameters(disposition))
        }
        if name == nil, let type = g_mime_object_get_content_type(object) {
            name = best("name", in: g_mime_content_type_get_parameters(type))
        }
        guard let name, !name.isEmpty else { return nil }
        return EncodedWords.decode(Array(name.utf8))
    }

    /// The value of a parameter; of two with one name the one with a charset (RFC 2231), whose plain twin is for
    /// old readers.
    private static func best(_ name: String, in list: UnsafeMutablePointer<GMimeParamList>?) -> String? {
        guard let list else { return nil }
        var plain: String?
        for index in 0..<max(0, g_mime_param_list_length(list)) {
            guard let parameter = g_mime_param_list_get_parameter_at(list, index),
                string(g_mime_param_get_name(parameter))?.asciiLowercased == name
            else { continue }
            let value = string(g_mime_param_get_value(parameter))
            if g_mime_param_get_charset(parameter) != nil { return value }
            plain = plain ?? value
        }
        return plain
    }
}
