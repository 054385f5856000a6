public import Foundation
public import ShopGuideFeeds
public import ShopGuideStore

/// A request to import a file.
public struct ImportRequest: Sendable {
    /// The profile that a file is read with.
    public enum Profile: Sendable, Hashable {
        /// The one that the columns show, if they show one and none was named.
        case recognized
        /// None: a column is what it is called.
        case none
        /// The export of a system.
        case named(FeedProfile)
    }

    /// The file.
    public var file: URL
    /// The kind of its rows; nil where it is to be guessed.
    public var kind: TableKind?
    /// The writing of the file, as far as it isn't to be recognised.
    public var feed = FeedOptions()
    /// The profile.
    public var profile = Profile.recognized
    /// The columns that hold fields.
    public var mapping = ColumnMapping()
    /// The decimal sign of prices; nil where it is to be found in them.
    package var decimal: DecimalSign?
    /// The options of rows.
    public var rows = RowOptions()
    /// The columns of a table that has a row for every property of a product: the product's, the property's and the value's.
    public var long: [String]?
    /// The column that says which value of a property is the newest, in a table with a row for every property.
    public var newest: String?
    /// The file of the categories' parents.
    public var tree: URL?
    /// Whether products that interactions name and the catalogue lacks are made.
    public var makesProducts = false
    /// The file that lists rejected rows.
    public var rejected: URL
    /// Rows per transaction.
    public var batch = 25_000

    /// Creates a request.
    public init(file: URL, kind: TableKind?, rejected: URL) {
        self.file = file
        self.kind = kind
        self.rejected = rejected
    }

    /// Says what identifies an import beside its file, so that it is only resumed as it was begun.
    func settings(_ plan: ImportPlan) -> String {
        struct Settings: Encodable {
            var feed: FeedOptions
            var profile: String?
            var mapping: ColumnMapping
            var decimal: DecimalSign?
            var isVerbatim, makesProducts: Bool
            var long: [String]?
            var newest, tree: String?
        }
        let settings = Settings(
            feed: plan.feed.options, profile: plan.profile?.rawValue, mapping: plan.mapping, decimal: decimal,
            isVerbatim: rows.isVerbatim, makesProducts: makesProducts, long: long, newest: newest, tree: tree?.path)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(settings)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
