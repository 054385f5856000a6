/// A tokenizer as Hugging Face's `tokenizer.json` describes it.
///
/// It makes the identifiers that the library `tokenizers` makes: WordPiece (BERT, MiniLM, E5, BGE, GTE), byte pair encoding (CLIP, RoBERTa,
/// GPT-2, SigLIP 2) and Unigram (XLM-R, multilingual E5, SigLIP). What isn't implemented is an error when the file is read. The time for a
/// text grows with its length alone. A tokenizer can be used by many threads at once.
///
/// ```swift
/// let tokenizer = try Tokenizer(folder: folder)
/// let ids = tokenizer.encode("red shoes", limit: 128)  // [101, 2417, 6007, 102]
/// ```
public struct Tokenizer: Sendable {
    /// One more than the largest identifier of a token; a model must have as many embeddings.
    public let idCount: Int
    /// The identifier that batches are padded with; nil where the files name none, and then it is 0.
    public let paddingID: Int32?

    private let addedTokens: AddedTokens
    private let normalizers: [any Normalizer]
    private let preTokenizers: [any PreTokenizer]
    private let model: any TokenModel
    private let specialTokens: SpecialTokens

    /// Reads the root of a `tokenizer.json`; `paddingToken` is that of another file.
    init(_ root: JSONNode, paddingToken: String?) throws(TokenizerError) {
        try root.allow(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor",
            "decoder",
            "model")
        if let version = root["version"] {
            guard case .text("1.0") = version.value else {
                throw version.error(.unsupported, "only \"1.0\" is supported")
            }
        }
        normalizers = try NormalizerReader.read(root["normalizer"])
        preTokenizers = try PreTokenizerReader.read(root["pre_tokenizer"])
        model = try TokenModelReader.read(try root.required("model"))
        addedTokens = try AddedTokens(root["added_tokens"], vocabulary: model.vocabulary, normalizers: normalizers)
        specialTokens = try SpecialTokens(root["post_processor"])
        idCount = max(model.vocabulary.idCount, addedTokens.idCount, specialTokens.idCount)
        for name in ["truncation", "padding"] {
            if let direction = root[name]?["direction"] {
                guard case .text("Right") = direction.value else {
                    throw direction.error(.unsupported, "only \"Right\" is supported")
                }
            }
        }
        var padding = try root["padding"]?["pad_id"]?.id()
        if let paddingToken {
            padding = addedTokens.id(of: paddingToken) ?? model.vocabulary.id(of: paddingToken) ?? padding
        }
        paddingID = padding
    }

    /// The number of tokens, as `[CLS]` and `[SEP]`, that are added to those of each text.
    public var specialTokenCount: Int { specialTokens.count }

    /// Returns the identifier of a token, or nil where there is no such token.
    public func id(of token: String) -> Int32? { addedTokens.id(of: token) ?? model.vocabulary.id(of: token) }

    /// Returns the identifiers of a text's tokens between the special ones, at most `limit` in all: a longer text is cut at its end.
    public func encode(_ text: String, limit: Int) -> [Int32] {
        precondition(
            limit >= specialTokens.count,
            "a limit of \(limit) tokens has no room for \(specialTokens.count) special ones")
        var buffer = addedTokens.pieces(of: Array(text.unicodeScalars), normalizers: normalizers)
        for preTokenizer in preTokenizers { preTokenizer.split(&buffer) }
        var ids = specialTokens.before
        let end = limit - specialTokens.after.count
        buffer.scalars.withUnsafeBufferPointer { scalars in
            for piece in buffer.pieces where ids.count < end {
                if piece.token >= 0 {
                    ids.append(piece.token)
                } else {
                    model.encode(UnsafeBufferPointer(rebasing: scalars[piece.start..<piece.end]), into: &ids)
                }
            }
        }
        if ids.count > end { ids.removeSubrange(end...) }
        return ids + specialTokens.after
    }

    /// Returns the tokens of several texts, padded to one length.
    public func encode(_ texts: [String], limit: Int, padding: TokenPadding = .longest) -> TokenBatch {
        let rows = texts.map { encode($0, limit: limit) }
        let length = padding == .limit ? limit : rows.map(\.count).max() ?? 0
        return TokenBatch(rows, length: length, padding: paddingID ?? 0)
    }
}
