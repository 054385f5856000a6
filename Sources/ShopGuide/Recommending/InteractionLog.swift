/// The interactions of shoppers in memory, by shopper and by product.
package struct InteractionLog: Sendable {
    /// An interaction, with the product's slot and the market's number in the place of ids.
    package struct Event: Sendable, Equatable {
        /// The product's slot.
        package var product: Int32
        /// The market's number.
        package var market: Int16
        package var kind: Interaction.Kind
        package var value: Float?
        package var time: Timestamp?

        /// Creates an event.
        package init(
            product: Int32, market: Int16 = InteractionLog.unknownMarket, kind: Interaction.Kind, value: Float? = nil,
            time: Timestamp? = nil
        ) {
            (self.product, self.market, self.kind, self.value, self.time) = (product, market, kind, value, time)
        }
    }

    /// The numbers of shoppers by id.
    private(set) var numbers: [ExactID: Int] = [:]
    /// The events by shopper, the oldest first.
    private(set) var histories: [[Event]] = []
    /// The market of each shopper, if it is known.
    private(set) var homeMarkets: [Int16] = []
    /// The numbers of the shoppers who interacted with a product, by its slot: each once, in order of arrival.
    private(set) var shoppersByProduct: [[Int32]] = []

    /// The number that stands for an unknown market.
    package static let unknownMarket: Int16 = 0

    /// Creates a log without events.
    package init() {}

    /// Returns the number of a shopper; nil for one who isn't known.
    package func knownNumber(of shopper: String) -> Int? { numbers[ExactID(shopper)] }

    /// Returns the number of a shopper, a new one where they have none.
    package mutating func number(of shopper: String) -> Int {
        let id = ExactID(shopper)
        if let number = numbers[id] { return number }
        numbers[id] = histories.count
        histories.append([])
        homeMarkets.append(Self.unknownMarket)
        return histories.count - 1
    }

    /// Sets the market that a shopper is in.
    package mutating func setHomeMarket(_ market: Int16, of shopper: Int) { homeMarkets[shopper] = market }

    /// Returns the events of a shopper, the oldest first.
    package func history(of shopper: Int) -> [Event] { histories[shopper] }

    /// Returns the shoppers who interacted with a product: each once, in order of arrival.
    package func shoppers(of product: Int) -> [Int32] {
        shoppersByProduct.indices.contains(product) ? shoppersByProduct[product] : []
    }

    /// Adds an event, in order of time.
    package mutating func add(_ event: Event, of shopper: Int) {
        var place = histories[shopper].count
        if let time = event.time {
            while place > 0, let before = histories[shopper][place - 1].time, before.milliseconds > time.milliseconds {
                place -= 1
            }
        }
        let product = Int(event.product)
        while shoppersByProduct.count <= product { shoppersByProduct.append([]) }
        if !histories[shopper].contains(where: { $0.product == event.product }) {
            shoppersByProduct[product].append(Int32(shopper))
        }
        histories[shopper].insert(event, at: place)
        if homeMarkets[shopper] == Self.unknownMarket { homeMarkets[shopper] = event.market }
    }

    /// Removes an event; returns whether there was one.
    @discardableResult
    package mutating func remove(_ event: Event, of shopper: Int) -> Bool {
        guard let place = histories[shopper].lastIndex(of: event) else { return false }
        histories[shopper].remove(at: place)
        unlink(event.product, shopper)
        return true
    }

    /// Removes a shopper; returns their events.
    package mutating func erase(_ shopper: String) -> [Event] {
        guard let number = numbers.removeValue(forKey: ExactID(shopper)) else { return [] }
        let events = histories[number]
        histories[number] = []
        for event in events { unlink(event.product, number) }
        homeMarkets[number] = Self.unknownMarket
        return events
    }

    /// Removes all events with a product; returns them.
    package mutating func remove(product: Int) -> [Event] {
        guard product < shoppersByProduct.count else { return [] }
        var removed: [Event] = []
        for shopper in shoppersByProduct[product] {
            removed += histories[Int(shopper)].filter { Int($0.product) == product }
            histories[Int(shopper)].removeAll { Int($0.product) == product }
        }
        shoppersByProduct[product] = []
        return removed
    }

    private mutating func unlink(_ product: Int32, _ shopper: Int) {
        let isLast = !histories[shopper].contains { $0.product == product }
        if isLast, let place = shoppersByProduct[Int(product)].lastIndex(of: Int32(shopper)) {
            shoppersByProduct[Int(product)].remove(at: place)
        }
    }
}
