/// The part of a tokenizer that makes tokens of a piece of text.
protocol TokenModel: Sendable {
    var vocabulary: Vocabulary { get }

    /// Appends the identifiers of a piece's tokens.
    func encode(_ piece: UnsafeBufferPointer<Unicode.Scalar>, into ids: inout [Int32])
}

/// Reads the model of a tokenizer.
enum TokenModelReader {
    /// Returns the model that a `model` is.
    static func read(_ node: JSONNode) throws(TokenizerError) -> any TokenModel {
        _ = try node.members()
        let type = try node["type"]?.text() ?? guess(node)
        switch type {
        case "WordPiece": return try WordPiece(node)
        case "BPE": return try BytePairEncoding(node)
        case "Unigram": return try Unigram(node)
        default:
            throw node.error(
                .unsupported, "the model \"\(type)\" isn't supported; WordPiece, BPE and Unigram are")
        }
    }

    /// Returns the type of a model that doesn't name it, as in files of old versions.
    private static func guess(_ node: JSONNode) -> String {
        if node["merges"] != nil { return "BPE" }
        if case .list = node["vocab"]?.value { return "Unigram" }
        return node["max_input_chars_per_word"] != nil ? "WordPiece" : ""
    }
}
