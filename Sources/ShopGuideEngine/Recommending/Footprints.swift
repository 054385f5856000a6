import Foundation
import ShopGuide

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
        var wanted: [Float] = []
        /// How wanted all are together.
        var total: Float = 0
    }

    /// Numbers of shoppers by id.
    private(set) var numbers: [String: Int] = [:]
    /// By shopper, the oldest first.
    private(set) var histories: [[Event]] = []
    /// The market that a shopper is in, if it is known, by shopper.
    private(set) var homes: [Int16] = []
    /// By product: the numbers of shoppers who had to do with it, as they came.
    private(set) var visitors: [[Int32]] = []
    /// By market; the first is that of events whose market isn't known.
    private(set) var markets: [MarketCounts] = [MarketCounts()]

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
        histories[shopper].insert(event, at: place)
        let product = Int(event.product)
        while visitors.count <= product { visitors.append([]) }
        visitors[product].append(Int32(shopper))
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
        for event in histories[number] { forget(event, number) }
        histories[number] = []
        homes[number] = Self.unknownMarket
    }

    /// Takes back all that was done with a product.
    mutating func remove(product: Int) {
        guard product < visitors.count else { return }
        for shopper in Set(visitors[product]) {
            for event in histories[Int(shopper)] where Int(event.product) == product { count(event, -1) }
            histories[Int(shopper)].removeAll { Int($0.product) == product }
        }
        visitors[product] = []
    }

    private mutating func forget(_ event: Event, _ shopper: Int) {
        if let place = visitors[Int(event.product)].lastIndex(of: Int32(shopper)) {
            visitors[Int(event.product)].remove(at: place)
        }
        count(event, -1)
    }

    private mutating func count(_ event: Event, _ sign: Float) {
        let (market, product) = (Int(event.market), Int(event.product))
        let weight = sign * max(0, EventWeight.kind(event.kind, value: event.value.map(Double.init)))
        if markets[market].wanted.count <= product {
            let missing = product + 1 - markets[market].wanted.count
            markets[market].wanted += [Float](repeating: 0, count: missing)
        }
        markets[market].wanted[product] += weight
        markets[market].total += weight
    }
}

/// How much an event says about what a shopper wants.
enum EventWeight {
    /// After so many days an event says half as much of what isn't lasting in it.
    static let halfLife: Float = 60
    /// What of a taste is lasting: so much of an event counts however old it is.
    static let lasting: Float = 0.3

    /// The weight of what was done; negative where it says that something isn't wanted.
    static func kind(_ kind: Interaction.Kind, value: Double?) -> Float {
        switch kind {
        case .view: 1
        case .cart: 2
        case .purchase: 3
        case .like: 3
        case .dismiss: -3
        case .rating: value.map { Float(max(-3, min(3, $0 - 2))) } ?? 1
        }
    }

    /// The share of an event that still counts.
    static func age(_ time: Timestamp?, at now: Timestamp?) -> Float {
        guard let time, let now else { return 1 }
        let days = max(0, Float(now.milliseconds - time.milliseconds) / 86_400_000)
        return lasting + (1 - lasting) * exp2(-days / halfLife)
    }
}
