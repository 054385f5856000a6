/// The layout of a product as a row of numbers: picture, title, attributes and ready vector, each of a fixed width and all 0 where
/// a product has none.
public struct ProductParts: Sendable, Codable, Equatable {
    /// One of the things that a product is known by.
    public enum Part: String, Sendable, Codable, CaseIterable {
        /// Its picture.
        case image
        /// The words of its title.
        case title
        /// Brand, price and what else is known of it.
        case attributes
        /// Numbers that were made elsewhere.
        case vector
    }

    /// `[channels, height, width]` of pictures, where they are encoded.
    public var image: [Int]?
    /// Tokens of a title at most.
    public var title: Int?
    /// Attributes at most.
    public var attributes: Int?
    /// Numbers of a ready vector.
    public var vector: Int?
    /// Whether a row has the statistics of its catalogue's columns beside their values; see ``CatalogueProfile``.
    public var profiled: Bool?
    /// The ready vectors of a row with columns; one where `nil`.
    public var vectors: Int?

    /// The number of different tokens of titles, with 0 for none.
    public static let tokens = 1 << 16
    /// The number of different attributes, with 0 for none.
    public static let entries = 1 << 11

    /// The layout of any catalogue's products: titles and other texts, values, a ready vector of any width, and pictures where their
    /// shape is given.
    public static func profiled(image: [Int]? = nil) -> ProductParts {
        ProductParts(
            image: image, title: 384, attributes: valueTokens, vector: VectorProjection.dimensions, profiled: true)
    }

    /// Whether a row has the statistics of its catalogue's columns.
    public var isProfiled: Bool { profiled ?? false }

    /// The ready vectors of a row; 0 where none are encoded.
    public var vectorCount: Int { vector == nil ? 0 : isProfiled ? vectors ?? 1 : 1 }

    /// Creates a layout; what is `nil` isn't encoded.
    public init(
        image: [Int]? = nil, title: Int? = nil, attributes: Int? = nil, vector: Int? = nil, profiled: Bool? = nil,
        vectors: Int? = nil
    ) {
        self.vectors = vectors
        self.profiled = profiled
        self.image = image
        self.title = title
        self.attributes = attributes
        self.vector = vector
    }

    /// Returns the width of a part in a row; 0 where it isn't encoded.
    public func width(of part: Part) -> Int {
        switch part {
        case .image: image?.reduce(1, *) ?? 0
        case .title: title.map { isProfiled ? 3 * $0 + CatalogueProfile.textColumns * Self.columnWidth : $0 } ?? 0
        case .attributes:
            attributes.map { isProfiled ? 3 * $0 + CatalogueProfile.otherColumns * Self.columnWidth : 2 * $0 } ?? 0
        case .vector: vector.map { isProfiled ? vectorCount * ($0 + Self.columnWidth) : $0 } ?? 0
        }
    }

    /// The parts that are encoded, in the order of a row, with their ranges in it.
    public var ranges: [(part: Part, range: Range<Int>)] {
        var start = 0
        return Part.allCases.compactMap { part in
            let width = width(of: part)
            defer { start += width }
            return width == 0 ? nil : (part, start..<start + width)
        }
    }

    /// The width of a row.
    public var width: Int { Part.allCases.reduce(0) { $0 + width(of: $1) } }

    /// Returns the layout with some of its parts alone.
    public func keeping(_ parts: Set<Part>) -> ProductParts {
        ProductParts(
            image: parts.contains(.image) ? image : nil, title: parts.contains(.title) ? title : nil,
            attributes: parts.contains(.attributes) ? attributes : nil, vector: parts.contains(.vector) ? vector : nil,
            profiled: profiled, vectors: parts.contains(.vector) ? vectors : nil)
    }

    /// The fault of the layout; `nil` for a good one.
    public var objection: String? {
        if width == 0 { return "nothing of a product is encoded" }
        if let image {
            guard image.count == 3, 1...64 ~= image[0], image.dropFirst().allSatisfy({ 16...1024 ~= $0 }) else {
                return "pictures of shape \(image): they must have 1 to 64 channels and sides from 16 to 1024 pixels"
            }
        }
        for (name, value) in [("title", title), ("attributes", attributes), ("vector", vector)] {
            if let value, !(1...65_536 ~= value) { return "\(name) of \(value) numbers: it must be from 1 to 65536" }
        }
        if isProfiled, let vector, vector != VectorProjection.dimensions {
            return "vector of \(vector) numbers: with columns it has \(VectorProjection.dimensions)"
        }
        if let vectors, !(1...CatalogueProfile.vectorLimit ~= vectors) {
            return "\(vectors) vectors: there can be from 1 to \(CatalogueProfile.vectorLimit)"
        }
        return nil
    }

    /// Writes some parts as one word: `image+title`.
    public static func name(of parts: some Sequence<Part>) -> String {
        parts.map(\.rawValue).sorted().joined(separator: "+")
    }
}

extension ProductParts {
    /// A part of a product, or one of its several ready vectors.
    public struct Slot: Sendable, Hashable {
        /// The part.
        public var part: Part
        /// The place of a vector among those of a row; 0 for other parts.
        public var place = 0

        /// Names a slot.
        public init(_ part: Part, _ place: Int = 0) { (self.part, self.place) = (part, place) }
    }

    /// The slots of a row, each with numbers that aren't all 0 where a product has it.
    public var slots: [(slot: Slot, range: Range<Int>)] {
        ranges.flatMap { part, range -> [(slot: Slot, range: Range<Int>)] in
            guard part == .vector, let width = vector else { return [(Slot(part), range)] }
            return (0..<vectorCount).map { place in
                (Slot(part, place), range.lowerBound + place * width..<range.lowerBound + (place + 1) * width)
            }
        }
    }
}
