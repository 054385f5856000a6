import FewShotTokenizers
import Testing

/// Normalizers and pre-tokenizers, seen through a model whose tokens are characters.
@Suite struct NormalizerTests {
    /// Returns the pieces that a text is split into, with a bar between two.
    private func pieces(_ text: String, normalizer: String = "null", preTokenizer: String = "null") throws -> String {
        let alphabet = "abcABCéeñº12 .,-'_▁xyzßſkKſs\u{301}\u{323}\u{120}\u{10A}ÃĠ©¡ガカ\u{3099}각()½".unicodeScalars
        let letters = Array(Set(alphabet)).sorted()
        let entries = letters.enumerated().flatMap { index, letter in
            ["\"\(escaped(letter))\": \(2 * index + 1)", "\"##\(escaped(letter))\": \(2 * index + 2)"]
        }
        let model = """
            {"type": "WordPiece", "unk_token": "[U]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
             "vocab": {"[U]": 0, \(entries.joined(separator: ", "))}}
            """
        let tokenizer = try TemporaryFolder.tokenizer(
            #"{"normalizer": \#(normalizer), "pre_tokenizer": \#(preTokenizer), "model": \#(model)}"#)
        var found = ""
        for id in tokenizer.encode(text, limit: 1000) {
            guard id > 0 else { return "unknown" }
            if id % 2 == 1, !found.isEmpty { found += "|" }
            found.unicodeScalars.append(letters[(Int(id) - 1) / 2])
        }
        return found
    }

    private func escaped(_ letter: Unicode.Scalar) -> String {
        let digits = String(letter.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    @Test(arguments: [
        (#"{"type": "Lowercase"}"#, "ABC", "abc"), (#"{"type": "NFC"}"#, "e\u{301}", "é"),
        (#"{"type": "NFD"}"#, "é", "e\u{301}"),
        (#"{"type": "NFC"}"#, "e\u{301}\u{323}", "unknown"),
        (#"{"type": "NFD"}"#, "e\u{301}\u{323}", "e\u{323}\u{301}"),
        (#"{"type": "NFKC"}"#, "ｶﾞ", "ガ"), (#"{"type": "NFKC"}"#, "\u{1100}\u{1161}\u{11A8}", "각"),
        (#"{"type": "NFC"}"#, "\u{AC00}\u{11A8}", "각"), (#"{"type": "NFC"}"#, "½", "½"),
        (#"{"type": "StripAccents"}"#, "e\u{301}é", "eé"), (#"{"type": "Nmt"}"#, "a\u{200B}b\u{1}c", "a bc"),
        (#"{"type": "Strip", "strip_left": true, "strip_right": true}"#, " \u{3000}a b\n", "a b"),
        (#"{"type": "Strip", "strip_left": false, "strip_right": true}"#, " a ", " a"),
        (#"{"type": "Prepend", "prepend": "_"}"#, "ab", "_ab"), (#"{"type": "Prepend", "prepend": "_"}"#, "", ""),
        (#"{"type": "Replace", "pattern": {"String": "a"}, "content": "bb"}"#, "aca", "bbcbb"),
        (#"{"type": "Replace", "pattern": {"String": "."}, "content": ""}"#, "a.b", "ab"),
        (#"{"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}"#, "a    b c", "a b c"),
        (#"{"type": "Replace", "pattern": {"Regex": "^"}, "content": "▁"}"#, "ab", "▁ab"),
        (#"{"type": "ByteLevel"}"#, "é ", "Ã©Ġ"),
        (
            #"{"type": "Sequence", "normalizers": [{"type": "Lowercase"}, {"type": "Prepend", "prepend": "_"}]}"#, "A",
            "_a"
        ),
    ])
    func `a text is normalized`(_ normalizer: String, _ text: String, _ expected: String) throws {
        #expect(try pieces(text, normalizer: normalizer).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test(arguments: [
        (#"{"type": "BertPreTokenizer"}"#, "a b,c", "a|b|,|c"), (#"{"type": "WhitespaceSplit"}"#, " a  b,c ", "a|b,c"),
        (#"{"type": "Whitespace"}"#, "a_1 b.,c", "a_1|b|.,|c"), (#"{"type": "Punctuation"}"#, "a.,b", "a|.|,|b"),
        (#"{"type": "Punctuation", "behavior": "Contiguous"}"#, "a.,b", "a|.,|b"),
        (#"{"type": "Digits", "individual_digits": true}"#, "a12½", "a|1|2|½"),
        (#"{"type": "Digits", "individual_digits": false}"#, "a12b", "a|12|b"),
        (#"{"type": "Split", "pattern": {"String": "-"}, "behavior": "Removed", "invert": false}"#, "a-b--c", "a|b|c"),
        (
            #"{"type": "Split", "pattern": {"String": "-"}, "behavior": "MergedWithPrevious", "invert": false}"#,
            "a-b--c", "a-|b-|-|c"
        ),
        (
            #"{"type": "Split", "pattern": {"String": "-"}, "behavior": "MergedWithNext", "invert": false}"#, "a-b--c",
            "a|-b|-|-c"
        ),
        (
            #"{"type": "Split", "pattern": {"Regex": "[a-b]+"}, "behavior": "Removed", "invert": true}"#, "abcba",
            "ab|ba"
        ),
        (#"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"}"#, "a  b", "▁a|▁|▁b"),
        (#"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": false}"#, "a b", "a▁b"),
        (#"{"type": "Metaspace", "replacement": "▁", "add_prefix_space": false}"#, "a b", "a|▁b"),
        (#"{"type": "ByteLevel", "add_prefix_space": true, "use_regex": true}"#, "a's  b", "Ġa|'s|Ġ|Ġb"),
        (#"{"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}"#, "a b", "aĠb"),
    ])
    func `a text is split`(_ preTokenizer: String, _ text: String, _ expected: String) throws {
        #expect(try pieces(text, preTokenizer: preTokenizer) == expected)
    }

    @Test(arguments: [
        ("a+", "caab", "c|aa|b"), ("a+?b?", "aab", "a|ab"), ("(?i:k|s)", "xKſz", "x|K|ſ|z"), ("a(?=b)", "aab", "a|a|b"),
        ("a(?!b)", "aab", "a|ab"), ("(?<=a)b", "bab", "ba|b"), ("\\Aa|a\\z", "aaaa", "a|aa|a"),
        ("(?:ab|a){2}", "aaba", "aab|a"),
        ("[^a-b]", "acb", "a|c|b"), ("[\\p{L}&]+", "a1bc2", "a|1|bc|2"), ("[[:punct:]]", "a.b", "a|.|b"),
        ("\\bb", "ab b", "ab |b"),
        ("a{2}|b{1,2}", "aaabbb", "aa|a|bb|b"), ("\\x61|\\u0062", "abc", "a|b|c"), ("a++b", "aab", "aab"),
        ("(a|b)*c", "abcb", "abc|b"),
    ])
    func `patterns match as Oniguruma's do`(_ pattern: String, _ text: String, _ expected: String) throws {
        let escaped = pattern.replacing("\\", with: "\\\\")
        let split = #"{"type": "Split", "pattern": {"Regex": "\#(escaped)"}, "behavior": "Isolated", "invert": false}"#
        #expect(try pieces(text, preTokenizer: split) == expected)
    }
}
