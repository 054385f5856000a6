import Foundation

/// The values of some products, by column.
struct ColumnValues {
    private let products: Int
    private var order: [String] = []
    private var values: [String: [ProductCell.Value]] = [:]
    private var counts: [String: [String: Int]] = [:]
    /// The number of products that have a vector, by column.
    private var vectors: [String: Int] = [:]

    /// Characters of an example that are kept.
    private static let exampleLength = 60

    /// Reads the cells of products.
    init(_ sample: [Product]) {
        products = sample.count
        for product in sample {
            for cell in product.cells {
                if values[cell.column] == nil { order.append(cell.column) }
                values[cell.column, default: []].append(cell.value)
                counts[cell.column, default: [:]][cell.value.text, default: 0] += 1
            }
        }
    }

    /// Adds the columns of ready vectors.
    mutating func add(_ vectors: [[String: [Float]]]) {
        for column in vectors.lazy.flatMap(\.keys) { self.vectors[column, default: 0] += 1 }
    }

    /// The columns with their kinds: the title, texts and all others by how many products have them.
    func kinds() -> [(name: String, kind: ColumnKind)] {
        var kinds = order.map { (name: $0, kind: kind(of: $0), filled: values[$0]?.count ?? 0) }
        kinds.sort {
            ($0.kind == .title ? 0 : 1, -$0.filled, $0.name) < ($1.kind == .title ? 0 : 1, -$1.filled, $1.name)
        }
        // Those that were made elsewhere first.
        let vectors = self.vectors.keys.sorted {
            ($0 == Product.vectorColumn ? 0 : 1, $0) < ($1 == Product.vectorColumn ? 0 : 1, $1)
        }
        return kinds.map { ($0.name, $0.kind) } + vectors.map { ($0, .vector) }
    }

    private func kind(of name: String) -> ColumnKind {
        if name == Product.titleColumn { return .title }
        let values = values[name] ?? []
        let texts = values.map(\.text)
        let (count, distinct) = (Double(values.count), Double(distinct(name)))
        func share(_ holds: (String) -> Bool) -> Double { Double(texts.count(where: holds)) / count }
        if share({ $0.hasPrefix("http://") || $0.hasPrefix("https://") || $0.hasPrefix("www.") }) > 0.9 { return .link }
        if Double(values.count { $0.number != nil }) > 0.95 * count, distinct > 2 { return .number }
        let words = texts.reduce(0.0) { $0 + Self.words(of: $1) } / count
        let characters = texts.reduce(0.0) { $0 + Double($1.count) } / count
        if distinct > 0.5 * count && words >= 2.5 || characters > 40 { return .text }
        return distinct == count || distinct > 0.9 * count && count > 5 ? .code : .category
    }

    /// The number of words; two signs of Chinese or Japanese count as one.
    private static func words(of text: String) -> Double {
        let words = text.split(whereSeparator: \.isWhitespace).count
        let signs = text.unicodeScalars.count { 0x3040...0x9FFF ~= $0.value || 0xAC00...0xD7AF ~= $0.value }
        return Double(max(words, signs / 2))
    }

    /// The number of different values of a column.
    func distinct(_ name: String) -> Int { counts[name]?.count ?? vectors[name] ?? 0 }

    /// Some values of a column, the most frequent first.
    func examples(of name: String) -> [String] {
        (counts[name] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map {
            $0.key.count > Self.exampleLength ? $0.key.prefix(Self.exampleLength) + "…" : $0.key
        }
    }

    /// The texts of a column.
    func texts(of name: String) -> [String] { (values[name] ?? []).map(\.text) }

    /// The shape of a column's values.
    func shape(of name: String) -> Column.Shape {
        var shape = Column.Shape()
        guard let counts = counts[name], let values = values[name] else {
            shape.filled = Double(vectors[name] ?? 0) / Double(max(1, products))
            return shape
        }
        let count = Double(values.count)
        let shares = counts.values.sorted().map { Double($0) / count }
        shape.filled = count / Double(products)
        shape.distinct = Double(counts.count) / count
        shape.entropy = count > 1 ? -shares.reduce(0) { $0 + $1 * log($1) } / log(count) : 0
        shape.largest = shares.last ?? 0
        shape.words = values.reduce(0) { $0 + Self.words(of: $1.text) } / count
        shape.collision = shares.reduce(0) { $0 + $1 * $1 }
        return shape
    }

    /// The median and the standard deviation of a column's numbers, scaled.
    func scale(of name: String) -> (centre: Double, spread: Double) {
        let numbers = (values[name] ?? []).compactMap(\.number).map(Column.scaled).sorted()
        guard !numbers.isEmpty else { return (0, 1) }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
        return (numbers[numbers.count / 2], max(variance.squareRoot(), 1e-6))
    }
}
