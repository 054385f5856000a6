/// Small tokenizers, whose parts can be replaced.
enum Examples {
    /// WordPiece of a few words.
    static func wordPiece(
        normalizer: String =
            #"{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}"#,
        preTokenizer: String = #"{"type": "BertPreTokenizer"}"#,
        postProcessor: String = #"{"type": "BertProcessing", "cls": ["[CLS]", 1], "sep": ["[SEP]", 2]}"#,
        model: String = wordPieceModel, added: String = addedTokens, more: String = ""
    ) -> String {
        """
        {"version": "1.0", "truncation": null, \(more)"added_tokens": \(added), "normalizer": \(normalizer),
         "pre_tokenizer": \(preTokenizer), "post_processor": \(postProcessor), "decoder": null, "model": \(model)}
        """
    }

    static let wordPieceModel = """
        {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 20,
         "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "red": 3, "shoe": 4, "##s": 5, "!": 6, "cafe": 7, "漢": 8, "a": 9, "##a": 10}}
        """

    static let addedTokens = """
        [{"id": 1, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
         {"id": 11, "content": "[MASK]", "single_word": false, "lstrip": true, "rstrip": false, "normalized": false, "special": true}]
        """

    /// Byte pairs of the letters a, b and c; merges are `ab`, then `abc`.
    static func bytePairs(_ options: String = "", merges: String = #"[["a", "b"], ["ab", "c"]]"#) -> String {
        """
        {"model": {"type": "BPE", \(options)"merges": \(merges),
         "vocab": {"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4, "?": 5, "<0xC3>": 6, "<0x9F>": 7}}}
        """
    }

    /// A unigram model in which `ab` costs less than `a` and `b`.
    static func unigram(_ options: String = #""unk_id": 0, "#) -> String {
        """
        {"model": {"type": "Unigram", \(options)
         "vocab": [["<unk>", 0], ["a", -2], ["b", -2], ["ab", -3], ["c", -1], ["abc", -4.5], ["<0xC3>", -9], ["<0x9F>", -9]]}}
        """
    }
}
