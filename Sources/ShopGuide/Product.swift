/// Something that the shop sells; all but the id may be missing.
public struct Product: Sendable, Hashable, Identifiable {
    /// The shop's id of it; unique.
    public var id: String
    /// Its title, in one language or several.
    public var title: LocalizedText
    /// The category.
    public var category: Category?
    /// The maker.
    public var brand: String?
    /// The price.
    public var price: Price?
    /// Other attributes by name: colour, size, weight.
    public var attributes: [String: AttributeValue]
    /// The location of its picture; see ``ImageReference``.
    public var image: String?
    /// The locations of its other pictures; the first is shown.
    public var furtherImages: [String] = []
    /// The codes of the markets that it is sold in, in order and each once; none means that nobody said.
    public var markets: [String]
    /// The availability, if it is known.
    public var availability: Availability?

    /// Creates a product from what is known of it.
    public init(
        id: String, title: LocalizedText = LocalizedText(), category: Category? = nil, brand: String? = nil,
        price: Price? = nil, attributes: [String: AttributeValue] = [:], image: String? = nil, markets: [String] = [],
        availability: Availability? = nil
    ) {
        self.id = id
        self.title = title
        self.category = category
        self.brand = brand
        self.price = price
        self.attributes = attributes
        self.image = image
        self.markets = markets
        self.availability = availability
    }
}

extension Product: Codable {
    private enum Key: String, CodingKey {
        case id, title, category, brand, price, currency, attributes, image, images, markets, availability
    }

    /// Reads what ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(id: try decoder.id(in: values, forKey: .id))
        title = try values.decodeIfPresent(LocalizedText.self, forKey: .title) ?? title
        category = try values.decodeIfPresent(Category.self, forKey: .category)
        brand = try values.decodeIfPresent(String.self, forKey: .brand)
        if let amount = try values.decodeIfPresent(Double.self, forKey: .price) {
            let currency = try values.decode(String.self, forKey: .currency)
            guard let price = Price(amount.shortText, currency: currency) else {
                throw FieldFault(
                    "must be an amount with four decimals at most in a currency such as EUR",
                    at: values.codingPath + [Key.price]
                ).error
            }
            self.price = price
        }
        attributes = try values.decodeIfPresent([String: AttributeValue].self, forKey: .attributes) ?? [:]
        image = try values.decodeIfPresent(String.self, forKey: .image)
        let images = try values.decodeIfPresent([String].self, forKey: .images) ?? []
        image = image ?? images.first
        furtherImages = images.filter { $0 != image }
        markets = try values.decodeIfPresent([String].self, forKey: .markets) ?? []
        availability = try values.decodeIfPresent(Availability.self, forKey: .availability)
    }

    /// Writes an object with what is known, the price as a number with its currency beside it.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        if !title.isEmpty { try values.encode(title, forKey: .title) }
        try values.encodeIfPresent(category, forKey: .category)
        try values.encodeIfPresent(brand, forKey: .brand)
        try values.encodeIfPresent(price?.amount, forKey: .price)
        try values.encodeIfPresent(price?.currency, forKey: .currency)
        if !attributes.isEmpty { try values.encode(attributes, forKey: .attributes) }
        try values.encodeIfPresent(image, forKey: .image)
        if !furtherImages.isEmpty { try values.encode(images, forKey: .images) }
        if !markets.isEmpty { try values.encode(markets, forKey: .markets) }
        try values.encodeIfPresent(availability, forKey: .availability)
    }
}

extension Product {
    /// The attribute that says whether a product is used up and bought again, such as paper.
    public static let consumable = "consumable"

    /// The locations of all its pictures, the one that is shown first.
    public var images: [String] { (image.map { [$0] } ?? []) + furtherImages }

    /// Whether it is used up and bought again: its attribute `consumable` is true, or 1, or `yes`.
    public var isConsumable: Bool {
        switch attributes[Self.consumable] {
        case .flag(let flag): flag
        case .number(let number): number == 1
        case .text(let text): ["true", "yes", "1"].contains(text.lowercased())
        case nil: false
        }
    }
}
