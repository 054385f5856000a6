/// Folders from before `tokenizer.json`, brought into its form.
enum OlderFiles {
    /// Returns the tokenizer of BERT for a `vocab.txt`, with the options that `tokenizer_config.json` has.
    static func bert(vocabulary: [UInt8], options: JSONNode?, file: String) throws(TokenizerError) -> JSONNode {
        let lines = try lines(vocabulary, file: file)
        let members = lines.enumerated().map { JSONMember(name: $1, value: .number(Double($0))) }
        let lowersCase = try options?.flag("do_lower_case", default: true) ?? true
        let stripsAccents = try options?["strip_accents"]?.flag() ?? lowersCase
        let spaces = try options?.flag("tokenize_chinese_chars", default: true) ?? true
        var (ids, added): ([String: Int], [JSONValue]) = ([:], [])
        for token in ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] {
            guard let id = lines.lastIndex(of: token) else { continue }
            ids[token] = id
            added.append(addedToken(token, id: id))
        }
        guard let start = ids["[CLS]"], let end = ids["[SEP]"] else {
            throw TokenizerError(.malformed, file: file, message: "the vocabulary has no [CLS] or no [SEP]")
        }
        return JSONNode(
            value: .object([
                member("added_tokens", .list(added)),
                member(
                    "normalizer",
                    typed(
                        "BertNormalizer",
                        [
                            member("clean_text", .flag(true)), member("handle_chinese_chars", .flag(spaces)),
                            member("strip_accents", .flag(stripsAccents)), member("lowercase", .flag(lowersCase)),
                        ])),
                member("pre_tokenizer", typed("BertPreTokenizer", [])),
                member("post_processor", processing("BertProcessing", start: ("[CLS]", start), end: ("[SEP]", end))),
                member(
                    "model",
                    typed(
                        "WordPiece",
                        [
                            member("unk_token", .text("[UNK]")), member("continuing_subword_prefix", .text("##")),
                            member("max_input_chars_per_word", .number(100)), member("vocab", .object(members)),
                        ])),
            ]), file: file, place: "")
    }

    /// Returns the tokenizer of CLIP for a `vocab.json` and a `merges.txt`.
    static func clip(vocabulary: JSONNode, merges: [UInt8]) throws(TokenizerError) -> JSONNode {
        let (start, end) = ("<|startoftext|>", "<|endoftext|>")
        guard let startID = try vocabulary[start]?.id(), let endID = try vocabulary[end]?.id() else {
            throw vocabulary.error(
                .unsupported,
                "without tokenizer.json only CLIP's vocabulary is read, which has \(start) and \(end); transformers writes it: "
                    + "AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)")
        }
        let pairs = try lines(merges, file: vocabulary.file).filter { !$0.isEmpty }
        let words = #"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#
        let spaces = [member("pattern", .object([member("Regex", .text(#"\s+"#))])), member("content", .text(" "))]
        return JSONNode(
            value: .object([
                member("added_tokens", .list([addedToken(start, id: Int(startID)), addedToken(end, id: Int(endID))])),
                member(
                    "normalizer",
                    typed(
                        "Sequence",
                        [
                            member(
                                "normalizers",
                                .list([typed("NFC", []), typed("Replace", spaces), typed("Lowercase", [])]))
                        ])),
                member(
                    "pre_tokenizer",
                    typed(
                        "Sequence",
                        [
                            member(
                                "pretokenizers",
                                .list([
                                    typed(
                                        "Split",
                                        [
                                            member("pattern", .object([member("Regex", .text(words))])),
                                            member("behavior", .text("Removed")), member("invert", .flag(true)),
                                        ]),
                                    typed("ByteLevel", [member("add_prefix_space", .flag(false))]),
                                ]))
                        ])),
                member(
                    "post_processor",
                    processing("RobertaProcessing", start: (start, Int(startID)), end: (end, Int(endID)))),
                member(
                    "model",
                    typed(
                        "BPE",
                        [
                            member("unk_token", .text(end)), member("end_of_word_suffix", .text("</w>")),
                            member("vocab", vocabulary.value), member("merges", .list(pairs.map { .text($0) })),
                        ])),
            ]), file: vocabulary.file, place: "")
    }

    private static func member(_ name: String, _ value: JSONValue) -> JSONMember {
        JSONMember(name: name, value: value)
    }

    private static func typed(_ type: String, _ members: [JSONMember]) -> JSONValue {
        .object([member("type", .text(type))] + members)
    }

    private static func addedToken(_ content: String, id: Int) -> JSONValue {
        .object([
            member("id", .number(Double(id))), member("content", .text(content)), member("normalized", .flag(false)),
            member("special", .flag(true)),
        ])
    }

    private static func processing(_ type: String, start: (String, Int), end: (String, Int)) -> JSONValue {
        typed(
            type,
            [
                member("cls", .list([.text(start.0), .number(Double(start.1))])),
                member("sep", .list([.text(end.0), .number(Double(end.1))])),
            ])
    }

    /// Returns the lines of a text, each without white space at its end.
    private static func lines(_ bytes: [UInt8], file: String) throws(TokenizerError) -> [String] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TokenizerError(.malformed, file: file, message: "not valid UTF-8")
        }
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = line
            while let last = line.last, last.isSpace { line.removeLast() }
            return String(line)
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
