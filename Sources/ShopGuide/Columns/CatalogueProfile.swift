import Foundation

/// The columns of a catalogue and the rarity of its words: what a model of columns sees a product by.
///
/// It is found from products alone, without anybody's telling what they are: a new catalogue is a new task, and its statistics are the
/// support set by which a meta-trained model adapts to it.
public struct CatalogueProfile: Sendable, Codable, Equatable {
    /// The number of products of the catalogue when it was made.
    public var products: Int
    /// The columns: the title first, then those that most products have.
    public var columns: [Column]
    /// The encoders that products were seen with; `nil` for none.
    private var encoders: [VectorSource]?
    /// The rarity of tokens, by the position of a text column.
    private var rarities: [TokenRarity]

    /// The columns of texts at most, and all others but vectors.
    static let (textColumns, otherColumns) = (4, 16)
    /// The columns of vectors at most.
    public static let vectorLimit = 4
    /// The products that statistics are taken of, at most.
    public static let sampleSize = 2000

    /// The profile of a catalogue without products: titles are compared, and nothing else.
    public static let empty = CatalogueProfile()

    private init() {
        (products, columns, rarities) = (0, [], [])
        addTitle()
    }

    /// Takes the statistics of some products without ready vectors.
    public init(of sample: [Product], total: Int? = nil) {
        self.init(of: sample, total: total, vectors: { _ in [:] })
    }

    /// Takes the statistics of some products, which may have ready vectors that were made elsewhere.
    public init(of sample: [Product], total: Int? = nil, vector: (Product) throws -> [Float]?) rethrows {
        try self.init(of: sample, total: total) { product in
            try vector(product).map { [Product.vectorColumn: $0] } ?? [:]
        }
    }

    /// Takes the statistics of some products.
    ///
    /// - Parameters:
    ///   - sample: Up to ``sampleSize`` products; what is more is left out.
    ///   - total: The number of products in the catalogue; that of the sample where `nil`.
    ///   - sources: The encoders that make columns of vectors.
    ///   - earlier: The profile before, whose vectors are compared as they were, so that embeddings stay comparable.
    ///   - vectors: A product's ready vectors by their columns.
    public init(
        of sample: [Product], total: Int? = nil, sources: [VectorSource] = [], after earlier: CatalogueProfile? = nil,
        vectors: (Product) throws -> [String: [Float]]
    ) rethrows {
        encoders = sources.isEmpty ? nil : sources
        let sample = Array(sample.prefix(Self.sampleSize))
        products = total ?? sample.count
        (columns, rarities) = ([], [])
        var values = ColumnValues(sample)
        let ready = try sample.map(vectors)
        values.add(ready)
        let kinds = values.kinds()
        let hasText = kinds.contains { $0.kind.isText }
        for (name, kind) in kinds {
            let shape = values.shape(of: name)
            columns.append(
                Column(
                    name: name, kind: kind, filled: shape.filled, distinct: values.distinct(name),
                    examples: values.examples(of: name), factor: 1, centre: 0, spread: 1,
                    statistics: Column.statistics(
                        kind, shape, ColumnAgreement(), products: products, hasText: hasText)))
            if kind == .number {
                (columns[columns.count - 1].centre, columns[columns.count - 1].spread) = values.scale(of: name)
            }
            if kind.isText { rarities.append(TokenRarity(of: values.texts(of: name))) }
            if let source = sources.first(where: { $0.column == name }), kind == .vector {
                let vectors = ready.compactMap { $0[name] }
                let known = earlier?.columns.first { $0.source == source }?.reduction
                columns[columns.count - 1].source = source
                columns[columns.count - 1].reduction =
                    known.flatMap { $0.isOutdated(for: vectors.count) ? nil : $0 } ?? VectorReduction(of: vectors)
            }
        }
        let agreements = ColumnComparison(self, sample, ready).agreements()
        for index in columns.indices {
            let column = columns[index]
            columns[index].statistics = Column.statistics(
                column.kind, values.shape(of: column.name), agreements[index], products: products, hasText: hasText)
        }
        if columns.isEmpty { addTitle() }
    }

    /// Titles are compared also where no product is known yet.
    private mutating func addTitle() {
        columns = [
            Column(
                name: Product.titleColumn, kind: .title, filled: 1, distinct: 0, examples: [], factor: 1, centre: 0,
                spread: 1,
                statistics: Column.statistics(
                    .title, Column.Shape(), ColumnAgreement(), products: products, hasText: true))
        ]
        rarities = [TokenRarity(of: [])]
    }

    /// The columns that are read as texts, and those that are read as values, in the order of a row.
    var slots: (texts: [Column], others: [Column]) {
        (
            Array(columns.filter(\.kind.isText).prefix(Self.textColumns)),
            Array(
                columns.filter { !$0.kind.isText && $0.kind.isComparable && $0.kind != .vector }
                    .prefix(Self.otherColumns))
        )
    }

    /// The names of the columns that are compared: of a kind that can be, not the same for all, and not more than a row has room for.
    public var compared: Set<String> {
        let read = slots.texts + slots.others + vectorColumns
        return Set(read.filter { !$0.isConstant }.map(\.name))
    }

    /// The columns of ready vectors, in the order of a row.
    public var vectorColumns: [Column] { Array(columns.lazy.filter { $0.kind == .vector }.prefix(Self.vectorLimit)) }

    /// Whether products have ready vectors that were made elsewhere.
    public var hasVectors: Bool { columns.contains { $0.name == Product.vectorColumn && $0.kind == .vector } }

    /// The encoders that products were seen with.
    public var sources: [VectorSource] { encoders ?? [] }

    /// Whether vectors of a column are compared as in another profile.
    public func compares(_ column: Column, like other: CatalogueProfile) -> Bool {
        other.vectorColumns.contains {
            $0.name == column.name && $0.source == column.source && $0.reduction == column.reduction
        }
    }

    /// Sets a factor on the weight of a column.
    ///
    /// - Parameters:
    ///   - factor: 0 or more: 0 leaves the column out, 1 is as the model weighs it.
    ///   - name: The column's name.
    /// - Returns: Whether there is such a column.
    @discardableResult
    public mutating func set(_ factor: Double, of name: String) -> Bool {
        guard let index = columns.firstIndex(where: { $0.name == name }) else { return false }
        columns[index].factor = factor
        return true
    }

    /// Returns the weight of a token in a text column: its inverse document frequency (Spärck Jones, 1972).
    func rarity(of token: Int, in position: Int) -> Float { rarities[position].weight(of: token) }

    /// The weights of all tokens of titles; `nil` for a catalogue without titles.
    var titleRarity: [Float]? {
        let position = columns.filter(\.kind.isText).firstIndex { $0.kind == .title }
        return position.map { position in (0..<ProductParts.tokens).map { rarity(of: $0, in: position) } }
    }

    /// Whether a catalogue of so many products needs another profile than this.
    public func isOutdated(for products: Int) -> Bool {
        abs(products - self.products) * 2 > max(self.products, 1)
    }
}

/// The number of texts that each token is in, of a sample.
struct TokenRarity: Sendable, Codable, Equatable {
    private var texts: Int
    private var counts: [UInt16]

    /// Counts the tokens of texts, each once in a text.
    init(of texts: [String]) {
        self.texts = texts.count
        counts = Array(repeating: 0, count: ProductParts.tokens)
        for text in texts {
            for token in Set(NGrams.hashes(of: text).map { 1 + Int($0 % UInt64(ProductParts.tokens - 1)) }) {
                counts[token] = counts[token] == .max ? .max : counts[token] + 1
            }
        }
    }

    /// 1 + log((1 + n) / (1 + n_t)) of a token that n_t of n texts have.
    func weight(of token: Int) -> Float { Float(1 + log(Double(1 + texts) / Double(1 + Int(counts[token])))) }

    private enum CodingKeys: CodingKey { case texts, counts }

    /// Reads what ``encode(to:)`` writes.
    ///
    /// - Throws: `DecodingError` for another number of counts.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        texts = try values.decode(Int.self, forKey: .texts)
        let bytes = [UInt8](try values.decode(Data.self, forKey: .counts))
        guard bytes.count == 2 * ProductParts.tokens else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: values, debugDescription: "\(bytes.count) bytes of counts")
        }
        counts = (0..<ProductParts.tokens).map { UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8 }
    }

    /// Writes the counts as little-endian numbers of two bytes each.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(texts, forKey: .texts)
        try values.encode(Data(counts.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }), forKey: .counts)
    }
}
