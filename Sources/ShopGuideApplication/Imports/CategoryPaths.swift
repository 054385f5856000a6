import ShopGuide
import ShopGuideFeeds

/// The ways to the categories of a column, each found once: products of a table share them.
final class CategoryPaths {
    private static let most = 8192
    private var paths: [ExactID: [String]] = [:]

    /// Returns the way that a text names.
    func path(of text: String, _ find: (String) -> [String]) -> [String] {
        let key = ExactID(text)
        if let path = paths[key] { return path }
        if paths.count == Self.most { paths.removeAll(keepingCapacity: true) }
        let path = find(text)
        paths[key] = path
        return path
    }
}
