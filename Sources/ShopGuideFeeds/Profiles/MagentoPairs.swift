/// Names and values as Magento writes them in one cell: `size=S,color=Red`.
package enum MagentoPairs {
    /// Reads pairs; a value may stand in quotes, and a part without `=` belongs to the value before it.
    package static func read(_ text: some StringProtocol) -> [(name: String, value: String)] {
        var pairs = [(name: String, value: String)]()
        var (name, part, isQuoted, wasQuote) = ([UInt8]?.none, [UInt8](), false, false)
        func take() {
            let value = string(part)
            if let name {
                pairs.append((string(name), value))
            } else if let last = pairs.indices.last, !value.isEmpty {
                pairs[last].value += ", " + value
            }
            (name, part, wasQuote) = (nil, [], false)
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: ",") where !isQuoted: take()
            case UInt8(ascii: "=") where name == nil: (name, part) = (part, [])
            case UInt8(ascii: "\"") where isQuoted:
                (isQuoted, wasQuote) = (false, true)
            case UInt8(ascii: "\"") where wasQuote:
                // The second of two quotes.
                part.append(byte)
                (isQuoted, wasQuote) = (true, false)
            case UInt8(ascii: "\"") where name != nil && part.isEmpty: isQuoted = true
            default:
                part.append(byte)
                wasQuote = false
            }
        }
        take()
        return pairs
    }

    /// Reads the variants of a configurable product, `sku=WS-S,size=S|sku=WS-M,size=M`, each with the values of its options.
    static func variants(_ text: String) -> [(sku: String, options: [(name: String, value: String)])] {
        text.utf8.split(separator: UInt8(ascii: "|")).compactMap { part in
            let pairs = read(Substring(part))
            guard let sku = pairs.first(where: { $0.name == "sku" })?.value, !sku.isEmpty else { return nil }
            return (sku, pairs.filter { $0.name != "sku" })
        }
    }

    private static func string(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0.trimmed, as: UTF8.self) }
    }
}
