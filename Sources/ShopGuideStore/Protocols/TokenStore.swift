/// Buckets of tokens that all processes of a store share.
public protocol TokenStore: Sendable {
    /// Takes tokens from a bucket, which is full in the beginning and is filled up over time.
    ///
    /// - Parameters:
    ///   - wanted: The most tokens that are taken.
    ///   - bucket: The bucket's name.
    ///   - rate: The tokens that come a second.
    ///   - burst: The tokens that it holds.
    /// - Returns: The tokens; nil where the store belongs to one process at a time, which counts by itself.
    /// - Throws: ``StoreError`` where the store can't be reached.
    func takeTokens(_ wanted: Int, from bucket: String, rate: Double, burst: Int) throws -> TokenGrant?
}

extension TokenStore {
    /// Returns nil: whoever has the store open counts by itself.
    public func takeTokens(_ wanted: Int, from bucket: String, rate: Double, burst: Int) throws -> TokenGrant? { nil }
}

/// Tokens that were taken from a bucket.
public struct TokenGrant: Sendable, Hashable {
    /// The tokens taken.
    public var taken: Int
    /// The tokens left in the bucket, with the fraction of the next one.
    public var left: Double
}
