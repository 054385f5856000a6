extension ProductParts {
    /// The numbers of a row that a column's weight and statistics take.
    static let columnWidth = 1 + Column.statisticsCount
    /// Tokens of values that aren't texts, at most.
    static let valueTokens = CatalogueProfile.otherColumns * ColumnTokens.perValue
}

extension ProductFeatures {
    /// Returns the texts of a product by a profile: tokens, their values, their columns, and the columns' statistics.
    func texts(of cells: [String: ProductCell.Value], _ limit: Int) -> [Float] {
        let columns = profile.slots.texts
        var row = ColumnRow(limit, CatalogueProfile.textColumns)
        for (position, column) in columns.enumerated() {
            guard let value = cells[column.name],
                let tokens = profile.tokens(of: value, in: column, textPosition: position, limit: row.left)
            else { continue }
            row.add(tokens, of: column, at: position)
        }
        return row.numbers
    }

    /// Returns the other values of a product by a profile, in the same way.
    func values(of cells: [String: ProductCell.Value], _ limit: Int) -> [Float] {
        var row = ColumnRow(limit, CatalogueProfile.otherColumns)
        for (position, column) in profile.slots.others.enumerated() {
            guard let value = cells[column.name],
                let tokens = profile.tokens(of: value, in: column, textPosition: 0)
            else { continue }
            row.add(tokens, of: column, at: position)
        }
        return row.numbers
    }

    /// Returns ready vectors by a profile: their projections, then the columns' statistics.
    func projected(_ vectors: [String: [Float]]) -> [Float] {
        var (numbers, statistics) = ([Float](), [Float]())
        let columns = profile.vectorColumns
        for place in 0..<parts.vectorCount {
            let column = place < columns.count ? columns[place] : nil
            let vector = column.flatMap { column in vectors[column.name].flatMap { column.projected($0) } }
            numbers += vector ?? Array(repeating: 0, count: VectorProjection.dimensions)
            statistics +=
                vector == nil ? Array(repeating: 0, count: ProductParts.columnWidth) : column?.numbers ?? []
        }
        return numbers + statistics
    }
}

extension Column {
    /// The numbers of the column in a row: the factor on its weight and its statistics.
    fileprivate var numbers: [Float] { [Float(effectiveFactor)] + statistics }

    /// The factor on its weight: 0 for what is the same everywhere, which says nothing.
    var effectiveFactor: Double { isConstant ? 0 : factor }
}

/// A part of a row that holds the tokens of several columns.
private struct ColumnRow {
    private let limit: Int
    private var tokens: [Float] = []
    private var values: [Float] = []
    private var places: [Float] = []
    private var statistics: [Float]

    init(_ limit: Int, _ columns: Int) {
        self.limit = limit
        statistics = Array(repeating: 0, count: columns * ProductParts.columnWidth)
    }

    /// Tokens that there is room for.
    var left: Int { limit - tokens.count }

    mutating func add(_ added: ColumnTokens, of column: Column, at position: Int) {
        guard !added.tokens.isEmpty, added.tokens.count <= left, column.effectiveFactor > 0 else { return }
        tokens += added.tokens.map { Float($0) }
        values += added.values
        places += Array(repeating: Float(position), count: added.tokens.count)
        let start = position * ProductParts.columnWidth
        statistics.replaceSubrange(start..<start + ProductParts.columnWidth, with: column.numbers)
    }

    var numbers: [Float] {
        let padding = [Float](repeating: 0, count: left)
        return tokens + padding + values + padding + places + padding + statistics
    }
}
