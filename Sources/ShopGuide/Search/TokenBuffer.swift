/// The tokens of texts, each once, in one buffer of bytes.
///
/// It makes what ``SearchTokens`` makes, without a text of each token: an import has millions of them, a search thousands. One that is
/// filled again and again allocates nothing.
struct TokenBuffer {
    /// The tokens in UTF-8, each with a space after it.
    private(set) var bytes: [UInt8] = []
    /// A hash of each token, in the order in which they came.
    private(set) var hashes: [UInt64] = []
    /// The number of times that each token came.
    private(set) var counts: [Int] = []
    /// The ends of the tokens among the bytes.
    private var ends: [Int] = []
    /// A hash table of the numbers of tokens; a free place has -1.
    private var table = [Int32](repeating: -1, count: Self.places)
    /// The folded characters of the text that was added last.
    private(set) var scalars: [UInt32] = []

    /// The places of the hash table at first, a power of two.
    private static let places = 512

    /// The number of tokens.
    var count: Int { hashes.count }

    /// Forgets all tokens, and keeps the room for others.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        if table.count > Self.places {
            table = [Int32](repeating: -1, count: Self.places)
        } else {
            for place in table.indices { table[place] = -1 }
        }
    }

    /// Adds the tokens of a text.
    ///
    /// - Parameters:
    ///   - text: A text in any language.
    ///   - words: The number of words that are read at most.
    ///   - limit: The number of tokens from which none is added.
    mutating func add(_ text: String, words: Int = .max, limit: Int = .max) {
        scalars.removeAll(keepingCapacity: true)
        FoldedText.append(text, to: &scalars)
        let scalars = self.scalars
        WordDivision.forEachWord(in: scalars, limit: words) { word, isUnparted in
            WordDivision.forEachPart(of: word, isUnparted: isUnparted, in: scalars) {
                add(scalars, $0, isPlural: $1, limit)
            }
            WordDivision.forEachCompound(of: word, isUnparted: isUnparted, in: scalars) {
                add(scalars, $0, isPlural: false, limit)
            }
        }
    }

    private mutating func add(_ scalars: [UInt32], _ piece: Range<Int>, isPlural: Bool, _ limit: Int) {
        guard count < limit else { return }
        let start = bytes.count
        var room = WordDivision.tokenLength
        for index in piece where room > 0 {
            let scalar = scalars[index]
            if FoldedText.kind(of: scalar) == .connector { continue }
            if scalar < 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: scalar))
            } else if let scalar = Unicode.Scalar(scalar), let code = UTF8.encode(scalar) {
                bytes.append(contentsOf: code)
            }
            room -= 1
        }
        if isPlural { WordDivision.takePlural(from: &bytes, wordAt: start) }
        insert(from: start)
    }

    /// Keeps the bytes from a place on as a token, unless it is known.
    private mutating func insert(from start: Int) {
        guard start < bytes.count else { return }
        let hash = Self.hash(bytes[start...])
        if 2 * count >= table.count { grow() }
        var place = Self.place(of: hash, in: table.count)
        while table[place] >= 0 {
            let number = Int(table[place])
            if hashes[number] == hash, bytes[self[number]] == bytes[start...] {
                counts[number] += 1
                bytes.removeLast(bytes.count - start)
                return
            }
            place = (place + 1) & (table.count - 1)
        }
        table[place] = Int32(count)
        hashes.append(hash)
        counts.append(1)
        ends.append(bytes.count)
        bytes.append(UInt8(ascii: " "))
    }

    private mutating func grow() {
        table = [Int32](repeating: -1, count: 2 * table.count)
        for (number, hash) in hashes.enumerated() {
            var place = Self.place(of: hash, in: table.count)
            while table[place] >= 0 { place = (place + 1) & (table.count - 1) }
            table[place] = Int32(number)
        }
    }

    private static func place(of hash: UInt64, in places: Int) -> Int {
        Int(truncatingIfNeeded: hash ^ hash >> 32) & (places - 1)
    }

    /// Returns the hash of a token's bytes (FNV-1a).
    static func hash(_ token: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in token { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }

    /// The place of a token among the bytes.
    subscript(number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1] + 1)..<ends[number] }

    /// The tokens in their order.
    var tokens: [String] { (0..<count).map { String(decoding: bytes[self[$0]], as: UTF8.self) } }

    /// The tokens in their order, with spaces between them.
    var text: String { String(decoding: bytes.dropLast(), as: UTF8.self) }
}

/// The making of the tokens by which searches find products, one product after the other.
package struct ProductTokens {
    private var buffer = TokenBuffer()
    /// The most tokens of a product that an index has.
    private static let limit = 256

    /// Creates an empty buffer.
    package init() {}

    /// Returns the tokens of a product, each once.
    package mutating func list(of product: Product) -> [String] { filled(with: product).tokens }

    /// Returns the tokens of a product, each once, with spaces between them.
    package mutating func text(of product: Product) -> String { filled(with: product).text }

    /// Returns a buffer with the tokens of a product.
    mutating func filled(with product: Product) -> TokenBuffer {
        buffer.removeAll()
        for text in product.title.all { add(text) }
        add(product.id)
        product.forEachSearchedFact { add($0) }
        return buffer
    }

    private mutating func add(_ text: String) { buffer.add(text, words: Self.limit, limit: Self.limit) }
}
