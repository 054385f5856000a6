public import ShopGuide

/// Collects the invalid fields of a request.
public struct FieldValidator: Sendable {
    /// The invalid fields so far.
    public private(set) var fields: [GuideError.Field] = []

    /// The most bytes of a text of a product: as many as a field of a table that is imported may have.
    static let textBytes = 65_536
    /// The most attributes of a product: as many as a table that is imported may have columns.
    static let attributes = 4096

    /// Creates a validator that has found nothing.
    public init() {}

    /// Throws where a field is invalid.
    ///
    /// - Throws: ``GuideError`` naming every invalid field.
    public func check() throws { if !fields.isEmpty { throw GuideError(fields: fields) } }

    /// Adds an invalid field.
    public mutating func add(_ field: String, _ message: String) {
        fields.append(GuideError.Field(field: field, message: message))
    }

    /// Requires a number within bounds.
    public mutating func range<Number: Comparable>(_ field: String, _ number: Number, _ bounds: ClosedRange<Number>) {
        if !(bounds ~= number) {
            add(field, "must be from \(bounds.lowerBound) to \(bounds.upperBound) (got \(number))")
        }
    }

    /// Requires an id.
    public mutating func identifier(_ field: String, _ text: String) { self.text(field, text, bytes: 256) }

    /// Requires a text of one line and of a length.
    public mutating func text(_ field: String, _ text: String, bytes: Int) {
        if !(1...bytes ~= text.utf8.count) { add(field, "must have 1 to \(bytes) bytes (got \(text.utf8.count))") }
        if text.utf8.contains(where: { $0 < 32 || $0 == 127 }) { add(field, "has a control character") }
    }

    /// Requires words that a product has: any text of a length.
    public mutating func words(_ field: String, _ text: String) {
        if !(1...Self.textBytes ~= text.utf8.count) {
            add(field, "must have 1 to \(Self.textBytes) bytes (got \(text.utf8.count))")
        }
    }

    /// Requires the code of a market.
    public mutating func market(_ field: String, _ code: String) {
        if Market(id: code) == nil { add(field, "must be a code of 1 to 16 letters, digits, - and _") }
    }

    /// Requires attributes that a product or a shopper may have.
    public mutating func attributes(_ attributes: [String: AttributeValue]) {
        if attributes.count > Self.attributes {
            add("attributes", "must be at most \(Self.attributes) (got \(attributes.count))")
        }
        for (name, value) in attributes {
            if !(1...Self.textBytes ~= name.utf8.count) {
                add("attributes", "must have names of 1 to \(Self.textBytes) bytes (got \(name.utf8.count))")
            }
            if value.text.utf8.count > Self.textBytes {
                add(
                    "attributes.\(name.prefix(100))",
                    "must have at most \(Self.textBytes) bytes (got \(value.text.utf8.count))")
            }
        }
    }
}

extension Product {
    /// Checks a product that somebody sends.
    public func validate(_ fields: inout FieldValidator) {
        fields.identifier("id", id)
        for (language, text) in title.words {
            let field = language.isEmpty ? "title" : "title.\(language)"
            fields.words(field, text)
            if language.utf8.count > 64 { fields.add(field, "the language must have at most 64 bytes") }
        }
        if title.words.count > 64 { fields.add("title", "must be in at most 64 languages (got \(title.words.count))") }
        if let category {
            fields.range("category", category.path.count, 1...256)
            for name in category.path { fields.words("category", name) }
        }
        if let brand { fields.words("brand", brand) }
        fields.attributes(attributes)
        for market in markets { fields.market("markets", market) }
        if markets.count > 256 { fields.add("markets", "must be at most 256 (got \(markets.count))") }
        if images.count > Self.maximumImages {
            fields.add("images", "must be at most \(Self.maximumImages) (got \(images.count))")
        }
        for (place, text) in images.enumerated() {
            let field = place == 0 ? "image" : "images[\(place)]"
            fields.words(field, text)
            if text.hasPrefix("file:") {
                fields.add(field, "can't name a file of this machine; shopguide catalog import --images does")
            }
        }
    }

    /// The most pictures that a product may have.
    public static let maximumImages = 1024
}

extension Shopper {
    /// Checks a shopper that somebody sends.
    func validate() throws {
        var fields = FieldValidator()
        fields.identifier("id", id)
        if let market { fields.market("market", market) }
        fields.attributes(attributes)
        try fields.check()
    }
}

extension Interaction {
    /// The milliseconds by which another clock may be ahead of this one.
    private static let clockTolerance: Int64 = 300_000

    /// Checks an interaction that somebody sends.
    func validate(now: Timestamp, _ fields: inout FieldValidator) {
        if let id { fields.identifier("id", id) }
        fields.identifier("shopper", shopper)
        fields.identifier("product", product)
        if kind == .rating, value == nil { fields.add("value", "is missing; a rating needs one") }
        if let time, time.milliseconds > now.milliseconds + Self.clockTolerance {
            fields.add("time", "lies in the future (\(time.text))")
        }
        if let market { fields.market("market", market) }
    }
}
