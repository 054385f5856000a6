public import ShopGuide

extension RecommendationRequest {
    /// Checks the bounds of a request.
    public func validate(_ fields: inout FieldValidator) {
        if let shopper { fields.identifier("shopper", shopper) }
        if seen.count > 1000 { fields.add("seen", "must be at most 1000 (got \(seen.count))") }
        for (index, event) in seen.prefix(1000).enumerated() { fields.identifier("seen[\(index)]", event.product) }
        if let market { fields.market("market", market) }
        fields.range("limit", limit, 1...1000)
        if let category { fields.range("category", category.path.count, 1...32) }
        if let availability, availability.isEmpty { fields.add("availability", "must not be empty") }
        fields.range("diversity", diversity, 0...1)
        if let brand { fields.text("brand", brand, bytes: 1024) }
        if excluded.count > 1000 { fields.add("exclude", "must be at most 1000 (got \(excluded.count))") }
        for id in excluded.sorted().prefix(1000) { fields.identifier("exclude", id) }
    }

    /// Throws where the request is out of bounds.
    ///
    /// - Throws: ``GuideError`` naming every invalid field.
    func validate() throws {
        var fields = FieldValidator()
        validate(&fields)
        try fields.check()
    }
}
