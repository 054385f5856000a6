import Foundation

/// The values that are read of JSON text.
enum JSONCell {
    /// Reads the value of a span.
    ///
    /// - Throws: ``RowProblem`` where it is too large.
    static func read(
        _ span: JSONSpan, of bytes: UnsafePointer<UInt8>, name: String, limits: TableLimits, nulls: Set<String>
    ) throws -> Cell {
        let raw = UnsafeBufferPointer(start: bytes + span.start, count: span.end - span.start)
        switch span.kind {
        case .empty: return .empty
        case .yes: return .flag(true)
        case .no: return .flag(false)
        case .text, .escapedText:
            let text = text(raw, isEscaped: span.kind == .escapedText)
            return nulls.isEmpty || !nulls.contains(text) ? .text(text) : .empty
        default: break
        }
        guard raw.count <= limits.fieldBytes else {
            throw RowProblem("\"\(name)\" is longer than \(limits.fieldBytes) bytes")
        }
        if span.kind == .texts { return .list(texts(raw)) }
        let text = String(decoding: raw, as: UTF8.self)
        if !nulls.isEmpty, nulls.contains(text) { return .empty }
        switch span.kind {
        case .integer: return Int64(text).map(Cell.integer) ?? .text(text)
        case .number:
            guard let number = Double(text), number.isFinite else {
                throw RowProblem("\"\(name)\" is too large a number")
            }
            return .number(number)
        default: return .json(text)
        }
    }

    private static func text(_ raw: UnsafeBufferPointer<UInt8>, isEscaped: Bool) -> String {
        isEscaped
            ? String(decoding: JSONText.unescaped(raw), as: UTF8.self) : String(decoding: raw, as: UTF8.self)
    }

    /// Reads a list in which there is nothing but texts.
    private static func texts(_ raw: UnsafeBufferPointer<UInt8>) -> [String] {
        var (texts, start, place, isEscaped) = ([String](), -1, 1, false)
        while place < raw.count {
            let byte = raw[place]
            if byte == UInt8(ascii: "\""), start >= 0 {
                texts.append(text(UnsafeBufferPointer(rebasing: raw[start..<place]), isEscaped: isEscaped))
                start = -1
            } else if byte == UInt8(ascii: "\"") {
                (start, isEscaped) = (place + 1, false)
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
                place += 1
            }
            place += 1
        }
        return texts
    }
}
