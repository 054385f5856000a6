import FewShotTokenizers
import Foundation
import Testing

@Suite struct TokenizerTests {
    private let tokenizer: Tokenizer

    init() throws { tokenizer = try TemporaryFolder.tokenizer(Examples.wordPiece()) }

    @Test func `a longer text is cut before the last special token`() {
        #expect(tokenizer.specialTokenCount == 2)
        #expect(tokenizer.encode("red shoes! red", limit: 4) == [1, 3, 4, 2])
        #expect(tokenizer.encode("red", limit: 2) == [1, 2])
    }

    @Test func `tokens have identifiers`() {
        #expect(tokenizer.id(of: "shoe") == 4)
        #expect(tokenizer.id(of: "[MASK]") == 11)
        #expect(tokenizer.id(of: "blue") == nil)
        #expect(tokenizer.id(of: "") == nil)
        #expect(tokenizer.idCount == 12)
    }

    @Test func `a batch is padded to its longest text, or to the limit`() throws {
        let batch = tokenizer.encode(["red shoes", "", "red"], limit: 8)
        #expect(batch.count == 3)
        #expect(batch.length == 5)
        #expect(batch.ids == [1, 3, 4, 5, 2, 1, 2, 0, 0, 0, 1, 3, 2, 0, 0])
        #expect(batch.mask == [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0])
        let full = tokenizer.encode(["red"], limit: 5, padding: .limit)
        #expect(full.ids == [1, 3, 2, 0, 0])
        #expect(full.mask == [1, 1, 1, 0, 0])
        #expect(tokenizer.encode([String](), limit: 8).ids.isEmpty)
    }

    @Test(arguments: [
        (["tokenizer_config.json": #"{"pad_token": "red"}"#], 3),
        (["tokenizer_config.json": #"{"pad_token": {"content": "[MASK]", "lstrip": false}}"#], 11),
        (["special_tokens_map.json": #"{"pad_token": "shoe"}"#], 4),
        (["tokenizer_config.json": #"{"pad_token": null}"#, "special_tokens_map.json": #"{"pad_token": "shoe"}"#], 4),
        (["tokenizer_config.json": #"{"pad_token": "unknown"}"#], 7), ([:], 7),
    ])
    func `the padding token is that of the configuration`(_ files: [String: String], _ id: Int) throws {
        let padding = #""padding": {"pad_id": 7, "direction": "Right"}, "#
        let json = Examples.wordPiece(more: padding)
        #expect(try TemporaryFolder.tokenizer(files.merging(["tokenizer.json": json]) { $1 }).paddingID == Int32(id))
    }

    @Test func `tokens that are canonically equivalent stay apart`() throws {
        let tokenizer = try TemporaryFolder.tokenizer(
            #"{"model": {"type": "BPE", "merges": [], "vocab": {"é": 0, "e": 1, "\u0301": 2, "Å": 3, "\u212b": 4}}}"#)
        #expect(tokenizer.encode("ée\u{301}Å\u{212B}", limit: 9) == [0, 1, 2, 3, 4])
    }

    @Test func `added tokens: the longest, whole words, and spaces beside them`() throws {
        let added = """
            [{"id": 20, "content": "<x>", "normalized": false}, {"id": 21, "content": "<x><x>", "normalized": false},
             {"id": 22, "content": "Red Shoe", "normalized": true, "single_word": true},
             {"id": 23, "content": "<s>", "normalized": false, "lstrip": true, "rstrip": true}]
            """
        let tokenizer = try TemporaryFolder.tokenizer(Examples.wordPiece(added: added))
        #expect(tokenizer.encode("<x><x><x>", limit: 9) == [1, 21, 20, 2])
        #expect(tokenizer.encode("RED SHOE red shoes", limit: 9) == [1, 22, 3, 4, 5, 2])
        #expect(tokenizer.encode("red  <s>  red", limit: 9) == [1, 3, 23, 3, 2])
    }

    @Test func `a template sets tokens before and after`() throws {
        let template = """
            {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "S", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
             {"SpecialToken": {"id": "E", "type_id": 0}}], "pair": [], "special_tokens":
             {"S": {"id": "S", "ids": [1, 1], "tokens": ["[CLS]", "[CLS]"]}, "E": {"id": "E", "ids": [2], "tokens": ["[SEP]"]}}}
            """
        let sequence =
            #"{"type": "Sequence", "processors": [{"type": "ByteLevel", "trim_offsets": true}, \#(template)]}"#
        for processor in [template, sequence] {
            let tokenizer = try TemporaryFolder.tokenizer(Examples.wordPiece(postProcessor: processor))
            #expect(tokenizer.encode("red", limit: 9) == [1, 1, 3, 2])
        }
    }

    /// Each has 200,000 characters, and would take minutes where the time grew with their square.
    @Test(arguments: ["a", "漢", " ", "\u{301}\u{323}", "é", "'", "a ", "\u{0}", "👩‍👩‍👧", "[MASK] ", "\u{1100}\u{1161}"])
    func `the time for a text grows with its length`(_ part: String) throws {
        let text = String(repeating: part, count: 200_000 / part.unicodeScalars.count) + "a"
        let sequence = """
            {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " +$|(?:a|a )+b"}, "content": ""}]}
            """
        let merging = Examples.bytePairs(#""unk_token": "?", "fuse_unk": true, "#, merges: #"[["a", "b"]]"#)
        for json in [Examples.wordPiece(normalizer: sequence), Examples.wordPiece(), Examples.unigram(), merging] {
            let tokenizer = try TemporaryFolder.tokenizer(json)
            let time = ContinuousClock().measure { _ = tokenizer.encode(text, limit: 1000) }
            #expect(time < .seconds(10))
        }
    }

    @Test func `a vocabulary of BERT without tokenizer.json`() throws {
        let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nred\nshoe\n##s\nRed\n"
        let uncased = try TemporaryFolder.tokenizer(["vocab.txt": vocabulary])
        #expect(uncased.encode("Red shoes[MASK]", limit: 9) == [2, 5, 6, 7, 4, 3])
        let cased = try TemporaryFolder.tokenizer(
            ["vocab.txt": vocabulary, "tokenizer_config.json": #"{"do_lower_case": false, "pad_token": "[PAD]"}"#])
        #expect(cased.encode("Red", limit: 9) == [2, 8, 3])
        #expect(cased.paddingID == 0)
    }

    @Test func `a vocabulary of CLIP without tokenizer.json`() throws {
        let vocabulary = #"{"a": 0, "b</w>": 1, "ab</w>": 2, "<|startoftext|>": 3, "<|endoftext|>": 4}"#
        let tokenizer = try TemporaryFolder.tokenizer([
            "vocab.json": vocabulary, "merges.txt": "#version: 0.2\na b</w>\n",
        ])
        #expect(tokenizer.encode("AB \n ab", limit: 9) == [3, 2, 2, 4])
    }
}
