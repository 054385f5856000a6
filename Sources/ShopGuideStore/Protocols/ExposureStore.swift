public import ShopGuide

/// The log of what shoppers were shown, and of what they did because of it.
public protocol ExposureStore: Sendable {
    /// Passes every exposure to `body`, list by list in the order of their ids, each in the order of its places.
    ///
    /// - Throws: ``StoreError``, or what `body` throws.
    func forEachExposure(_ body: (Exposure) throws -> Void) throws

    /// Passes every response to a recommendation to `body`, in the order of the recommendations' ids.
    ///
    /// - Throws: ``StoreError``, or what `body` throws.
    func forEachResponse(_ body: (RecommendationResponse) throws -> Void) throws

    /// Returns everything in the log that a shopper was shown, list by list.
    func loggedExposures(to shopper: String) throws -> [Exposure]

    /// Returns everything in the log that a shopper did because it was recommended, by recommendation.
    func responses(of shopper: String) throws -> [RecommendationResponse]
}

/// The changes of the log of what shoppers were shown.
///
/// Neither shoppers nor products have to be there. A shopper who is removed is gone from the log too.
public protocol ExposureWriter {
    /// Saves an exposure in the place of one of the same list and position.
    ///
    /// - Returns: Whether there was none.
    @discardableResult
    func save(_ exposure: Exposure) throws -> Bool

    /// Saves a response in the place of one of the same recommendation, product and kind.
    func save(_ response: RecommendationResponse) throws

    /// Gives one shopper the exposures and responses of another.
    func moveExposures(from visitor: String, to shopper: String) throws
}
