extension ProductTable {
    func write(to writer: SnapshotWriter) throws {
        try packed.write(to: writer)
        try codes.write(to: writer)
        try writer.write(facts.map(\.markets))
        try writer.write(facts.map(\.category))
        try writer.write(facts.map(\.brand))
        try writer.write(facts.map(\.price))
        try writer.write(facts.map(\.currency))
        try writer.write(facts.map(\.availability))
        try writer.write(facts.map { UInt8($0.isConsumable ? 1 : 0) })
        try writer.write(facts.indices.map { families.hash(of: $0) })
        try writer.write(soldCounts)
        try writer.write(vacant)
        let words = Array(wordCounts)
        try writer.write(words.map(\.key))
        try writer.write(words.map(\.value))
    }

    /// Reads a table, and checks all numbers by which something is looked up.
    init(_ reader: inout SnapshotReader) throws {
        let packed = try PackedProducts(&reader)
        let codes = try FactCodes(&reader)
        let facts = try Self.facts(&reader, packed)
        guard facts.allSatisfy({ -1..<codes.categories.count ~= Int($0.category) }) else {
            throw SnapshotError("a category isn't known")
        }
        let families = FamilyTable(try reader.numbers(UInt64.self, count: packed.count))
        let soldCounts = try reader.numbers(Int.self, count: codes.markets.count)
        let vacant = try reader.numbers(Int.self)
        guard Set(vacant).count == vacant.count,
            vacant.allSatisfy({ facts.indices.contains($0) && !facts[$0].isPresent })
        else { throw SnapshotError("a slot isn't vacant") }
        let words = try reader.texts()
        let counts = try reader.numbers(Int.self, count: words.count)
        guard (soldCounts + counts).allSatisfy({ 0...facts.count ~= $0 }) else {
            throw SnapshotError("more products are counted than there are")
        }
        self.init(packed, facts, families, codes, soldCounts: soldCounts, vacant: vacant)
        guard setIDs() else { throw SnapshotError("two products have the same id") }
        set(Dictionary(zip(words, counts)) { first, _ in first })
    }

    private static func facts(_ reader: inout SnapshotReader, _ packed: PackedProducts) throws -> [ProductFacts] {
        let count = packed.count
        let markets = try reader.numbers(UInt64.self, count: count)
        let categories = try reader.numbers(Int32.self, count: count)
        let brands = try reader.numbers(Int32.self, count: count)
        let prices = try reader.numbers(Int64.self, count: count)
        let currencies = try reader.numbers(Int16.self, count: count)
        let availabilities = try reader.numbers(UInt8.self, count: count)
        let consumable = try reader.numbers(UInt8.self, count: count)
        return (0..<count).map { slot in
            ProductFacts(
                markets: markets[slot], category: categories[slot], brand: brands[slot], price: prices[slot],
                currency: currencies[slot], availability: availabilities[slot], isConsumable: consumable[slot] == 1,
                isPresent: packed.isPresent(slot))
        }
    }
}

extension PackedProducts {
    func write(to writer: SnapshotWriter) throws {
        try writer.write(countOf: pages.count)
        for page in pages { try writer.write(page) }
        try writer.write(places)
        try writer.write(texts.texts)
    }

    init(_ reader: inout SnapshotReader) throws {
        var pages: [[UInt8]] = []
        for _ in 0..<(try reader.count(of: 8)) { pages.append(try reader.numbers()) }
        let places = try reader.numbers(Place.self)
        guard let packed = PackedProducts(pages: pages, places: places, texts: try reader.texts()) else {
            throw SnapshotError("a product lies outside")
        }
        self = packed
    }
}

extension FactCodes {
    func write(to writer: SnapshotWriter) throws {
        try writer.write(markets)
        try writer.write(categories.map(\.id))
        try writer.write(brandNumbers.sorted { $0.value < $1.value }.map(\.key))
        try writer.write(currencyNumbers.sorted { $0.value < $1.value }.map(\.key))
    }

    init(_ reader: inout SnapshotReader) throws {
        let (markets, categories) = (try reader.texts(), try reader.texts().map { Category($0) })
        guard markets.first == "", markets.count < Int(Int16.max), !categories.contains(nil) else {
            throw SnapshotError("a market or a category has no name")
        }
        self.init(
            markets: markets, categories: categories.compactMap(\.self), brands: try reader.texts(),
            currencies: try reader.texts())
    }
}
