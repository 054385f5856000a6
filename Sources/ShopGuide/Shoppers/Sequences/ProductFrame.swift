/// The products of a shop as networks see them that know products by name or by content: keys, and vectors of content, by position; and
/// its markets, for networks that know these by name.
public struct ProductFrame: Sendable {
    /// A hash of each product's id.
    let keys: [Int]
    /// A vector for each product, made of what it is; nil where nothing is known but ids.
    public let content: ItemSpace?
    /// A hash of each market's name.
    let marketKeys: [Int]

    /// Creates a frame.
    ///
    /// - Parameters:
    ///   - ids: The ids, by position.
    ///   - content: As many vectors, where there are some.
    ///   - markets: The names of the markets, by position.
    /// - Precondition: there is a vector for every id.
    public init(ids: [String], content: ItemSpace? = nil, markets: [String] = []) {
        (keys, marketKeys) = (ids.map(Self.key), markets.map(Self.key))
        precondition(
            content.map { $0.count == ids.count } ?? true, "\(content?.count ?? 0) vectors of \(ids.count) products")
        self.content = content
    }

    /// The number of products.
    public var count: Int { keys.count }

    /// The FNV-1a hash of an id: the same on every machine.
    static func key(_ id: String) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(bitPattern: UInt(hash))
    }
}

extension ItemSpace {
    /// The number of products.
    var count: Int { dimensions == 0 ? 0 : places.count / dimensions }
}
