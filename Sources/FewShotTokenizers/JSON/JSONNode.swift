/// A JSON value with its file and its place in it, for errors that name both.
struct JSONNode: Sendable {
    let value: JSONValue
    let file: String
    let place: String

    /// Returns an error about this value.
    func error(_ code: TokenizerError.Code, _ message: String) -> TokenizerError {
        TokenizerError(code, file: file, place: place, message: message)
    }

    // MARK: - Objects

    /// The members of the object that this is.
    func members() throws(TokenizerError) -> [JSONMember] {
        guard case .object(let members) = value else { throw expected("an object") }
        return members
    }

    /// The named member, or nil where it is absent or null; of two with the same name, the last.
    subscript(name: String) -> JSONNode? {
        guard case .object(let members) = value, let member = members.last(where: { $0.name == name }) else {
            return nil
        }
        if case .null = member.value { return nil }
        return JSONNode(value: member.value, file: file, place: place.isEmpty ? name : "\(place).\(name)")
    }

    /// Returns the named member, which must be there.
    func required(_ name: String) throws(TokenizerError) -> JSONNode {
        _ = try members()
        guard let node = self[name] else { throw error(.malformed, "\"\(name)\" is missing") }
        return node
    }

    /// Checks that the object has none but the named members, for what isn't known can't be followed.
    func allow(_ names: String...) throws(TokenizerError) {
        for member in try members() where !names.contains(member.name) {
            throw error(.unsupported, "the option \"\(member.name)\" isn't supported")
        }
    }

    // MARK: - Values

    /// The text that this is.
    func text() throws(TokenizerError) -> String {
        guard case .text(let text) = value else { throw expected("a text") }
        return text
    }

    /// The elements of the list that this is.
    func elements() throws(TokenizerError) -> [JSONNode] {
        guard case .list(let values) = value else { throw expected("a list") }
        return values.enumerated().map { JSONNode(value: $1, file: file, place: "\(place)[\($0)]") }
    }

    /// The whole number that this is.
    func integer(in range: Range<Int>) throws(TokenizerError) -> Int {
        guard case .number(let number) = value, let integer = Int(exactly: number) else {
            throw expected("a whole number")
        }
        guard range.contains(integer) else {
            throw error(.malformed, "\(integer) isn't between \(range.lowerBound) and \(range.upperBound - 1)")
        }
        return integer
    }

    /// The identifier of a token that this is.
    func id() throws(TokenizerError) -> Int32 { Int32(try integer(in: TokenizerLimits.ids)) }

    /// The truth value that this is.
    func flag() throws(TokenizerError) -> Bool {
        guard case .flag(let flag) = value else { throw expected("true or false") }
        return flag
    }

    /// Returns the truth value of a member, or a default where it is absent.
    func flag(_ name: String, default standard: Bool) throws(TokenizerError) -> Bool {
        try self[name]?.flag() ?? standard
    }

    private func expected(_ kind: String) -> TokenizerError { error(.malformed, "must be \(kind)") }
}
