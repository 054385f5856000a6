import FewShotTokenizers
import Testing

/// Models on words that can be checked by hand.
@Suite struct ModelTests {
    @Test(arguments: [
        ("red shoes!", [1, 3, 4, 5, 6, 2]), ("RED Café", [1, 3, 7, 2]), ("漢漢", [1, 8, 8, 2]), ("", [1, 2]),
        ("   ", [1, 2]),
        ("blue", [1, 0, 2]), ("shoeshoe", [1, 0, 2]), ("red\u{0}\u{200B}", [1, 3, 2]), ("shoes", [1, 4, 5, 2]),
        (String(repeating: "a", count: 20), [1, 9] + Array(repeating: 10, count: 19) + [2]),
        (String(repeating: "a", count: 21), [1, 0, 2]),
        ("red [MASK] red", [1, 3, 11, 3, 2]), ("red[CLS]", [1, 3, 1, 2]),
    ])
    func `word pieces, the longest first`(_ text: String, _ ids: [Int32]) throws {
        #expect(try TemporaryFolder.tokenizer(Examples.wordPiece()).encode(text, limit: 100) == ids)
    }

    @Test func `byte pairs are merged in the order of the merges`() throws {
        let tokenizer = try TemporaryFolder.tokenizer(Examples.bytePairs())
        #expect(tokenizer.encode("abcab", limit: 9) == [4, 3])
        #expect(tokenizer.encode("cba", limit: 9) == [2, 1, 0])
        #expect(tokenizer.encode("axb", limit: 9) == [3])  // what has no token is left out
        let reversed = #"[["ab", "c"], ["a", "b"]]"#
        #expect(try TemporaryFolder.tokenizer(Examples.bytePairs(merges: reversed)).encode("abc", limit: 9) == [4])
        let texts = ##"["#version: 0.2", "a b", "ab c"]"##
        #expect(try TemporaryFolder.tokenizer(Examples.bytePairs(merges: texts)).encode("abc", limit: 9) == [4])
    }

    @Test func `unknown characters become a token each, one together, or bytes`() throws {
        let each = try TemporaryFolder.tokenizer(Examples.bytePairs(#""unk_token": "?", "#))
        #expect(each.encode("aßßb", limit: 9) == [0, 5, 5, 1])
        let together = try TemporaryFolder.tokenizer(Examples.bytePairs(#""unk_token": "?", "fuse_unk": true, "#))
        #expect(together.encode("aßßb", limit: 9) == [0, 5, 1])
        let bytes = try TemporaryFolder.tokenizer(Examples.bytePairs(#""unk_token": "?", "byte_fallback": true, "#))
        #expect(bytes.encode("aßü", limit: 9) == [0, 6, 7, 5])
    }

    @Test func `a unigram model takes the cut of the largest sum`() throws {
        let tokenizer = try TemporaryFolder.tokenizer(Examples.unigram())
        #expect(tokenizer.encode("ab", limit: 9) == [3])
        #expect(tokenizer.encode("abc", limit: 9) == [3, 4])
        #expect(tokenizer.encode("axyb", limit: 9) == [1, 0, 2])
        let bytes = try TemporaryFolder.tokenizer(Examples.unigram(#""unk_id": 0, "byte_fallback": true, "#))
        #expect(bytes.encode("aßx", limit: 9) == [1, 0])  // one run, of which the vocabulary lacks a byte
        #expect(bytes.encode("aß", limit: 9) == [1, 6, 7])
    }

    @Test func `a whole word can go before merges`() throws {
        let merges = #"[["b", "c"]]"#
        let json = """
            {"model": {"type": "BPE", "ignore_merges": true, "merges": \(merges), "vocab": {"a": 0, "b": 1, "c": 2, "bc": 3, "abc": 4}}}
            """
        let tokenizer = try TemporaryFolder.tokenizer(json)
        #expect(tokenizer.encode("abc", limit: 9) == [4])
        #expect(tokenizer.encode("abca", limit: 9) == [0, 3, 0])
    }
}
