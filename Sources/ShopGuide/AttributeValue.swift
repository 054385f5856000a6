/// The value of a product's attribute: words, a number, or yes and no.
public enum AttributeValue: Sendable, Hashable {
    /// Words: `"blue"`.
    case text(String)
    /// A finite number: `330`.
    case number(Double)
    /// Yes or no.
    case flag(Bool)

    /// The value as text: `blue`, `330`, `true`.
    public var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): number.shortText
        case .flag(let flag): String(flag)
        }
    }

    /// The value as a number, also where a table had it as text; nil where it is none.
    public var number: Double? {
        switch self {
        case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .number(let number): number
        case .flag(let flag): flag ? 1 : 0
        }
    }
}

extension AttributeValue: Codable {
    /// Reads a text, a number, true or false.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            throw FieldFault("must be a text, a number, true or false", at: container.codingPath).error
        }
    }

    /// Writes the text, the number, true or false.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        }
    }
}

extension Double {
    /// The shortest text that reads back as the same number, without a decimal point where it is whole: `3`, `0.5`.
    public var shortText: String {
        if let whole = Int64(exactly: self), abs(whole) < 1 << 53 { return "\(whole)" }
        return "\(self)"
    }
}
