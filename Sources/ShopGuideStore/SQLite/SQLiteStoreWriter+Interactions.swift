import GRDB
public import ShopGuide
import ShopGuideFeeds

extension SQLiteStoreWriter {
    /// Saves a shopper.
    @discardableResult
    public func save(_ shopper: Shopper) throws -> Bool {
        let market = try shopper.market.map { try madeRow(of: $0, in: .markets) }
        let row = try nextShopper()
        let statement = try statement(.shopper)
        statement.bind(row, at: 1)
        statement.bind(shopper.id, at: 2)
        statement.bind(market, at: 3)
        if !shopper.attributes.isEmpty { statement.bind(try json(shopper.attributes), at: 4) }
        if try inserts(statement) {
            lastShopper = row
            changes.add(.shopper, row: row)
            return true
        }
        if database.changesCount > 0, let stored = try self.row(of: shopper.id, in: .shoppers) {
            changes.add(.shopper, row: stored)
        }
        return false
    }

    /// Saves an interaction; a shopper who is new is saved too.
    @discardableResult
    public func save(_ interaction: Interaction, at place: SourceLine?) throws -> Bool {
        let product = try existingRow(ofProduct: interaction.product)
        let place = interaction.id.map { SourceLine($0) } ?? place
        guard interaction.id != nil || place != nil else { throw RowProblem("an interaction without an id") }
        let values = InteractionValues(
            shopper: try madeRow(of: interaction.shopper, in: .shoppers), product: product,
            kind: interaction.kind.number, value: interaction.value, time: interaction.time?.milliseconds,
            market: try interaction.market.map { try madeRow(of: $0, in: .markets) })
        let row = try nextInteraction()
        let statement = try statement(place == nil ? .interactionByEvent : .interactionByLine)
        let source = try place.map { try madeRow(of: $0.source, in: .sources) }
        if let place {
            statement.bind(source, at: 2)
            statement.bind(Int64(place.line), at: 3)
        } else {
            statement.bind(interaction.id, at: 1)
        }
        statement.bind(row, at: 4)
        values.bind(to: statement, from: 5)
        if try inserts(statement) {
            lastInteraction = row
            changes.add(.interaction, row: row)
            return true
        }
        let search = try self.statement(place == nil ? .storedByEvent : .storedByLine)
        if let place {
            search.bind(source, at: 1)
            search.bind(Int64(place.line), at: 2)
        } else {
            search.bind(interaction.id, at: 1)
        }
        try replace(search, with: values)
        return false
    }

    /// Replaces the interaction that a statement finds, if it has other values.
    private func replace(_ search: BoundStatement, with values: InteractionValues) throws {
        let found = try search.step()
        let (row, stored) = (search.integer(0), InteractionValues(search, from: 1))
        search.reset()
        guard found, let row, stored != values else { return }
        let statement = try statement(.replacement)
        values.bind(to: statement, from: 1)
        statement.bind(row, at: 7)
        try statement.run()
        // Who has read the earlier values can't take them back: the histories of both shoppers are read again.
        let bound = try feedState().interactions
        changes.add(.history, row: stored.shopper, bound: bound)
        if values.shopper != stored.shopper { changes.add(.history, row: values.shopper, bound: bound) }
    }

    /// Returns the interaction of an id, its own or its place's, if there is one, as the transaction sees it.
    public func interaction(_ id: String) throws -> Interaction? { try database.interaction(id) }
}

/// The values of an interaction's row that may be replaced.
private struct InteractionValues: Equatable {
    var shopper: Int64
    var product: Int64
    var kind: Int64
    var value: Double?
    var time: Int64?
    var market: Int64?

    func bind(to statement: BoundStatement, from index: Int32) {
        statement.bind(shopper, at: index)
        statement.bind(product, at: index + 1)
        statement.bind(kind, at: index + 2)
        statement.bind(value, at: index + 3)
        statement.bind(time, at: index + 4)
        statement.bind(market, at: index + 5)
    }
}

extension InteractionValues {
    /// Reads the current row of a statement.
    init(_ row: BoundStatement, from column: Int32) {
        self.init(
            shopper: row.integer(column) ?? 0, product: row.integer(column + 1) ?? 0,
            kind: row.integer(column + 2) ?? 0,
            value: row.double(column + 3), time: row.integer(column + 4), market: row.integer(column + 5))
    }
}
