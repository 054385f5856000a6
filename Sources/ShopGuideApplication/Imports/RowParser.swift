import ShopGuide

/// A parser of a table's rows into products, shoppers and interactions.
struct RowParser {
    /// Finds a product's picture: accepts the row's value, if any, and the product's id.
    typealias ImageFinder = (_ named: String?, _ product: String) throws -> String?

    private let table: TableKind
    private let mapping: ColumnMapping
    private let defaults: [(Field, Cell)]
    private let findImage: ImageFinder?
    /// The fields of the columns that have any, for as many columns as were known.
    private var targets: [(column: Int, fields: [Field])] = []
    private var known = 0

    init(_ table: TableKind, _ mapping: ColumnMapping, findImage: ImageFinder?) throws {
        self.table = table
        self.mapping = mapping
        self.findImage = findImage
        defaults = try mapping.defaultFields(of: table)
    }

    /// Learns what the columns that are new mean; to be called for every row, for JSON Lines get more on the way.
    mutating func learnColumns(of reader: any RowReader) throws {
        while known < reader.columns.count {
            let fields = try mapping.fields(ofColumn: reader.columns[known], in: table)
            if !fields.isEmpty { targets.append((known, fields)) }
            known += 1
        }
    }

    /// Passes the current row's fields that hold something to `body`, in the order of the columns, after the defaults.
    private func fields(_ reader: any RowReader, _ body: (Field, Cell) throws -> Void) throws {
        for (field, cell) in defaults { try body(field, cell) }
        for target in targets {
            let cell = try reader.cell(target.column)
            guard cell != .empty else { continue }
            for field in target.fields { try body(field, cell) }
        }
    }

    func product(_ reader: any RowReader) throws -> Product {
        var product = Product(id: "")
        var (path, amount, currency, image) = ([String](), String?.none, String?.none, String?.none)
        let isPathInSteps = mapping.columns.count { $0.field == "category" } > 1
        try fields(reader) { field, cell in
            switch field {
            case .id: product.id = try identifier(cell, "id")
            case .title(let language): product.title.words[language] = try text(cell, "title")
            case .category:
                if case .list(let names) = cell {
                    path += names
                } else if isPathInSteps {
                    path.append(try text(cell, "category"))
                } else {
                    let text = try text(cell, "category")
                    guard let category = Category(text) else {
                        throw RowProblem("category: a name in \"\(text)\" is empty")
                    }
                    path = category.path
                }
            case .brand: product.brand = try text(cell, "brand")
            case .price: amount = try text(cell, "price")
            case .currency: currency = try text(cell, "currency")
            case .image: image = try text(cell, "image")
            case .markets: product.markets += try markets(cell)
            case .availability: product.availability = try availability(cell)
            case .attribute(let name): product.attributes[name] = try attribute(cell)
            default: break
            }
        }
        guard !product.id.isEmpty else { throw RowProblem("no id") }
        if !path.isEmpty {
            guard let category = Category(path: path) else {
                throw RowProblem(
                    "category: a name in \"\(path.joined(separator: Category.separator))\" is empty or has \" > \" in it"
                )
            }
            product.category = category
        }
        product.price = try price(amount, currency)
        product.markets = Array(Set(product.markets)).sorted()
        product.image = try findImage.map { try $0(image, product.id) } ?? image
        return product
    }

    func shopper(_ reader: any RowReader) throws -> Shopper {
        var shopper = Shopper(id: "")
        try fields(reader) { field, cell in
            switch field {
            case .id: shopper.id = try identifier(cell, "id")
            case .market: shopper.market = try market(text(cell, "market"))
            case .attribute(let name): shopper.attributes[name] = try attribute(cell)
            default: break
            }
        }
        guard !shopper.id.isEmpty else { throw RowProblem("no id") }
        return shopper
    }

    func interaction(_ reader: any RowReader) throws -> Interaction {
        var interaction = Interaction(shopper: "", product: "", kind: .view)
        var kind: Interaction.Kind?
        try fields(reader) { field, cell in
            switch field {
            case .id: interaction.id = try identifier(cell, "id")
            case .shopper: interaction.shopper = try identifier(cell, "shopper")
            case .product: interaction.product = try identifier(cell, "product")
            case .kind:
                let name = try text(cell, "kind")
                guard let named = Interaction.Kind(rawValue: name) else {
                    throw RowProblem("kind \"\(name)\" is none of \(Interaction.Kind.list)")
                }
                kind = named
            case .value:
                let text = try text(cell, "value")
                guard let number = Double(text), number.isFinite else {
                    throw RowProblem("value \"\(text)\" isn't a number")
                }
                interaction.value = number == 0 ? 0 : number  // not -0
            case .time:
                let text = try text(cell, "time")
                guard let time = Timestamp(text) else {
                    throw RowProblem("time \"\(text)\" is none; write 2017-01-28T19:06:53Z, or seconds since 1970")
                }
                interaction.time = time
            case .market: interaction.market = try market(text(cell, "market"))
            default: break
            }
        }
        guard !interaction.shopper.isEmpty else { throw RowProblem("no shopper") }
        guard !interaction.product.isEmpty else { throw RowProblem("no product") }
        guard let kind else { throw RowProblem("no kind: \(Interaction.Kind.list)") }
        interaction.kind = kind
        return interaction
    }
}

// MARK: - Values

extension RowParser {
    private func text(_ cell: Cell, _ field: String) throws -> String {
        guard let text = cell.text else { throw RowProblem("\(field) is a list") }
        return text
    }

    private func identifier(_ cell: Cell, _ field: String) throws -> String {
        let text = try text(cell, field)
        guard text.utf8.count <= 256 else { throw RowProblem("\(field) is longer than 256 bytes") }
        guard !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw RowProblem("\(field) has a control character")
        }
        return text
    }

    private func attribute(_ cell: Cell) throws -> AttributeValue {
        switch cell {
        case .integer(let number):
            // A double holds no more digits.
            abs(number) <= 1 << 53 ? .number(Double(number)) : .text(String(number))
        // JSON's -0 would come back as 0 the next time.
        case .number(let number): .number(number == 0 ? 0 : number)
        case .flag(let flag): .flag(flag)
        case .list(let texts): .text(texts.joined(separator: ", "))
        case .empty: .text("")
        case .text(let text): .text(text)
        }
    }

    private func price(_ amount: String?, _ currency: String?) throws -> Price? {
        guard let amount else { return nil }
        guard let currency else { throw RowProblem("a price without a currency; say which: --default currency=EUR") }
        guard Price.isCurrency(currency) else {
            throw RowProblem("currency \"\(currency)\" isn't three capital letters, such as EUR")
        }
        guard let price = Price(amount, currency: currency) else {
            throw RowProblem("price \"\(amount)\" isn't an amount, such as 12.99, with four decimals at most")
        }
        return price
    }

    private func markets(_ cell: Cell) throws -> [String] {
        if case .list(let codes) = cell { return try codes.map(market) }
        let codes = try text(cell, "markets").split { $0 == " " || $0 == "," || $0 == "|" || $0 == ";" }
        return try codes.map { try market(String($0)) }
    }

    private func market(_ code: String) throws -> String {
        guard let market = Market(id: code) else {
            throw RowProblem("market \"\(code)\" isn't a code of up to 16 letters, digits, - and _")
        }
        return market.id
    }

    private func availability(_ cell: Cell) throws -> Availability {
        let text = try text(cell, "availability").lowercased().replacing(" ", with: "_")
        switch text {
        case "true", "1", "yes": return .inStock
        case "false", "0", "no": return .outOfStock
        default:
            guard let availability = Availability(rawValue: text) else {
                let names = Availability.allCases.map(\.rawValue).joined(separator: ", ")
                throw RowProblem("availability \"\(text)\" is none of \(names), true, false")
            }
            return availability
        }
    }
}
