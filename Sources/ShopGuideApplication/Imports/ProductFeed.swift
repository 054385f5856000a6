import Foundation
public import ShopGuide
import ShopGuideFetch
public import ShopGuideStore

/// A feed of the shop: an address whose products are imported every few hours.
public struct ProductFeed: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// The address.
    public var url: String
    /// The options of the import.
    public var options: ImportOptions
    /// The hours between two fetches.
    public var everyHours: Double
    /// The number of fetches that a product must be missing from before it is out of stock.
    public var missesUntilOutOfStock: Int
    /// The findings of the fetches so far.
    public var status = Status()

    /// The findings of a feed's fetches.
    public struct Status: Sendable, Hashable, Codable {
        /// The time of the last fetch.
        public var fetched: Timestamp?
        /// The time of the last fetch that had something new.
        public var changed: Timestamp?
        /// The time of the next fetch.
        public var next: Timestamp?
        /// The id of the last import.
        public var job: String?
        /// The outcome of the last fetch, as a sentence.
        public var message: String?
        /// The products that it brought, and how many of them it lacks.
        public var contents = SourceContents()
        /// The version that the server named.
        var version: WebFile.Version?
        /// The digest of the content that was imported.
        var digest: String?

        init() {}
    }

    /// Creates a feed.
    public init(
        name: String, url: String, options: ImportOptions, everyHours: Double = 24, missesUntilOutOfStock: Int = 2
    ) {
        (self.name, self.url, self.options) = (name, url, options)
        (self.everyHours, self.missesUntilOutOfStock) = (everyHours, missesUntilOutOfStock)
    }

    /// Checks a feed that somebody sends.
    ///
    /// - Throws: ``GuideError`` naming every invalid field.
    public func validate() throws {
        var fields = FieldValidator()
        fields.text("name", name, bytes: 64)
        fields.range("everyHours", everyHours, 0.25...8760)
        fields.range("missesUntilOutOfStock", missesUntilOutOfStock, 1...1000)
        do { _ = try FetchAddress(url) } catch let error as FetchError { fields.add("url", error.message) }
        try fields.check()
        let nowhere = URL(filePath: "/dev/null")
        _ = try options.request(file: nowhere, rejected: nowhere)
    }

    /// Reads a stored feed.
    init(_ stored: StoredSource) throws {
        self = try JSONDecoder().decode(ProductFeed.self, from: Data(stored.content.utf8))
        status.next = stored.next
    }

    /// The feed as it is stored.
    var record: StoredSource {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return StoredSource(
                id: name, next: status.next ?? Timestamp(milliseconds: 0),
                content: String(decoding: try encoder.encode(self), as: UTF8.self))
        }
    }

    /// Returns the time of the next fetch after one: about a twentieth earlier or later, so that feeds of one server don't come together.
    func next(after now: Timestamp, hours: Double? = nil) -> Timestamp {
        let pause = (hours ?? everyHours) * 3_600_000 * Double.random(in: 0.95...1.05)
        return Timestamp(milliseconds: now.milliseconds + Int64(pause))
    }

    /// Whether another feed has the same products: the same address, read in the same way.
    func reads(like other: ProductFeed) -> Bool { url == other.url && options == other.options }
}
