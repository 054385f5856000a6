/// The beginning of a table, by which its format and its separator are recognised.
struct TableSample {
    private let bytes: ArraySlice<UInt8>
    private static let lines = 60

    init(_ bytes: [UInt8]) {
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    }

    /// Whether lines end with a carriage return alone.
    var hasCarriageReturns: Bool { bytes.contains(13) && !bytes.contains(10) }

    /// Returns the format: that of the file's name, or that of the content where the name doesn't say or can't be right.
    func format(named: TableFormat?) -> TableFormat {
        switch bytes.first(where: { $0 > 32 }) {
        case UInt8(ascii: "<") where named == nil || startsLikeXML: .xml
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            named == nil || named == .json || named == .jsonl ? .json : named ?? .json
        default: named ?? .csv
        }
    }

    private var startsLikeXML: Bool {
        let start = bytes.drop { $0 <= 32 }
        return ["<?xml", "<rss", "<feed", "<products", "<catalog"].contains { start.starts(with: $0.utf8) }
    }

    /// Returns the separator with which the first rows have as many values as the header has, and two at least.
    func separator(hasQuotes: Bool, preferring usual: String) -> String {
        if let named = namedSeparator { return named }
        var (best, most) = (usual, (0.0, 0))
        for separator in [usual] + [",", ";", "\t", "|", "::"].filter({ $0 != usual }) {
            let counts = counts(Array(separator.utf8), hasQuotes)
            guard let header = counts.first, header > 1 else { continue }
            let same = counts.dropFirst().count { $0 == header || $0 == header + 1 || $0 == header - 1 && header > 2 }
            let share = counts.count > 1 ? Double(same) / Double(counts.count - 1) : 0.5
            if most.1 == 0 || share > most.0 || share == most.0 && best != usual && header > most.1 {
                (best, most) = (separator, (share, header))
            }
        }
        return best
    }

    /// The separator that a line such as `sep=;` names, as Excel writes it.
    private var namedSeparator: String? {
        let line = bytes.prefix { $0 != 10 && $0 != 13 }
        guard line.count == 5, line.starts(with: "sep=".utf8) else { return nil }
        return String(decoding: line.dropFirst(4), as: UTF8.self)
    }

    /// Counts the values of the first lines that have any.
    private func counts(_ separator: [UInt8], _ hasQuotes: Bool) -> [Int] {
        var (counts, count, isQuoted, isAtStart, isBlank) = ([Int](), 1, false, true, true)
        var place = bytes.startIndex
        while place < bytes.endIndex, counts.count < Self.lines {
            let byte = bytes[place]
            if isQuoted {
                if byte == 34 { isQuoted = false }
            } else if byte == 34, hasQuotes, isAtStart {
                (isQuoted, isBlank) = (true, false)
            } else if byte == 10 || byte == 13 {
                if !isBlank { counts.append(count) }
                (count, isBlank) = (1, true)
                isAtStart = true
                place += 1
                continue
            } else if bytes[place...].starts(with: separator) {
                count += 1
                place += separator.count
                (isAtStart, isBlank) = (true, false)
                continue
            } else if byte > 32 {
                isBlank = false
            }
            isAtStart = isAtStart && byte == 32
            place += 1
        }
        if !isBlank, place == bytes.endIndex, counts.count < Self.lines { counts.append(count) }
        return counts
    }
}
