import Foundation

/// Lists and objects in the text of one cell, as JSON or Python writes them.
enum ListText {
    /// An element of a list: one text, or a list of some.
    enum Element: Hashable {
        case text(String)
        case list([String])
    }

    /// The most bytes that are looked at; a longer text is no list.
    private static let longest = 1 << 20
    /// The most elements that are taken.
    private static let most = 1024

    /// Reads `["a", "b"]`, `['a', 'b']`, `[["a", "b"]]`, `[{"name": "a"}]` or `{"name": "a"}`; of an object the text, or list of texts, of
    /// the first of `keys` that it has. Returns nil where the text is none of these; what is neither text nor list is left out.
    static func elements(of text: String, keys: [String]) -> [Element]? {
        guard let first = text.utf8.first(where: { $0 > 32 }), let last = text.utf8.last(where: { $0 > 32 }),
            (first == UInt8(ascii: "[") && last == UInt8(ascii: "]"))
                || (first == UInt8(ascii: "{") && last == UInt8(ascii: "}")), text.utf8.count <= longest
        else { return nil }
        guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else {
            return first == UInt8(ascii: "[") ? pythonList(text).map { $0.map(Element.text) } : nil
        }
        guard let list = value as? [Any] else { return element(value, keys).map { [$0] } ?? [] }
        return list.prefix(most).compactMap { element($0, keys) }
    }

    private static func element(_ value: Any, _ keys: [String]) -> Element? {
        switch value {
        case let text as String: return .text(text)
        case let list as [Any]: return .list(list.prefix(most).compactMap { $0 as? String })
        case let object as [String: Any]:
            for key in keys {
                if let text = object[key] as? String { return .text(text) }
                if let list = object[key] as? [Any] { return .list(list.prefix(most).compactMap { $0 as? String }) }
            }
            return nil
        default: return nil
        }
    }

    /// Reads a list of texts in single or double quotes; nil where it is something else.
    private static func pythonList(_ text: String) -> [String]? {
        var (items, item) = ([String](), [UInt8]())
        var (quote, isEscaped, needsComma) = (UInt8?.none, false, false)
        for byte in text.utf8.drop(while: { $0 <= 32 }).dropFirst() {
            if let end = quote {
                if isEscaped {
                    item.append(byte == UInt8(ascii: "n") || byte == UInt8(ascii: "t") ? UInt8(ascii: " ") : byte)
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == end {
                    items.append(String(decoding: item, as: UTF8.self))
                    (item, quote, needsComma) = ([], nil, true)
                } else {
                    item.append(byte)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard !needsComma, items.count < most else { return nil }
                quote = byte
            case UInt8(ascii: ","):
                guard needsComma else { return nil }
                needsComma = false
            case UInt8(ascii: "]"), 0...32: continue
            default: return nil
            }
        }
        return quote == nil ? items : nil
    }
}
