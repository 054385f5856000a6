/// The tokens that are found in a text before a model sees it: special ones, and words added to a vocabulary later.
struct AddedTokens: Sendable {
    private struct Token: Sendable {
        let content: String
        let isWord: Bool
        let stripsLeft: Bool
        let stripsRight: Bool
    }

    /// The tokens that are looked for in the text as it is, and those in the normalized one.
    private var plain = TokenTrie()
    private var normalized = TokenTrie()
    private var tokens: [Int32: Token] = [:]
    private(set) var idCount = 0

    /// Reads a list of tokens; one that the vocabulary has too keeps its identifier there.
    init(_ node: JSONNode?, vocabulary: Vocabulary, normalizers: [any Normalizer]) throws(TokenizerError) {
        guard let node else { return }
        let elements = try node.elements()
        guard elements.count <= TokenizerLimits.tokens / 16 else {
            throw node.error(
                .tooLarge, "\(elements.count) added tokens; at most \(TokenizerLimits.tokens / 16) are read")
        }
        for element in elements {
            try element.allow("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special")
            let content = try element.required("content").text()
            guard content.unicodeScalars.count <= TokenizerLimits.tokenCharacters else {
                throw element.error(.tooLarge, "more than \(TokenizerLimits.tokenCharacters) characters")
            }
            let declared = try element.required("id").id()
            let id = vocabulary.id(of: content) ?? declared
            guard !content.isEmpty else { continue }
            idCount = max(idCount, Int(id) + 1)
            tokens[id] = Token(
                content: content, isWord: try element.flag("single_word", default: false),
                stripsLeft: try element.flag("lstrip", default: false),
                stripsRight: try element.flag("rstrip", default: false))
            if try element.flag("normalized", default: true) {
                var text = NormalizedText(scalars: Array(content.unicodeScalars), isAtStart: true)
                for normalizer in normalizers { normalizer.normalize(&text) }
                if !text.scalars.isEmpty { normalized.insert(text.scalars, id: id) }
            } else {
                plain.insert(content.unicodeScalars, id: id)
            }
        }
    }

    /// Returns the identifier of an added token, or nil where there is none of this content.
    func id(of content: String) -> Int32? {
        tokens.first { $0.value.content.unicodeScalars.elementsEqual(content.unicodeScalars) }?.key
    }

    /// Returns the normalized text, cut into added tokens and what is between them.
    func pieces(of text: [Unicode.Scalar], normalizers: [any Normalizer]) -> PieceBuffer {
        var buffer = PieceBuffer()
        forEachPart(of: text, plain) { part, token in
            guard token < 0 else { return buffer.append(token: token) }
            guard !part.isEmpty else { return }
            var section = NormalizedText(scalars: Array(text[part]), isAtStart: part.lowerBound == 0)
            for normalizer in normalizers { normalizer.normalize(&section) }
            forEachPart(of: section.scalars, normalized) { part, token in
                if token < 0 {
                    buffer.append(section.scalars[part], isAtStart: section.isAtStart && part.lowerBound == 0)
                } else {
                    buffer.append(token: token)
                }
            }
        }
        return buffer
    }

    /// Calls a function with each token, the longest at its place, and with each stretch between two, whose token is -1.
    private func forEachPart(of text: [Unicode.Scalar], _ trie: TokenTrie, _ body: (Range<Int>, Int32) -> Void) {
        var (end, place) = (0, 0)
        while trie.nodeCount > 1, place < text.count {
            guard let match = longestToken(in: text, from: place, trie) else {
                place += 1
                continue
            }
            var range = place..<match.end
            place = match.end
            guard let token = tokens[match.id], !token.isWord || isWord(range, in: text) else { continue }
            if token.stripsLeft {
                var start = range.lowerBound
                while start > end, text[start - 1].isSpace { start -= 1 }
                range = start..<range.upperBound
            }
            if token.stripsRight {
                var stop = range.upperBound
                while stop < text.count, text[stop].isSpace { stop += 1 }
                range = range.lowerBound..<stop
            }
            if end < range.lowerBound { body(end..<range.lowerBound, -1) }
            body(range, match.id)
            end = range.upperBound
        }
        if end < text.count { body(end..<text.count, -1) }
    }

    private func longestToken(in text: [Unicode.Scalar], from start: Int, _ trie: TokenTrie) -> (id: Int32, end: Int)? {
        var node = TokenTrie.root
        var longest: (id: Int32, end: Int)?
        for index in start..<text.count {
            guard let child = trie.child(of: node, text[index]) else { break }
            node = child
            if let id = trie.id(at: node) { longest = (id, index + 1) }
        }
        return longest
    }

    private func isWord(_ range: Range<Int>, in text: [Unicode.Scalar]) -> Bool {
        !(range.lowerBound > 0 && text[range.lowerBound - 1].isWord)
            && !(range.upperBound < text.count && text[range.upperBound].isWord)
    }
}
