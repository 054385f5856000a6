import Foundation

/// A part of a title: a word, a number, a run of ideographs, or what took the place of a variant's value.
struct TitlePart: Equatable {
    enum Kind { case word, number, ideographs, variant }

    var kind: Kind
    /// The part in lower case.
    var text: String
    /// The part as it is written.
    var written: String
    /// Whether it follows the part before without a blank.
    var isGlued: Bool
    /// The number of separators, such as commas and brackets, before it.
    var segment: Int

    /// A part in the place of a value of a kind.
    static func variant(_ kind: String, _ segment: Int) -> TitlePart {
        TitlePart(kind: .variant, text: "<\(kind)>", written: "", isGlued: false, segment: segment)
    }

    /// Returns the parts of a title.
    static func parts(of title: String) -> [TitlePart] {
        let isPlain = title.utf8.allSatisfy { $0 < 0x80 }
        let text = isPlain ? title : title.precomposedStringWithCompatibilityMapping
        var reader = Reader(scalars: Array(text.unicodeScalars))
        while reader.next() {}
        return reader.parts
    }

    private struct Reader {
        let scalars: [Unicode.Scalar]
        var parts: [TitlePart] = []
        private var place = 0
        private var segment = 0
        private var isGlued = false

        init(scalars: [Unicode.Scalar]) {
            self.scalars = scalars
            parts.reserveCapacity(scalars.count / 5 + 4)
        }

        /// Reads the next part or sign; returns false at the end.
        mutating func next() -> Bool {
            guard place < scalars.count else { return false }
            let scalar = scalars[place]
            if TitlePart.isDigit(scalar) {
                add(.number, upTo: endOfNumber())
            } else if TitlePart.isIdeograph(scalar) {
                add(.ideographs, upTo: end(TitlePart.isIdeograph))
            } else if TitlePart.isLetter(scalar) {
                add(.word, upTo: endOfWord())
            } else {
                take(sign: scalar)
            }
            return true
        }

        private mutating func take(sign: Unicode.Scalar) {
            place += 1
            switch sign {
            case "+", "#": add(.word, String(sign), String(sign))
            case "×", "*": add(.word, "x", "x")
            case "-", "\u{2010}", "\u{2011}":
                let isInside = isGlued && place < scalars.count && TitlePart.isPart(scalars[place])
                if !isInside { part() }
            case ",", ";", "(", ")", "[", "]", "{", "}", "/", "|", ":", "\u{2013}", "\u{2014}", "、", "·", "。",
                "【", "】", "「", "」", "《", "》":
                part()
            default: isGlued = false
            }
        }

        /// Begins a new segment.
        private mutating func part() { (segment, isGlued) = (segment + 1, false) }

        private mutating func add(_ kind: Kind, upTo end: Int) {
            let range = place..<end
            place = end
            let isPlain = scalars[range].allSatisfy(\.isASCII)
            let written = isPlain ? plain(range) { $0 } : String(String.UnicodeScalarView(scalars[range]))
            let text = isPlain ? plain(range) { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } : written.lowercased()
            add(kind, text, written)
        }

        /// Returns a text of characters of ASCII; several times as fast as by way of a view of scalars.
        private func plain(_ range: Range<Int>, _ change: (UInt8) -> UInt8) -> String {
            String(unsafeUninitializedCapacity: range.count) { bytes in
                for (place, scalar) in scalars[range].enumerated() {
                    bytes[place] = change(UInt8(truncatingIfNeeded: scalar.value))
                }
                return range.count
            }
        }

        private mutating func add(_ kind: Kind, _ text: String, _ written: String) {
            parts.append(TitlePart(kind: kind, text: text, written: written, isGlued: isGlued, segment: segment))
            isGlued = true
        }

        private func end(_ belongs: (Unicode.Scalar) -> Bool) -> Int {
            scalars[place...].firstIndex { !belongs($0) } ?? scalars.count
        }

        private func endOfNumber() -> Int {
            var end = end(TitlePart.isDigit)
            while end + 1 < scalars.count, scalars[end] == "." || scalars[end] == ",",
                TitlePart.isDigit(scalars[end + 1])
            {
                end = scalars[(end + 1)...].firstIndex { !TitlePart.isDigit($0) } ?? scalars.count
            }
            return end
        }

        /// A word may have apostrophes inside: men's, l'eau.
        private func endOfWord() -> Int {
            var end = end(TitlePart.isLetter)
            while end + 1 < scalars.count, scalars[end] == "'" || scalars[end] == "\u{2019}",
                TitlePart.isLetter(scalars[end + 1])
            {
                end = scalars[(end + 1)...].firstIndex { !TitlePart.isLetter($0) } ?? scalars.count
            }
            return end
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { "0"..."9" ~= scalar }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return "a"..."z" ~= scalar || "A"..."Z" ~= scalar }
        guard !isIdeograph(scalar) else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark: return true
        default: return scalar.properties.isAlphabetic
        }
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || isLetter(scalar) || isIdeograph(scalar)
    }

    /// Whether a character is of a script that doesn't part its words.
    static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        0x3040...0x30FF ~= scalar.value || 0x3400...0x9FFF ~= scalar.value || 0x20000...0x3FFFF ~= scalar.value
    }
}
