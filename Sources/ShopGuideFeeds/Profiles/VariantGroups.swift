/// A variant of a product, as far as it counts for this.
struct Variant {
    /// The degree to which something can be bought, from less to more.
    enum Stock: UInt8, Comparable {
        case unknown, none, backorder, some

        /// The word for it, as a cell has it; nothing where it isn't known.
        var cell: Cell {
            switch self {
            case .unknown: .empty
            case .none: .text("out_of_stock")
            case .backorder: .text("backorder")
            case .some: .text("in_stock")
            }
        }

        static func < (one: Stock, other: Stock) -> Bool { one.rawValue < other.rawValue }
    }

    var price = Cell.empty
    /// Whether it can be bought at its price at all.
    var isOffered = true
    var stock = Stock.unknown
    var options: [(name: String, value: String)] = []
    var images: [String] = []
}

/// The facts that variants tell of their products, wherever in the file they stand: collected by the survey, in little memory.
package final class VariantGroups {
    /// The variants of one product.
    private struct Group {
        /// The lowest prices, and their texts, where points and where commas are before decimals.
        var amounts = (point: Double.infinity, comma: Double.infinity)
        var prices: (point: UInt32?, comma: UInt32?)
        var stock = Variant.Stock.unknown
        /// Whether there is a product that it belongs to.
        var isOwned = false
        /// The first and the last of its facts.
        var facts: (first: UInt32, last: UInt32)?
        var count: UInt16 = 0
    }

    /// A value of an option; a picture where it has no name.
    private struct Fact {
        var name: UInt32?
        var value: UInt32
        var next: UInt32?
    }

    /// The most facts of a product.
    private static let mostFacts = 256
    /// The most bytes of all texts.
    private static let mostBytes = 1 << 29

    private let most: Int
    private var pool = TextPool()
    private var places: [UInt32: UInt32] = [:]
    private var groups: [Group] = []
    private var facts: [Fact] = []
    private var prices = PriceSurvey()
    private var count = 0

    package init(most: Int = 2_000_000) { self.most = most }

    /// The way in which variants' prices are written.
    var convention: PriceConvention { prices.convention }

    /// Takes a variant into account for a product.
    func add(_ variant: Variant, to key: String) throws {
        count += 1
        let place = place(of: key)
        try check()
        var group = groups[place]
        if let text = variant.price.text, !text.isEmpty { add(price: text, isOffered: variant.isOffered, to: &group) }
        if variant.isOffered { group.stock = max(group.stock, variant.stock) }
        for option in variant.options where !option.name.isEmpty {
            add(option.value, name: pool.add(option.name), to: &group)
        }
        for image in variant.images { add(image, name: nil, to: &group) }
        groups[place] = group
    }

    /// Notes that the product of some variants is in the file; does nothing where there are no variants yet.
    func own(_ key: String) {
        if let number = pool.find(key), let place = places[number] { groups[Int(place)].isOwned = true }
    }

    /// Notes that the product of some variants is in the file, wherever they stand.
    func expect(_ key: String) throws {
        groups[place(of: key)].isOwned = true
        try check()
    }

    /// Returns whether the product of some variants is in the file.
    func isOwned(_ key: String) -> Bool { group(key)?.isOwned ?? false }

    /// Adds to a product what its variants say; returns how far they can be bought.
    func add(_ key: String, to draft: inout ProductDraft) -> Variant.Stock {
        guard let group = group(key) else { return .unknown }
        let isPoint = convention.decimal == .point
        if let price = isPoint ? group.prices.point : group.prices.comma {
            let amount = isPoint ? group.amounts.point : group.amounts.comma
            draft.addPrice(.text(pool[price]), isOffered: amount < .infinity)
        }
        each(group) { fact in
            if let name = fact.name {
                draft.addOption(pool[name], pool[fact.value])
            } else {
                draft.addImage(pool[fact.value])
            }
        }
        return group.stock
    }

    /// Returns the values of variants' options.
    func options(_ key: String) -> [(name: String, value: String)] {
        guard let group = group(key) else { return [] }
        var options = [(String, String)]()
        each(group) { fact in
            if let name = fact.name { options.append((pool[name], pool[fact.value])) }
        }
        return options
    }

    private func each(_ group: Group, _ body: (Fact) -> Void) {
        var next = group.facts?.first
        while let place = next {
            body(facts[Int(place)])
            next = facts[Int(place)].next
        }
    }

    private func check() throws {
        guard count <= most, groups.count <= most, facts.count <= most * 8, pool.size <= Self.mostBytes else {
            throw FeedError(
                .badRequest,
                "the file has more variants than the \(most) that are kept in memory, or too much text in them; "
                    + "export the products in several files, each with the variants of its products")
        }
    }

    private func group(_ key: String) -> Group? { pool.find(key).flatMap { places[$0] }.map { groups[Int($0)] } }

    private func place(of key: String) -> Int {
        let number = pool.add(key)
        if let place = places[number] { return Int(place) }
        places[number] = UInt32(groups.count)
        groups.append(Group())
        return groups.count - 1
    }

    private func add(price text: String, isOffered: Bool, to group: inout Group) {
        prices.add(text)
        let number = pool.add(text)
        let point = isOffered ? Self.amount(text, .point) : .infinity
        let comma = isOffered ? Self.amount(text, .comma) : .infinity
        if point < group.amounts.point || group.prices.point == nil {
            (group.amounts.point, group.prices.point) = (point, number)
        }
        if comma < group.amounts.comma || group.prices.comma == nil {
            (group.amounts.comma, group.prices.comma) = (comma, number)
        }
    }

    private static func amount(_ text: String, _ decimal: DecimalSign) -> Double {
        guard case .price(let amount, _) = PriceConvention(decimal: decimal).read(text) else { return .infinity }
        return Double(amount) ?? .infinity
    }

    private func add(_ value: String, name: UInt32?, to group: inout Group) {
        guard !value.isEmpty, group.count < Self.mostFacts else { return }
        let value = pool.add(value)
        var isKnown = false
        each(group) { isKnown = isKnown || $0.name == name && $0.value == value }
        guard !isKnown else { return }
        let place = UInt32(facts.count)
        facts.append(Fact(name: name, value: value))
        if let last = group.facts?.last { facts[Int(last)].next = place }
        group.facts = (group.facts?.first ?? place, place)
        group.count += 1
    }
}
