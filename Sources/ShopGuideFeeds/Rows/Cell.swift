/// The value of a table at one place.
package enum Cell: Hashable, Sendable {
    case empty
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    /// A list of texts.
    case list([String])
    /// An object, or a list of something else than texts, as JSON text.
    case json(String)

    /// The value as text, if it is one value; numbers as short as they can be read back.
    package var text: String? {
        switch self {
        case .empty, .list: nil
        case .text(let text), .json(let text): text
        case .integer(let number): String(number)
        case .number(let number): Int64(exactly: number).map { abs($0) < 1 << 53 ? "\($0)" : nil } ?? "\(number)"
        case .flag(let flag): String(flag)
        }
    }
}
