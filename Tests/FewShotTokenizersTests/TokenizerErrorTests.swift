import FewShotTokenizers
import Foundation
import Testing

/// Files that can't be used, each with the sentence that says why.
@Suite struct TokenizerErrorTests {
    private func message(_ files: [String: String]) throws -> String {
        let folder = try TemporaryFolder(files)
        let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder.url) }
        return (error?.description ?? "").replacing(folder.url.path(percentEncoded: false), with: "F")
            .replacing("F/", with: "")
    }

    private func message(_ json: String) throws -> String { try message(["tokenizer.json": json]) }

    @Test func `a folder without a tokenizer is told the command that writes one`() throws {
        #expect(
            try message([:]) == "F: no tokenizer.json in this folder; transformers writes it: "
                + "AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)")
        let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: URL(filePath: "/none/here")) }
        #expect(error?.code == .unreadable)
    }

    @Test func `something that isn't a file`() throws {
        let folder = try TemporaryFolder([:])
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "tokenizer.json"), withIntermediateDirectories: false)
        let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder.url) }
        #expect(error?.message == "can't be read: not a file")
    }

    @Test(arguments: [
        ("", "byte 0: the file ends in the middle"), ("{", "byte 1: the file ends in the middle"),
        (#"{"model" 1}"#, "byte 9: no colon after a name"), ("[1 2]", "byte 3: no comma between two values"),
        ("nul", "byte 3: the file ends in the middle"), ("{} x", "byte 3: text after the end of the JSON"),
        (#"{"a": "\ud800"}"#, "byte 13: half of a character"), (#"{"a": "\q"}"#, "byte 9: an unknown escape"),
        (#"{"a": 1e999}"#, "byte 6: not a JSON value"),
        (String(repeating: "[", count: 40), "byte 32: more than 32 levels"),
        ("PK\u{3}\u{4}", "byte 0: not a JSON value"), ("[]", "must be an object"),
        ("{}", "\"model\" is missing"),
        (#"{"model": {}}"#, "model: the model \"\" isn't supported; WordPiece, BPE and Unigram are"),
        (#"{"modell": {}}"#, "the option \"modell\" isn't supported"),
        (#"{"version": "2.0", "model": {}}"#, "version: only \"1.0\" is supported"),
        (
            #"{"model": {"type": "WordLevel"}}"#,
            "model: the model \"WordLevel\" isn't supported; WordPiece, BPE and Unigram are"
        ),
    ])
    func `a file that isn't a tokenizer's`(_ json: String, _ expected: String) throws {
        #expect(try message(json) == "tokenizer.json: \(expected)")
    }

    @Test(arguments: [
        (
            Examples.wordPiece(normalizer: #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Odd"}]}"#),
            "normalizer.normalizers[1]: the normalizer \"Odd\" isn't supported"
        ),
        (
            Examples.wordPiece(normalizer: #"{"type": "Strip", "strip_left": 1, "strip_right": true}"#),
            "normalizer.strip_left: must be true or false"
        ),
        (
            Examples.wordPiece(normalizer: #"{"type": "NFC", "odd": 1}"#),
            "normalizer: the option \"odd\" isn't supported"
        ),
        (
            Examples.wordPiece(normalizer: #"{"type": "Precompiled", "precompiled_charsmap": "?"}"#),
            "normalizer.precompiled_charsmap: not the base64 of a character map"
        ),
        (
            Examples.wordPiece(normalizer: #"{"type": "Precompiled", "precompiled_charsmap": "////fwAA"}"#),
            "normalizer.precompiled_charsmap: a character map of 6 bytes can't have a trie of 2147483647"
        ),
        (
            Examples.wordPiece(preTokenizer: #"{"type": "UnicodeScripts"}"#),
            "pre_tokenizer: the pre-tokenizer \"UnicodeScripts\" isn't supported"
        ),
        (
            Examples.wordPiece(
                preTokenizer: #"{"type": "Split", "pattern": {"Regex": "(a"}, "behavior": "Removed", "invert": false}"#),
            "pre_tokenizer.pattern.Regex: the pattern \"(a\": a \"(\" without its \")\""
        ),
        (
            Examples.wordPiece(
                preTokenizer:
                    #"{"type": "Split", "pattern": {"Regex": "\\p{Odd}"}, "behavior": "Removed", "invert": false}"#),
            #"pre_tokenizer.pattern.Regex: the pattern "\p{Odd}": the property "Odd" isn't supported"#
        ),
        (
            Examples.wordPiece(
                preTokenizer:
                    #"{"type": "Split", "pattern": {"Regex": "(a)\\1"}, "behavior": "Removed", "invert": false}"#),
            #"pre_tokenizer.pattern.Regex: the pattern "(a)\1": the escape "\1" isn't supported"#
        ),
        (
            Examples.wordPiece(
                preTokenizer: #"{"type": "Split", "pattern": {"String": "a"}, "behavior": "Odd", "invert": false}"#),
            "pre_tokenizer.behavior: the behavior \"Odd\" isn't supported"
        ),
        (
            Examples.wordPiece(preTokenizer: #"{"type": "Metaspace", "replacement": "__"}"#),
            "pre_tokenizer.replacement: must be one character"
        ),
        (
            Examples.wordPiece(postProcessor: #"{"type": "Odd"}"#),
            "post_processor: the post-processor \"Odd\" isn't supported"
        ),
        (
            Examples.wordPiece(
                postProcessor: #"{"type": "TemplateProcessing", "single": [], "pair": [], "special_tokens": {}}"#),
            "post_processor.single: the template has no place for the text"
        ),
        (
            Examples.wordPiece(added: #"[{"id": -1, "content": "x"}]"#),
            "added_tokens[0].id: -1 isn't between 0 and 16777215"
        ),
        (
            Examples.wordPiece(more: #""padding": {"direction": "Left"}, "#),
            "padding.direction: only \"Right\" is supported"
        ),
        (
            Examples.wordPiece(
                model:
                    #"{"type": "WordPiece", "unk_token": "x", "continuing_subword_prefix": "", "max_input_chars_per_word": 1, "vocab": {}}"#
            ),
            "model.unk_token: the vocabulary has no \"x\""
        ),
        (
            Examples.wordPiece(model: #"{"type": "WordPiece", "vocab": {"a": 0.5}}"#),
            "model.vocab: the token \"a\" has no identifier below 16777216"
        ),
        (Examples.bytePairs(#""dropout": 0.1, "#), "model.dropout: isn't supported; set it to null"),
        (
            Examples.bytePairs(merges: #"[["a", "z"]]"#),
            "model.merges: merge 0, \"a\" and \"z\", isn't of the vocabulary's tokens"
        ),
        (Examples.bytePairs(merges: #"["a b c"]"#), "model.merges: merge 0 isn't a pair of tokens"),
        (Examples.unigram(""), "model: \"unk_id\" is missing"),
        (Examples.unigram(#""unk_id": 8, "#), "model.unk_id: 8 isn't between 0 and 7"),
    ])
    func `an option that can't be followed is named`(_ json: String, _ expected: String) throws {
        #expect(try message(json) == "tokenizer.json: \(expected)")
    }

    @Test func `a vocabulary of another model without tokenizer.json`() throws {
        #expect(
            try message(["vocab.json": #"{"<s>": 0}"#, "merges.txt": ""]).hasPrefix(
                "vocab.json: without tokenizer.json only CLIP's"))
        #expect(try message(["vocab.txt": "a\nb\n"]) == "vocab.txt: the vocabulary has no [CLS] or no [SEP]")
    }

    @Test func `too large a file isn't read`() throws {
        let folder = try TemporaryFolder(["tokenizer.json": ""])
        let file = try FileHandle(forWritingTo: folder.url.appending(path: "tokenizer.json"))
        try file.truncate(atOffset: 1 << 40)
        let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder.url) }
        #expect(error?.code == .tooLarge)
        #expect(error?.message == "1099511627776 bytes; at most 67108864 are read")
    }
}
