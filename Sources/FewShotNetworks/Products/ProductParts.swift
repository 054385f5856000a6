/// What of a product is encoded, and how it lies in a row of numbers: picture, title, attributes, shoppers, ready vector, each
/// of a fixed width and all 0 where a product has none.
public struct ProductParts: Sendable, Codable, Equatable {
    /// One of the things that a product is known by.
    public enum Part: String, Sendable, Codable, CaseIterable {
        /// Its picture.
        case image
        /// The words of its title.
        case title
        /// Brand, price and what else is known of it.
        case attributes
        /// Who had to do with it.
        case shoppers
        /// Numbers that were made elsewhere.
        case vector
    }

    /// `[channels, height, width]` of pictures, where they are encoded.
    public var image: [Int]?
    /// Tokens of a title at most.
    public var title: Int?
    /// Attributes at most.
    public var attributes: Int?
    /// Shoppers at most.
    public var shoppers: Int?
    /// Numbers of a ready vector.
    public var vector: Int?

    /// Different tokens that there are, for titles and for shoppers, with 0 for none.
    public static let tokens = 1 << 16
    /// Different attributes that there are, with 0 for none.
    public static let entries = 1 << 11

    /// Creates a layout; what is `nil` isn't encoded.
    public init(
        image: [Int]? = nil, title: Int? = nil, attributes: Int? = nil, shoppers: Int? = nil, vector: Int? = nil
    ) {
        self.image = image
        self.title = title
        self.attributes = attributes
        self.shoppers = shoppers
        self.vector = vector
    }

    /// How many numbers of a row are a part's; 0 where it isn't encoded.
    public func width(of part: Part) -> Int {
        switch part {
        case .image: image?.reduce(1, *) ?? 0
        case .title: title ?? 0
        case .attributes: 2 * (attributes ?? 0)
        case .shoppers: shoppers ?? 0
        case .vector: vector ?? 0
        }
    }

    /// The parts that are encoded, in the order in which they lie in a row, with the numbers that are theirs.
    public var ranges: [(part: Part, range: Range<Int>)] {
        var start = 0
        return Part.allCases.compactMap { part in
            let width = width(of: part)
            defer { start += width }
            return width == 0 ? nil : (part, start..<start + width)
        }
    }

    /// How many numbers a row has.
    public var width: Int { Part.allCases.reduce(0) { $0 + width(of: $1) } }

    /// Returns the layout with some of its parts alone.
    public func keeping(_ parts: Set<Part>) -> ProductParts {
        ProductParts(
            image: parts.contains(.image) ? image : nil, title: parts.contains(.title) ? title : nil,
            attributes: parts.contains(.attributes) ? attributes : nil,
            shoppers: parts.contains(.shoppers) ? shoppers : nil, vector: parts.contains(.vector) ? vector : nil)
    }

    /// What is wrong with the layout; `nil` for a good one.
    public var objection: String? {
        if width == 0 { return "nothing of a product is encoded" }
        if let image {
            guard image.count == 3, 1...64 ~= image[0], image.dropFirst().allSatisfy({ 16...1024 ~= $0 }) else {
                return "pictures of shape \(image): they must have 1 to 64 channels and sides from 16 to 1024 pixels"
            }
        }
        for (name, value) in [("title", title), ("attributes", attributes), ("shoppers", shoppers), ("vector", vector)]
        {
            if let value, !(1...65_536 ~= value) { return "\(name) of \(value) numbers: it must be from 1 to 65536" }
        }
        return nil
    }

    /// How many numbers of a product's point are a part's, where it is encoded by so many filters.
    public func dimensions(of part: Part, filters: Int = 64) -> Int {
        switch part {
        case .image: image.map { $0.dropFirst().reduce(filters) { $0 * ($1 / 16) } } ?? 0
        case .title: HashedBag.titleDimensions
        case .attributes: HashedTable.dimensions
        case .shoppers: HashedBag.shopperDimensions
        case .vector: 64
        }
    }

    /// Writes some parts as one word: `image+title`.
    public static func name(of parts: some Sequence<Part>) -> String {
        parts.map(\.rawValue).sorted().joined(separator: "+")
    }
}
