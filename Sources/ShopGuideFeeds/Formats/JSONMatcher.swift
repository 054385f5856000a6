/// Finds the end of a value by its brackets, whatever else it is made of and in however many pieces it comes.
struct JSONMatcher {
    /// The end of an item.
    enum Style {
        /// Before the comma that follows it, or the end of the list it is in.
        case listItem
        /// After its last bracket.
        case value
    }

    /// The end that was found.
    enum Outcome {
        /// The end of the item.
        case end(Int)
        /// More bytes are needed.
        case more
        /// More brackets than can be remembered.
        case tooDeep
    }

    private let style: Style
    private var open: [UInt8]
    private var isText = false
    private var isEscaped = false

    private static let depth = 1024

    /// Creates a matcher inside of brackets that are open.
    init(_ style: Style, open: [UInt8] = []) { (self.style, self.open) = (style, open) }

    /// Whether brackets are open.
    var isOpen: Bool { !open.isEmpty }

    /// Looks at the next bytes.
    mutating func match(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Outcome {
        for place in start..<end {
            let byte = bytes[place]
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open.count < Self.depth else { return .tooDeep }
                open.append(byte)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // A bracket may close others that were never closed.
                if let opening = open.lastIndex(of: byte - 2) {
                    open.removeSubrange(opening...)
                    if open.isEmpty, style == .value { return .end(place + 1) }
                } else if style == .listItem, byte == UInt8(ascii: "]") {
                    return .end(place)
                }
            case UInt8(ascii: ",") where style == .listItem && open.isEmpty: return .end(place)
            default: break
            }
        }
        return .more
    }
}
