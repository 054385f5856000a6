/// The rules by which a text is divided into words and these into tokens, on the text's folded characters.
enum WordDivision {
    /// The most characters of a token.
    static let tokenLength = 32

    /// Passes the words of a text to `body`, in their order.
    ///
    /// - Parameters:
    ///   - scalars: The folded characters of the text.
    ///   - limit: The number of words that are read at most.
    ///   - body: Receives the place of a word, and whether it is a run of a script that doesn't part its words.
    @inline(__always)
    static func forEachWord(in scalars: [UInt32], limit: Int, _ body: (Range<Int>, _ isUnparted: Bool) -> Void) {
        var (position, count) = (0, 0)
        while position < scalars.count, count < limit {
            switch FoldedText.kind(of: scalars[position]) {
            case .separator, .connector:
                position += 1
                continue
            case .ideograph:
                var end = position + 1
                while end < scalars.count, FoldedText.kind(of: scalars[end]) == .ideograph { end += 1 }
                body(position..<end, true)
                position = end
            case .letter, .digit:
                let end = end(ofWordAt: position, in: scalars)
                body(position..<end, false)
                position = end
            }
            count += 1
        }
    }

    /// Returns the end of a word: a connector belongs to it where a letter or a digit follows.
    private static func end(ofWordAt start: Int, in scalars: [UInt32]) -> Int {
        var end = start
        for index in start..<scalars.count {
            switch FoldedText.kind(of: scalars[index]) {
            case .letter, .digit: end = index + 1
            case .connector: if index > end { return end }
            case .ideograph, .separator: return end
            }
        }
        return end
    }

    /// Passes the smallest pieces of a word to `body`: runs of letters, runs of digits, single characters of Chinese.
    ///
    /// - Parameters:
    ///   - word: The place of the word.
    ///   - isUnparted: Whether it is a run of a script that doesn't part its words.
    ///   - scalars: The folded characters of the text.
    ///   - body: Receives the place of a piece, and whether the ending of an English plural may be taken from it.
    @inline(__always)
    static func forEachPart(
        of word: Range<Int>, isUnparted: Bool, in scalars: [UInt32], _ body: (Range<Int>, _ isPlural: Bool) -> Void
    ) {
        if isUnparted {
            for index in word { body(index..<index + 1, false) }
            return
        }
        var start = word.lowerBound
        while start < word.upperBound {
            let end = end(ofRunAt: start, in: scalars, before: word.upperBound)
            var piece = start
            for index in start + 1..<max(end, start + 1) where isDigit(scalars[index]) != isDigit(scalars[index - 1]) {
                body(piece..<index, false)
                piece = index
            }
            body(piece..<end, piece == start && FoldedText.kind(of: scalars[start]) == .letter)
            start = end + 1
        }
    }

    /// Passes the larger pieces of a word to `body`: runs between hyphens, the whole, pairs of characters of Chinese.
    ///
    /// - Parameters:
    ///   - word: The place of the word.
    ///   - isUnparted: Whether it is a run of a script that doesn't part its words.
    ///   - scalars: The folded characters of the text.
    ///   - body: Receives the place of a piece, whose connectors don't belong to the token.
    @inline(__always)
    static func forEachCompound(
        of word: Range<Int>, isUnparted: Bool, in scalars: [UInt32], _ body: (Range<Int>) -> Void
    ) {
        if isUnparted {
            for index in word.dropLast() { body(index..<index + 2) }
            return
        }
        var start = word.lowerBound
        while start < word.upperBound {
            let end = end(ofRunAt: start, in: scalars, before: word.upperBound)
            let isMixed = (start..<end).contains { isDigit(scalars[$0]) != isDigit(scalars[start]) }
            if isMixed { body(start..<end) }
            start = end + 1
        }
        if end(ofRunAt: word.lowerBound, in: scalars, before: word.upperBound) < word.upperBound { body(word) }
    }

    private static func end(ofRunAt start: Int, in scalars: [UInt32], before bound: Int) -> Int {
        var end = start
        while end < bound, FoldedText.kind(of: scalars[end]) != .connector { end += 1 }
        return end
    }

    private static func isDigit(_ scalar: UInt32) -> Bool { FoldedText.kind(of: scalar) == .digit }

    /// Takes the ending of an English plural from a word; other words keep an s that isn't one.
    ///
    /// - Parameters:
    ///   - bytes: Bytes that end with the word.
    ///   - start: The place of the word's first byte.
    static func takePlural(from bytes: inout [UInt8], wordAt start: Int) {
        let (count, s) = (bytes.count - start, UInt8(ascii: "s"))
        guard count > 3, bytes[bytes.count - 1] == s else { return }
        let (last, before) = (bytes[bytes.count - 2], bytes[bytes.count - 3])
        func ends(_ ending: StaticString) -> Bool {
            let length = ending.utf8CodeUnitCount
            return count >= length
                && (0..<length).allSatisfy { bytes[bytes.count - length + $0] == ending.utf8Start[$0] }
        }
        if last == UInt8(ascii: "e") {
            if before == UInt8(ascii: "i"), count > 4 {
                bytes.removeLast(3)
                bytes.append(UInt8(ascii: "y"))
                return
            }
            if ends("sses") || ends("shes") || ends("ches") || ends("xes") {
                bytes.removeLast(2)
                return
            }
        }
        if last == s || last == UInt8(ascii: "u") || last == UInt8(ascii: "i") { return }
        bytes.removeLast()
    }
}
