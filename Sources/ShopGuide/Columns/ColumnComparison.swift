import FewShotTensors

/// The comparison of a catalogue's columns with each other on some of its products.
struct ColumnComparison {
    /// Products that are compared, at most: as many pairs as its square.
    static let limit = 600

    private let columns: [Column]
    /// By column, the products that have a value and its vector, row by row.
    private let vectors: [(rows: [Int], values: [Float], width: Int)]
    private let count: Int

    /// Encodes the values of a profile's columns.
    init(_ profile: CatalogueProfile, _ sample: [Product], _ ready: [[String: [Float]]]) {
        columns = profile.columns
        let shown = Array(sample.prefix(Self.limit))
        count = shown.count
        let cells = shown.map { product in
            Dictionary(product.cells.map { ($0.column, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        var texts = -1
        vectors = profile.columns.map { column in
            if column.kind.isText { texts += 1 }
            let position = texts
            let width =
                column.kind.isText
                ? ColumnEncoder.textDimensions
                : column.kind == .vector ? VectorProjection.dimensions : ColumnEncoder.valueDimensions
            var (rows, values) = ([Int](), [Float]())
            guard column.kind.isComparable else { return (rows, values, width) }
            for row in 0..<shown.count {
                let vector =
                    column.kind == .vector
                    ? ready[row][column.name].flatMap { column.projected($0) }
                    : cells[row][column.name].flatMap {
                        profile.tokens(of: $0, in: column, textPosition: position)?.vector(width, .shared)
                    }
                guard let vector else { continue }
                rows.append(row)
                values += vector
            }
            return (rows, values, width)
        }
    }

    /// Returns how far each column agrees with the titles, or, where there are none and for the titles themselves, with all others.
    func agreements() -> [ColumnAgreement] {
        columns.indices.map { index in
            let rows = vectors[index].rows
            guard columns[index].kind.isComparable, rows.count >= 4 else { return ColumnAgreement() }
            let others = columns.indices.filter { other in
                other != index && [.title, .text, .category].contains(columns[other].kind)
            }
            let titles = others.filter { columns[$0].kind == .title }
            var generator = SeededGenerator(seed: 0x4167_7265_65)
            return ColumnAgreement(
                cosines(of: rows, by: index),
                with: (titles.isEmpty ? others : titles).map { cosines(of: rows, by: $0) },
                count: rows.count, using: &generator)
        }
    }

    /// The cosines of some products by a column, 0 where one of two has no value.
    private func cosines(of rows: [Int], by column: Int) -> [Float] {
        let (own, values, width) = vectors[column]
        let places = Dictionary(uniqueKeysWithValues: own.enumerated().map { ($1, $0) })
        var matrix = [Float](repeating: 0, count: rows.count * width)
        for (place, row) in rows.enumerated() {
            guard let source = places[row] else { continue }
            for index in 0..<width { matrix[place * width + index] = values[source * width + index] }
        }
        let tensor = Tensor(matrix, shape: [rows.count, width], on: .cpu)
        // A product of finite numbers of these sizes can't fail but for memory, and then nothing is known.
        return (try? tensor.matmul(tensor.transposed()).values(as: Float.self))
            ?? Array(repeating: 0, count: rows.count * rows.count)
    }
}

extension CatalogueProfile {
    /// Returns the tokens of a value; `nil` for a number that is none.
    func tokens(of value: ProductCell.Value, in column: Column, textPosition: Int, limit: Int = 384) -> ColumnTokens? {
        switch column.kind {
        case .title, .text:
            if case .words(let words) = value {
                return ColumnTokens(ofTexts: words, limit: limit) { rarity(of: $0, in: textPosition) }
            }
            return ColumnTokens(ofTexts: [value.text], limit: limit) { rarity(of: $0, in: textPosition) }
        case .category: return ColumnTokens(ofCategory: value.text, in: column.name)
        case .number: return value.number.map { ColumnTokens(ofNumber: $0, in: column) }
        case .code, .link, .vector: return nil
        }
    }
}
