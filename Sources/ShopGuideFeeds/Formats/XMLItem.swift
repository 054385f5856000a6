/// An item of a feed: the texts of the elements in it.
struct XMLItem {
    /// The texts of the elements of one name.
    struct Value {
        /// The name's number.
        let name: Int
        var rank: XMLRank
        var texts: [String]
    }

    /// The line that it begins at.
    let line: Int
    private(set) var values: [Value] = []
    /// The reason why it can't be taken.
    private(set) var problem: String?

    init(line: Int) { self.line = line }

    /// Adds a text of a name that the item doesn't have yet.
    mutating func add(_ text: String, to name: Int, _ rank: XMLRank) {
        values.append(Value(name: name, rank: rank, texts: [text]))
    }

    /// Adds another text of a name; that of a better namespace takes the place of those before it.
    mutating func add(_ text: String, at index: Int, _ rank: XMLRank) {
        if rank == values[index].rank {
            values[index].texts.append(text)
        } else if rank > values[index].rank {
            (values[index].rank, values[index].texts) = (rank, [text])
        }
    }

    /// Gives the item up.
    mutating func reject(_ reason: String) {
        guard problem == nil else { return }
        (problem, values) = (reason, [])
    }
}

/// The origin of a name, by which texts of one name in different namespaces are chosen.
enum XMLRank: Int, Comparable {
    /// An attribute of the item.
    case attribute
    /// Any namespace.
    case other
    /// None.
    case plain
    /// Google's, whose names are those of products.
    case google

    static func < (one: XMLRank, other: XMLRank) -> Bool { one.rawValue < other.rawValue }
}
