import Foundation

/// Makes the numbers of a product that an encoder of products takes.
public struct ProductFeatures: Sendable {
    /// The layout of a row.
    public let parts: ProductParts
    /// The catalogue's columns, for layouts that have their statistics.
    public let profile: CatalogueProfile

    /// Creates features of a layout.
    public init(_ parts: ProductParts, _ profile: CatalogueProfile = .empty) {
        (self.parts, self.profile) = (parts, profile)
    }

    /// Returns a row, `parts.width` numbers; what the product lacks is 0.
    ///
    /// The category is left out, for it is what is to be told.
    ///
    /// - Parameters:
    ///   - product: What is known of it.
    ///   - image: Its picture, 0…1, as many numbers as the layout's shape has.
    ///   - vectors: Ready vectors by their columns: as many numbers as the layout has, any number for one with columns.
    /// - Returns: The row.
    /// - Precondition: picture and vector have the layout's sizes.
    public func row(of product: Product, image: [Float]? = nil, vectors: [String: [Float]] = [:]) -> [Float] {
        var row: [Float] = []
        row.reserveCapacity(parts.width)
        let cells =
            parts.isProfiled
            ? Dictionary(product.cells.map { ($0.column, $0.value) }, uniquingKeysWith: { first, _ in first }) : [:]
        for (part, range) in parts.ranges {
            switch part {
            case .image: row += checked(image, range.count)
            case .title where parts.isProfiled: row += texts(of: cells, parts.title ?? 0)
            case .attributes where parts.isProfiled: row += values(of: cells, parts.attributes ?? 0)
            case .vector where parts.isProfiled: row += projected(vectors)
            case .title:
                row += NGrams.tokens(of: product.title.all, among: ProductParts.tokens, limit: range.count)
            case .attributes: row += attributes(of: product, limit: range.count / 2)
            case .vector: row += checked(vectors[Product.vectorColumn]?.withinReach, range.count)
            }
        }
        return row
    }

    /// Returns a row with other ready vectors in place of its own, for a layout with columns.
    ///
    /// - Precondition: The row has the layout's width.
    public func row(_ row: [Float], with vectors: [String: [Float]]) -> [Float] {
        precondition(row.count == parts.width, "\(row.count) numbers; the layout has \(parts.width)")
        guard parts.isProfiled, let range = parts.ranges.first(where: { $0.part == .vector })?.range else { return row }
        var row = row
        row.replaceSubrange(range, with: projected(vectors))
        return row
    }

    private func checked(_ numbers: [Float]?, _ count: Int) -> [Float] {
        guard let numbers else { return Array(repeating: 0, count: count) }
        precondition(numbers.count == count, "\(numbers.count) numbers; the layout has \(count)")
        return numbers
    }

    /// Entries and values. Amounts and numbers count by their logarithms, for a price twice as high is as far at 1 as at 1,000.
    private func attributes(of product: Product, limit: Int) -> [Float] {
        var pairs: [(name: String, value: Float)] = []
        if let brand = product.brand { pairs.append(("brand=\(brand.lowercased())", 1)) }
        if let price = product.price {
            pairs.append(("price \(price.currency)", Float(log(1 + price.amount) / 5)))
        }
        // Whether it is bought again says how to sell it, not what it is.
        for (name, value) in product.attributes.sorted(by: { $0.key < $1.key }) where name != Product.consumable {
            if let number = value.number, number != 0 {
                pairs.append((name, Float(asinh(number) / 5)))
            } else {
                pairs.append(("\(name)=\(value.text.lowercased())", 1))
            }
        }
        let kept = pairs.prefix(limit)
        let padding = [Float](repeating: 0, count: limit - kept.count)
        return kept.map { NGrams.token(of: $0.name, among: ProductParts.entries) } + padding
            + kept.map(\.value) + padding
    }
}
