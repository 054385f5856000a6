/// The fault of the JSON of a row.
enum JSONProblem: Error {
    /// The bytes end before the row does.
    case incomplete
    /// A byte that can't be there.
    case malformed(place: Int)
    /// Something that is said in words.
    case reason(String)
}

/// The place of a value of a row.
struct JSONSpan {
    /// A kind of value.
    enum Kind {
        case empty, text, escapedText, integer, number, yes, no, texts, json
    }

    /// The row that it belongs to.
    var row = 0
    var kind = Kind.empty
    var start = 0
    var end = 0
}
