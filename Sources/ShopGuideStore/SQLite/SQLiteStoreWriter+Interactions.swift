import GRDB
public import ShopGuide

extension SQLiteStoreWriter {
    /// Saves a shopper.
    @discardableResult
    public func save(_ shopper: Shopper) throws -> Bool {
        let market = try shopper.market.map { try madeRow(of: $0, in: .markets) }
        let statement = try statement(.shopper)
        statement.bind(shopper.id, at: 1)
        statement.bind(market, at: 2)
        if !shopper.attributes.isEmpty { statement.bind(try json(shopper.attributes), at: 3) }
        return try inserts(statement)
    }

    /// Saves an interaction; a shopper who is new is saved too.
    @discardableResult
    public func save(_ interaction: Interaction, at place: SourceLine?) throws -> Bool {
        let product = try existingRow(ofProduct: interaction.product)
        let place = interaction.id.map { SourceLine($0) } ?? place
        guard interaction.id != nil || place != nil else { throw RowProblem("an interaction without an id") }
        let shopper = try madeRow(of: interaction.shopper, in: .shoppers)
        let market = try interaction.market.map { try madeRow(of: $0, in: .markets) }
        let statement = try statement(place == nil ? .interactionByEvent : .interactionByLine)
        if let place {
            statement.bind(try madeRow(of: place.source, in: .sources), at: 2)
            statement.bind(Int64(place.line), at: 3)
        } else {
            statement.bind(interaction.id, at: 1)
        }
        statement.bind(shopper, at: 4)
        statement.bind(product, at: 5)
        statement.bind(interaction.kind.number, at: 6)
        statement.bind(interaction.value, at: 7)
        statement.bind(interaction.time?.milliseconds, at: 8)
        statement.bind(market, at: 9)
        return try inserts(statement)
    }

    /// Returns the interaction of an id, its own or its place's, if there is one, as the transaction sees it.
    public func interaction(_ id: String) throws -> Interaction? { try database.interaction(id) }
}
