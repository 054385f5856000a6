/// The name of a column, as it is looked up.
struct ColumnName {
    /// The name without case, blanks, `_` and `-`, and without the type that RecBole puts behind it.
    let plain: String
    /// The name before its type, `genre` of `genre:token_seq`; nil where it has none.
    let untyped: String?

    private static let types: Set<Substring> = ["token", "token_seq", "float", "float_seq"]

    init(_ name: String) {
        let colon = name.lastIndex(of: ":")
        let isTyped = colon.map { Self.types.contains(name[name.index(after: $0)...]) } ?? false
        untyped = isTyped ? colon.map { String(name[..<$0]) } : nil
        plain = (untyped ?? name).lowercased().filter { !" _-\u{A0}".contains($0) }
    }
}
