/// Numbers that aren't prices: ratings, quantities.
package enum NumberText {
    /// Reads `4.5`, `4,5`, `-1 234`, `1.234,5`, `1e3`; nil where the text isn't a finite number.
    ///
    /// In doubt a point is before decimals, and a comma before three digits separates thousands.
    package static func value(of text: String) -> Double? {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count <= 256 else { return nil }
            if bytes.allSatisfy({
                $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 | 32 == UInt8(ascii: "e")
            }),
                let number = Double(String(decoding: bytes, as: UTF8.self))
            {
                return number.isFinite ? number : nil
            }
            return AmountText.withPlainBytes(bytes.trimmed) { value($0) }
        }
    }

    private static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let first = bytes.first, let last = bytes.last, last.isDigit else { return nil }
        let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        let digits = bytes[(isSigned ? 1 : 0)...]
        guard let start = digits.first, start.isDigit || start == UInt8(ascii: ".") || start == UInt8(ascii: ",") else {
            return nil
        }
        let number: DecimalNumber
        if let scientific = DecimalNumber(scientific: digits) {
            number = scientific
        } else {
            switch WrittenNumber(digits) {
            case nil: return nil
            case .certain(let certain, _): number = certain
            case .ambiguous(let sign, let grouped, let decimal): number = sign == .point ? decimal : grouped
            }
        }
        return first == UInt8(ascii: "-") && number.digits > 0 ? -number.value : number.value
    }
}
