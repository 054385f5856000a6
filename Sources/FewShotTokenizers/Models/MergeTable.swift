/// The merges of a byte pair encoding, by the pair of tokens that each merges.
struct MergeTable: Sendable {
    /// The rank of each pair; a lower one comes first.
    private var ranks: PairTable
    /// The token that each merge makes, by rank.
    private var results: [Int32] = []

    /// Reads merges as pairs, or as texts with a space between the two, as files of old versions have them.
    init(_ node: JSONNode, vocabulary: Vocabulary, prefixCount: Int) throws(TokenizerError) {
        guard case .list(let entries) = node.value else { throw node.error(.malformed, "must be a list") }
        guard entries.count <= TokenizerLimits.tokens * 2 else {
            throw node.error(.tooLarge, "\(entries.count) merges; at most \(TokenizerLimits.tokens * 2) are read")
        }
        ranks = PairTable(minimumCapacity: entries.count * 2)
        for (index, entry) in entries.enumerated() {
            if case .text(let text) = entry, text.hasPrefix("#version") { continue }
            guard let (left, right) = Self.pair(entry) else {
                throw node.error(.malformed, "merge \(index) isn't a pair of tokens")
            }
            let merged = String(
                String.UnicodeScalarView(left.unicodeScalars + right.unicodeScalars.dropFirst(prefixCount)))
            guard let leftID = vocabulary.id(of: left), let rightID = vocabulary.id(of: right),
                let mergedID = vocabulary.id(of: merged)
            else {
                throw node.error(
                    .malformed, "merge \(index), \"\(left)\" and \"\(right)\", isn't of the vocabulary's tokens")
            }
            ranks[Self.key(leftID, rightID)] = UInt32(results.count)
            results.append(mergedID)
        }
    }

    /// Merges symbols until none can be merged, and appends what is left of them.
    func apply(to symbols: [Int32], into ids: inout [Int32]) {
        guard symbols.count > 1 else { return ids.append(contentsOf: symbols) }
        var symbols = symbols
        // Links to the neighbours that haven't been merged away; -1 at the ends.
        var next = Array(1...symbols.count)
        var previous = Array(-1..<(symbols.count - 1))
        next[symbols.count - 1] = -1
        var queue = MergeQueue()
        for index in 0..<(symbols.count - 1) { enqueue(index, symbols[index], symbols[index + 1], &queue) }
        while let (rank, index) = queue.pop() {
            // An entry is stale where another merge has changed one of the two.
            guard symbols[index] >= 0, next[index] >= 0 else { continue }
            let right = next[index]
            guard let current = ranks[Self.key(symbols[index], symbols[right])], results[current] == results[rank]
            else {
                continue
            }
            symbols[index] = results[rank]
            symbols[right] = -1
            next[index] = next[right]
            if next[right] >= 0 { previous[next[right]] = index }
            if previous[index] >= 0 { enqueue(previous[index], symbols[previous[index]], symbols[index], &queue) }
            if next[index] >= 0 { enqueue(index, symbols[index], symbols[next[index]], &queue) }
        }
        for symbol in symbols where symbol >= 0 { ids.append(symbol) }
    }

    private func enqueue(_ index: Int, _ left: Int32, _ right: Int32, _ queue: inout MergeQueue) {
        if let rank = ranks[Self.key(left, right)] { queue.push(rank: rank, index: index) }
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

    private static func pair(_ entry: JSONValue) -> (String, String)? {
        switch entry {
        case .list(let pair):
            guard pair.count == 2, case .text(let left) = pair[0], case .text(let right) = pair[1] else { return nil }
            return (left, right)
        case .text(let text):
            let parts = text.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        default: return nil
        }
    }
}

extension [Int32] {
    fileprivate subscript(rank: UInt32) -> Int32 { self[Int(rank)] }
}
