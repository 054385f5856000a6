import ShopGuide
import ShopGuideFeeds

extension RowParser {
    /// Reads the current row as an interaction; beside it stands its place among those of its shopper, if the table has one.
    ///
    /// - Throws: ``RowProblem`` where it can't be taken.
    func interaction(_ reader: any RowReader, now: Timestamp) throws -> (interaction: Interaction, order: Double?) {
        var interaction = Interaction(shopper: "", product: "", kind: .view)
        var (kind, order) = (Interaction.Kind?.none, Double?.none)
        try fields(reader) { field, cell, _ in
            switch field {
            case .id: interaction.id = try identifier(cell, "id")
            case .shopper: interaction.shopper = try identifier(cell, "shopper")
            case .product: interaction.product = try identifier(cell, "product")
            case .kind: kind = try self.kind(cell)
            case .value: interaction.value = try number(cell, "value")
            case .time: interaction.time = try time(cell, after: interaction.time, now: now)
            case .order: order = try number(cell, "order")
            case .market: interaction.market = try market(text(cell, "market"))
            default: break
            }
        }
        guard !interaction.shopper.isEmpty else { throw RowProblem("no shopper") }
        guard !interaction.product.isEmpty else { throw RowProblem("no product") }
        guard let kind else { throw RowProblem("no kind: \(Interaction.Kind.list)") }
        interaction.kind = kind
        return (interaction, order)
    }

    private func kind(_ cell: Cell) throws -> Interaction.Kind {
        let name = meaning(try text(cell, "kind"), of: .kind)
        if let kind = Interaction.Kind(rawValue: name) { return kind }
        if let known = EventKindWords.kind(of: name), let kind = Interaction.Kind(rawValue: known) { return kind }
        throw RowProblem("kind \"\(name)\" is none of \(Interaction.Kind.list); say which: --map kind:\(name)=view")
    }

    private func number(_ cell: Cell, _ field: String) throws -> Double {
        let text = try text(cell, field)
        guard let number = Double(text) ?? NumberText.value(of: text), number.isFinite else {
            throw RowProblem("\(field) \"\(text)\" isn't a number")
        }
        return number == 0 ? 0 : number  // not -0
    }

    /// Reads a time, or the time since the day of another column: `10:30`, or milliseconds.
    private func time(_ cell: Cell, after day: Timestamp?, now: Timestamp) throws -> Timestamp {
        let text = try text(cell, "time")
        if let day {
            if let number = Int64(text), 0...Self.week ~= number {
                return Timestamp(milliseconds: day.milliseconds + number)
            }
            guard let moment = Timestamp("1970-01-01T\(text)") else {
                throw RowProblem("time \"\(text)\" isn't a time of the day, such as 19:06, or milliseconds")
            }
            return Timestamp(milliseconds: day.milliseconds + moment.milliseconds)
        }
        guard let time = Timestamp(text) else {
            throw RowProblem("time \"\(text)\" is none; write 2017-01-28T19:06:53Z, or seconds since 1970")
        }
        guard options.isVerbatim || time.isPlausible(now: now) else {
            throw RowProblem(
                "time \"\(text)\" would be \(time.text), before 1990 or after tomorrow; where it only orders the events of a "
                    + "shopper, name its column: --column order=COLUMN")
        }
        return time
    }

    private static let week: Int64 = 7 * 86_400_000
}
