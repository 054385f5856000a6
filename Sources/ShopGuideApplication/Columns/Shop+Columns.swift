public import ShopGuide
import ShopGuideStore

/// A column of the catalogue with its weight.
public struct WeighedColumn: Encodable, Sendable {
    /// Its name.
    public var name: String
    /// The kind of its values.
    public var kind: ColumnKind
    /// The share of products that have a value, 0…1.
    public var filled: Double
    /// The number of different values, in the products that were looked at.
    public var distinct: Int
    /// The share of its weight among all columns, 0…1; 0 for one that isn't compared.
    public var weight: Double
    /// The factor that was set on the weight; 1 where none was.
    public var factor: Double
    /// Some of its values.
    public var examples: [String]
}

/// The columns of a shop's catalogue.
public struct ColumnList: Encodable, Sendable {
    /// The columns, the heaviest first.
    public var items: [WeighedColumn]
    /// The number of products when they were weighed.
    public var products: Int
    /// The name of the model that weighs them.
    public var model: String
}

extension Shop {
    /// The largest factor on a column's weight.
    public static let maximumFactor = 100.0

    /// Lists the columns of the catalogue with their weights.
    ///
    /// - Throws: ``GuideError`` where the active model doesn't weigh columns.
    public func columns() async throws -> ColumnList {
        let active = active.withLock { $0 }
        return try await executor.run {
            guard let weights = try active.model.columnWeights() else {
                throw GuideError(
                    .unusable, "the model \(active.name) doesn't weigh columns; activate one that does: catalogues")
            }
            let profile = active.model.profile
            let items = zip(profile.columns, weights).map { column, weight in
                WeighedColumn(
                    name: column.name, kind: column.kind, filled: column.filled, distinct: column.distinct,
                    weight: weight, factor: column.factor, examples: column.examples)
            }
            return ColumnList(
                items: items.sorted { ($1.weight, $0.name) < ($0.weight, $1.name) }, products: profile.products,
                model: active.name)
        }
    }

    /// Sets factors on the weights of columns; products and examples are encoded again.
    ///
    /// - Parameter factors: A factor from 0 to ``maximumFactor`` by column: 0 leaves it out, 1 is as the model weighs it.
    /// - Throws: ``GuideError`` where a factor is out of bounds, or there is no such column.
    public func setColumns(_ factors: [String: Double]) async throws {
        var fields = FieldValidator()
        for (name, factor) in factors { fields.range("columns.\(name)", factor, 0...Self.maximumFactor) }
        try fields.check()
        try await renewColumns { stored in
            guard var profile = stored?.profile else {
                throw GuideError(.missing, "the store has no products yet, and so no columns")
            }
            for (name, factor) in factors {
                guard profile.set(factor, of: name) else { throw GuideError.missing("column \"\(name)\"") }
            }
            return try StoredColumns(profile)
        }
    }

    /// Weighs the columns anew where the catalogue has changed much since they were weighed.
    func renewColumns() async throws {
        let store = store
        try await renewColumns { _ in try StoredColumns.renewed(for: store) }
    }

    private func renewColumns(
        _ change: @escaping @Sendable (StoredColumns?) throws -> StoredColumns?
    ) async throws {
        let (name, model) = active.withLock { ($0.name, $0.model) }
        guard model.parts.isProfiled else { return }
        let columns = try await executor.maintain { [store] in try change(try StoredColumns(in: store)) }
        guard let columns else { return }
        try await replaceModel(with: { models, store in
            NamedModel(name: name, model: try models.model(name, in: store).model.adapted(to: columns, of: store))
        }) { _, writer in try columns.save(with: writer) }
    }
}
