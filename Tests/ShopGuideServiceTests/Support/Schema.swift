import Foundation

/// The part of JSON Schema (2020-12) that the document uses; a keyword that isn't known here is an error.
struct Schema {
    /// The whole document, for references.
    let document: JSON

    private static let known: Set<String> = [
        "$ref", "type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "enum",
        "const",
        "minimum", "maximum", "minLength", "maxLength", "pattern", "oneOf", "anyOf", "minProperties", "maxProperties",
    ]
    /// Keywords that say nothing that is checked.
    private static let notes: Set<String> = ["description", "default", "format", "contentEncoding"]

    /// Follows references.
    func resolved(_ schema: JSON) -> JSON {
        guard let reference = schema["$ref"]?.text else { return schema }
        let target = reference.dropFirst(2).split(separator: "/").reduce(document) { $0[String($1)] ?? .null }
        return resolved(target)
    }

    /// Returns what is wrong with a value.
    func objections(to value: JSON, _ schema: JSON, at path: String = "") -> [String] {
        let schema = resolved(schema)
        guard case .object(let keywords) = schema else { return ["\(path): no schema"] }
        var found: [String] = []
        for keyword in keywords.keys where !Self.known.contains(keyword) && !Self.notes.contains(keyword) {
            found.append("\(path): the keyword \(keyword) isn't checked here")
        }
        if let type = keywords["type"] {
            let types = type.text.map { [$0] } ?? type.list.compactMap(\.text)
            if !types.contains(where: { Self.is(value, $0) }) { return found + ["\(path): \(value) isn't \(types)"] }
        }
        if let allowed = keywords["enum"]?.list, !allowed.contains(value) {
            found.append("\(path): \(value) isn't allowed")
        }
        if let const = keywords["const"], const != value { found.append("\(path): \(value) isn't \(const)") }
        for (keyword, least) in [("oneOf", 1), ("anyOf", 1)] {
            guard let choices = keywords[keyword]?.list else { continue }
            let fitting = choices.count { objections(to: value, $0, at: path).isEmpty }
            if fitting < least || keyword == "oneOf" && fitting > 1 {
                found.append("\(path): \(fitting) of \(keyword) fit")
            }
        }
        switch value {
        case .number(let number): found += bounds(number, "minimum", "maximum", keywords, path)
        case .text(let text):
            found += bounds(Double(text.unicodeScalars.count), "minLength", "maxLength", keywords, path)
            if let pattern = keywords["pattern"]?.text, text.range(of: pattern, options: .regularExpression) == nil {
                found.append("\(path): \(text) isn't \(pattern)")
            }
        case .list(let items):
            found += bounds(Double(items.count), "minItems", "maxItems", keywords, path)
            if let item = keywords["items"] {
                found += items.enumerated().flatMap { objections(to: $1, item, at: "\(path)[\($0)]") }
            }
        case .object(let members):
            found += bounds(Double(members.count), "minProperties", "maxProperties", keywords, path)
            found += self.objections(toMembers: members, keywords, path)
        default: break
        }
        return found
    }

    private func objections(toMembers members: [String: JSON], _ keywords: [String: JSON], _ path: String) -> [String] {
        var found: [String] = []
        for name in keywords["required"]?.list.compactMap(\.text) ?? [] where members[name] == nil {
            found.append("\(path).\(name) is missing")
        }
        for (name, member) in members {
            if let property = keywords["properties"]?[name] {
                found += objections(to: member, property, at: "\(path).\(name)")
            } else if keywords["additionalProperties"] == .flag(false) {
                found.append("\(path).\(name) isn't documented")
            } else if let other = keywords["additionalProperties"], case .object = other {
                found += objections(to: member, other, at: "\(path).\(name)")
            }
        }
        return found
    }

    private func bounds(
        _ number: Double, _ least: String, _ most: String, _ keywords: [String: JSON], _ path: String
    ) -> [String] {
        var found: [String] = []
        if let bound = keywords[least]?.number, number < bound { found.append("\(path): \(number) is below \(bound)") }
        if let bound = keywords[most]?.number, number > bound { found.append("\(path): \(number) is above \(bound)") }
        return found
    }

    private static func `is`(_ value: JSON, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.flag, "boolean"), (.number, "number"), (.text, "string"), (.list, "array"),
            (.object, "object"):
            true
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }
}
