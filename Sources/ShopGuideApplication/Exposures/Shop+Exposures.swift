public import ShopGuide
public import ShopGuideStore

/// Exposures of one request or one file.
public struct ExposureBatch: Sendable {
    private(set) var items: [Exposure] = []
    /// The lines that weren't taken.
    public private(set) var rejected: [RejectedLine]
    private let now = Timestamp.now

    /// Creates a batch with the lines that were rejected before.
    public init(rejected: [RejectedLine] = []) { self.rejected = rejected }

    /// The number of exposures.
    public var count: Int { items.count }

    /// Adds an exposure, or rejects its line.
    ///
    /// - Parameters:
    ///   - exposure: The fields.
    ///   - line: The number of the line, from 1.
    public mutating func add(_ exposure: ExposureFields, line: Int) {
        var fields = FieldValidator()
        let moment = exposure.time.flatMap { Timestamp($0) }
        if let recommendation = exposure.recommendation { fields.identifier("recommendation", recommendation) }
        fields.identifier("shopper", exposure.shopper)
        fields.identifier("product", exposure.product)
        fields.range("position", exposure.position, 1...10_000)
        if let propensity = exposure.propensity, !(propensity > 0 && propensity <= 1) {
            fields.add("propensity", "must be above 0 and at most 1 (got \(propensity))")
        }
        if exposure.time != nil, moment?.isPlausible(now: now) != true {
            fields.add("time", "must be such as 2017-01-28T19:06:53Z, or seconds since 1970, and not in the future")
        }
        if exposure.time == nil, exposure.recommendation == nil {
            fields.add("time", "is missing, and there is no recommendation that says what was shown together")
        }
        guard fields.fields.isEmpty else { return reject(line, fields.fields) }
        items.append(
            Exposure(
                recommendation: exposure.recommendation, shopper: exposure.shopper, product: exposure.product,
                position: exposure.position, propensity: exposure.propensity, time: moment ?? now))
    }

    /// Saves the exposures at once, for those who have no shop.
    ///
    /// - Returns: The number of new ones.
    public func save(in store: any Store) throws -> Int {
        try store.write { writer in try items.count { try writer.save($0) } }
    }

    /// Rejects a line.
    public mutating func reject(_ line: Int, _ errors: [GuideError.Field]) {
        rejected.append(RejectedLine(line: line, errors: errors))
    }
}

/// The fields of an exposure as somebody sends them.
public struct ExposureFields: Sendable, Decodable {
    /// The id of the list.
    public var recommendation: String?
    /// The shopper's id.
    public var shopper: String
    /// The product's id.
    public var product: String
    /// The place in the list, from 1.
    public var position: Int
    /// The probability with which the product was to be shown there.
    public var propensity: Double?
    /// The moment, as a text.
    public var time: String?

    /// Creates the fields.
    public init(
        recommendation: String?, shopper: String, product: String, position: Int, propensity: Double?, time: String?
    ) {
        (self.recommendation, self.shopper, self.product) = (recommendation, shopper, product)
        (self.position, self.propensity, self.time) = (position, propensity, time)
    }
}

/// The outcome of a batch of exposures.
public struct ExposureResult: Sendable, Encodable {
    /// The number of stored exposures.
    public var stored = 0
    /// The number of those that are new.
    public var added = 0
    /// The lines that weren't taken.
    public var rejected: [RejectedLine] = []
}

extension Shop {
    /// Logs what shoppers were shown; what can't be taken is left out and listed.
    ///
    /// - Throws: ``GuideError`` where none can be taken.
    public func save(_ batch: ExposureBatch) async throws -> ExposureResult {
        var result = ExposureResult(stored: batch.count, rejected: batch.rejected.sorted { $0.line < $1.line })
        try RejectedLine.check(result.rejected, taken: batch.count)
        result.added = try await committer.commit { writer in
            try batch.items.count { try writer.save($0) }
        } indexing: { _ in
            []
        }
        return result
    }
}
