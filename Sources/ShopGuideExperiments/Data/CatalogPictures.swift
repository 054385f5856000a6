import FewShotData

/// The pictures of a catalogue's products: several products of a category that show the same one count once, for a query whose picture is
/// in the support is no test.
struct CatalogPictures {
    private struct Entry {
        var category: String
        var row: Int
        var product: String
        var picture: PictureFingerprint
    }

    private var entries: [Entry] = []
    /// The categories in which a file is: a picture of several is a placeholder, and gives nothing away.
    private var categories: [String: Set<String>] = [:]

    mutating func add(_ picture: PictureFingerprint?, of product: String, row: Int, in category: String) {
        guard let picture else { return }
        entries.append(Entry(category: category, row: row, product: product, picture: picture))
        categories[picture.content, default: []].insert(category)
    }

    /// The copies, by their rows: each product's id with that of the first one in its category.
    func copies() -> [Int: String] {
        var (seen, copies): ([String: PictureCopies<String>], [Int: String]) = ([:], [:])
        for entry in entries where categories[entry.picture.content]?.count == 1 {
            let first = seen[entry.category, default: PictureCopies()].add(entry.picture, named: entry.product)
            if let first { copies[entry.row] = "\(entry.product) (that of \(first))" }
        }
        return copies
    }
}
