/// A value of a JSON file; objects keep the order of their members, and texts that are equal by Unicode's rules alone stay apart.
enum JSONValue: Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([JSONMember])
}

/// A member of a JSON object.
struct JSONMember: Sendable {
    let name: String
    let value: JSONValue
}
