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
    /// Whether it is compared at all; a factor on its weight changes nothing else.
    public var compared: Bool
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

    /// Lists the columns of the catalogue with their weights; none where the store has no products.
    ///
    /// - Throws: ``GuideError`` where the active model doesn't weigh columns.
    public func columns() async throws -> ColumnList {
        let active = active.withLock { $0 }
        return try await executor.run {
            guard let weights = try active.model.columnWeights() else { throw Self.weighsNoColumns(active.name) }
            let profile = active.model.profile
            guard profile.products > 0 else { return ColumnList(items: [], products: 0, model: active.name) }
            let compared = profile.compared
            let items = zip(profile.columns, weights).map { column, weight in
                WeighedColumn(
                    name: column.name, kind: column.kind, filled: column.filled, distinct: column.distinct,
                    compared: compared.contains(column.name), weight: weight, factor: column.factor,
                    examples: column.examples)
            }
            return ColumnList(
                items: items.sorted { ($1.weight, $0.name) < ($0.weight, $1.name) }, products: profile.products,
                model: active.name)
        }
    }

    /// Sets factors on the weights of columns; products and examples are encoded again.
    ///
    /// - Parameter factors: A factor from 0 to ``maximumFactor`` by column: 0 leaves it out, 1 is as the model weighs it.
    /// - Throws: ``GuideError`` where a factor is out of bounds, there is no such column, the store has no products, or the active
    ///   model doesn't weigh columns.
    public func setColumns(_ factors: [String: Double]) async throws {
        var fields = FieldValidator()
        let sorted = factors.sorted { $0.key < $1.key }
        for (name, factor) in sorted { fields.range(Self.field(name), factor, 0...Self.maximumFactor) }
        try fields.check()
        let (model, isProfiled) = active.withLock { ($0.name, $0.model.parts.isProfiled) }
        guard isProfiled else { throw Self.weighsNoColumns(model) }
        let store = store
        try await renewColumns { stored in
            guard var profile = try (stored ?? StoredColumns.renewed(for: store))?.profile, profile.products > 0 else {
                throw GuideError(.conflict, "the store has no products yet, and so no columns; import some first")
            }
            var fields = FieldValidator()
            for (name, factor) in sorted where !profile.set(factor, of: name) {
                let names = profile.columns.map(\.name).joined(separator: ", ")
                fields.add(Self.field(name), "there is no such column; there are \(names)")
            }
            try fields.check()
            return try StoredColumns(profile)
        }
    }

    private static func field(_ column: String) -> String { "columns.\(column.prefix(100))" }

    private static func weighsNoColumns(_ model: String) -> GuideError {
        GuideError(.unusable, "the model \(model) doesn't weigh columns; activate one that does: catalogues")
    }

    /// Weighs the columns anew where the catalogue, or its encoders, have changed much since they were weighed, after any weighing
    /// that is under way.
    ///
    /// - Parameter isForced: Whether the store is looked at even where few products have changed.
    /// - Throws: ``StoreError``, or the error of a model that failed.
    func renewColumns(isForced: Bool = false) async throws {
        let renewal = renewal.withLock { last in
            let next = Task { [last] in
                _ = await last?.result
                try await self.renewColumnsNow(isForced: isForced)
            }
            last = next
            return next
        }
        try await renewal.value
    }

    private func renewColumnsNow(isForced: Bool) async throws {
        let store = store
        let products = active.withLock { $0.model.profile.products }
        guard memory.takesNewColumns(of: products) || isForced else { return }
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
