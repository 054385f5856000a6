/// What shoppers did, in memory: by shopper, by product, and how wanted products are in each market.
struct Footprints: Sendable {
    /// Something that a shopper did, with positions in the place of ids.
    struct Event: Sendable, Equatable {
        var product: Int32
        var market: Int16
        var kind: Interaction.Kind
        var value: Float?
        var time: Timestamp?
    }

    /// What was done in one market.
    struct MarketCounts: Sendable {
        /// How wanted each product is, by position; a product beyond the end isn't.
        private(set) var wanted: [Float] = []
        /// How wanted all are together.
        private(set) var total: Float = 0
        /// Those that are wanted most.
        private(set) var leaders = Leaders()

        /// How wanted a product is.
        @inline(__always)
        subscript(product: Int) -> Float { product < wanted.count ? wanted[product] : 0 }

        mutating func add(_ weight: Float, to product: Int) {
            if wanted.count <= product {
                wanted += [Float](repeating: 0, count: product + 1 - wanted.count)
            }
            guard weight != 0 else { return }
            let old = wanted[product]
            wanted[product] += weight
            total += weight
            leaders.change(product, from: old, in: wanted)
        }
    }

    /// Numbers of shoppers by id.
    private(set) var numbers: [String: Int] = [:]
    /// By shopper, the oldest first.
    private(set) var histories: [[Event]] = []
    /// The market that a shopper is in, if it is known, by shopper.
    private(set) var homes: [Int16] = []
    /// By product: the numbers of shoppers who had to do with it, each once, as they came.
    private(set) var visitors: [[Int32]] = []
    /// By market; the first is that of events whose market isn't known.
    private(set) var markets: [MarketCounts] = [MarketCounts()]
    /// All markets together.
    private(set) var pooled = MarketCounts()

    /// The market of events whose market nobody said.
    static let unknownMarket: Int16 = 0

    /// Makes room for a shopper.
    mutating func number(of shopper: String) -> Int {
        if let number = numbers[shopper] { return number }
        numbers[shopper] = histories.count
        histories.append([])
        homes.append(Self.unknownMarket)
        return histories.count - 1
    }

    mutating func setHome(_ market: Int16, of shopper: Int) { homes[shopper] = market }

    /// Makes room for another market.
    mutating func addMarket() { markets.append(MarketCounts()) }

    /// Adds an event, in the order of time.
    mutating func add(_ event: Event, of shopper: Int) {
        var place = histories[shopper].count
        if let time = event.time {
            while place > 0, let before = histories[shopper][place - 1].time, before.milliseconds > time.milliseconds {
                place -= 1
            }
        }
        let product = Int(event.product)
        while visitors.count <= product { visitors.append([]) }
        if !histories[shopper].contains(where: { $0.product == event.product }) {
            visitors[product].append(Int32(shopper))
        }
        histories[shopper].insert(event, at: place)
        if homes[shopper] == Self.unknownMarket { homes[shopper] = event.market }
        count(event, 1)
    }

    /// Takes an event back; returns whether there was one.
    @discardableResult
    mutating func remove(_ event: Event, of shopper: Int) -> Bool {
        guard let place = histories[shopper].lastIndex(of: event) else { return false }
        histories[shopper].remove(at: place)
        forget(event, shopper)
        return true
    }

    /// Takes back all that a shopper did.
    mutating func erase(_ shopper: String) {
        guard let number = numbers.removeValue(forKey: shopper) else { return }
        let events = histories[number]
        histories[number] = []
        for event in events { forget(event, number) }
        homes[number] = Self.unknownMarket
    }

    /// Takes back all that was done with a product.
    mutating func remove(product: Int) {
        guard product < visitors.count else { return }
        for shopper in visitors[product] {
            for event in histories[Int(shopper)] where Int(event.product) == product { count(event, -1) }
            histories[Int(shopper)].removeAll { Int($0.product) == product }
        }
        visitors[product] = []
    }

    private mutating func forget(_ event: Event, _ shopper: Int) {
        let isLast = !histories[shopper].contains { $0.product == event.product }
        if isLast, let place = visitors[Int(event.product)].lastIndex(of: Int32(shopper)) {
            visitors[Int(event.product)].remove(at: place)
        }
        count(event, -1)
    }

    private mutating func count(_ event: Event, _ sign: Float) {
        let weight = sign * max(0, EventWeight.kind(event.kind, value: event.value.map(Double.init)))
        markets[Int(event.market)].add(weight, to: Int(event.product))
        pooled.add(weight, to: Int(event.product))
    }
}
