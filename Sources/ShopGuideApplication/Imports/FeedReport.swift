import ShopGuide
import ShopGuideStore

/// A feed as it is shown: what it is, and what its fetches have found.
public struct FeedReport: Encodable, Sendable {
    private let feed: ProductFeed

    /// Shows a feed.
    public init(_ feed: ProductFeed) { self.feed = feed }

    private enum Key: CodingKey { case name, url, everyHours, missesUntilOutOfStock, status }

    private struct Status: Encodable {
        var fetched: OrNull<Timestamp>
        var changed: OrNull<Timestamp>
        var next: OrNull<Timestamp>
        var job: OrNull<String>
        var message: OrNull<String>
        var products: Int
        var missing: Int

        init(_ status: ProductFeed.Status) {
            (fetched, changed, next) = (OrNull(status.fetched), OrNull(status.changed), OrNull(status.next))
            (job, message) = (OrNull(status.job), OrNull(status.message))
            (products, missing) = (status.contents.products, status.contents.missing)
        }
    }

    /// Encodes the feed with the options of its import beside its own fields.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(feed.name, forKey: .name)
        try values.encode(feed.url, forKey: .url)
        try values.encode(feed.everyHours, forKey: .everyHours)
        try values.encode(feed.missesUntilOutOfStock, forKey: .missesUntilOutOfStock)
        try values.encode(Status(feed.status), forKey: .status)
        try feed.options.encode(to: encoder)
    }
}
