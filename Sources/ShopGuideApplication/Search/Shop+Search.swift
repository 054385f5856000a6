public import ShopGuide
import ShopGuideStore

extension Shop {
    /// The most bytes of a query's text.
    public static let longestQuery = 2048

    /// Searches products by words, by a picture, by both, or by a product that others should be like.
    ///
    /// Words are found whatever their case and number; a word that no product has is taken for the one that is written most like it. Where a
    /// shopper is named, what was found is ranked for them. A shopper who isn't known is answered as a newcomer.
    ///
    /// - Throws: ``GuideError`` naming the invalid field.
    public func search(_ request: SearchRequest) async throws -> SearchResults {
        try request.validate()
        let (recommender, conditions, notes) = try await resolved(request.conditions)
        var request = request
        request.conditions = conditions
        let current = active.withLock { $0 }
        let query = try await query(of: request)
        let embedding =
            current.model.digest == recommender.model.digest ? try await embedding(of: request, current) : nil
        guard query?.isEmpty == false || embedding != nil else {
            throw GuideError(field: request.text == nil ? "product" : "text", "has no words to search for")
        }
        var results = try await ranked { [request] in try recommender.search(request, query, embedding) }
        results.notes += notes + results.remarks(on: request)
        return results
    }

    /// Returns the words to search for: those of the text, else of the title of the product that others should be like.
    private func query(of request: SearchRequest) async throws -> SearchQuery? {
        if let text = request.text { return SearchQuery(text) }
        guard let id = request.product else { return nil }
        guard let product = try await read({ try $0.product(shown: id) }) else {
            throw GuideError(field: "product", "there is no product \"\(id)\"")
        }
        return SearchQuery(product.title.all.joined(separator: " "))
    }

    /// Returns the embedding of what is looked for; nil where the model sees nothing in words alone.
    private func embedding(of request: SearchRequest, _ active: ActiveModel) async throws -> [Float]? {
        var input = ClassificationInput(field: "search")
        input.product = request.product
        input.picture = request.picture
        // Words beside a picture are compared as words, so that the picture alone says what is near.
        if input.product == nil, input.picture == nil { input.title = request.text }
        let isByExample = request.product != nil || request.picture != nil
        switch try await encode(each: [input], active).first {
        case .success(let encoded)?: return encoded.embedding
        case .failure(let error)? where isByExample: throw error.renamed("search.", "")
        default: return nil
        }
    }
}

extension SearchRequest {
    /// Throws where the request is out of bounds, or looks for nothing.
    ///
    /// - Throws: ``GuideError`` naming every invalid field.
    func validate() throws {
        var fields = FieldValidator()
        if let text {
            if text.utf8.count > Shop.longestQuery {
                fields.add("text", "must have at most \(Shop.longestQuery) bytes (got \(text.utf8.count))")
            } else if text.allSatisfy(\.isWhitespace) {
                fields.add("text", "is empty: say what is looked for, or leave it out beside an image or a product")
            }
        }
        if let product { fields.identifier("product", product) }
        if let picture, picture.isEmpty { fields.add("image", "is empty") }
        if text == nil, picture == nil, product == nil {
            fields.add("text", "is missing: search for a text, an image, both, or a product")
        }
        if picture != nil, product != nil {
            fields.add("image", "can't be beside product: search by an image or by a product")
        }
        if conditions.diversity != 0 { fields.add("diversity", "is for recommendations: a search has the best first") }
        conditions.validate(&fields)
        try fields.check()
    }
}

extension SearchResults {
    /// Remarks on words that were corrected, words that no product has, and on finding nothing.
    func remarks(on request: SearchRequest) -> [String] {
        var remarks = corrections.sorted { $0.key < $1.key }.map { slip, word in
            "no product has the word \"\(slip)\": searched for \"\(word)\""
        }
        if !missing.isEmpty {
            remarks.append("no product has \(missing.map { "\"\($0)\"" }.joined(separator: ", "))")
        }
        if items.isEmpty {
            remarks.append("nothing was found that meets the conditions")
        } else if !isFound {
            remarks.append("nothing was found; the nearest products are shown")
        }
        return remarks
    }
}

extension GuideError {
    /// The error with another beginning of its fields' paths.
    fileprivate func renamed(_ prefix: String, _ replacement: String) -> GuideError {
        GuideError(
            fields: fields.map { field in
                let isInside = field.field.hasPrefix(prefix)
                let path = isInside ? replacement + field.field.dropFirst(prefix.count) : field.field
                return GuideError.Field(field: path, message: field.message)
            })
    }
}
