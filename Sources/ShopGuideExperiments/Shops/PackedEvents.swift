import ShopGuide
import ShopGuideStore

/// The events of a store in little memory: where there are too many, those of some shoppers, each with all that they did.
struct PackedEvents {
    /// One event, by numbers.
    struct Event {
        var time: Int64
        var shopper: Int32
        var product: Int32
        var value: Float
        var market: Int16
        var kind: Interaction.Kind
    }

    /// The events kept, in the order in which they came.
    private(set) var events: [Event] = []
    /// The ids of shoppers, by number.
    private(set) var shoppers: [String] = []
    /// The number of events that wanted something of the catalogue, kept or not.
    private(set) var read = 0
    /// The number of events without a time among those kept.
    private(set) var undated = 0
    /// One of so many shoppers is kept.
    private(set) var thinning: UInt64 = 1

    private let limit: Int
    private var numbers: [ExactID: Int32] = [:]

    /// A moment that isn't known.
    static let noTime = Int64.min

    /// Prepares reading of so many events at most.
    init(limit: Int) { self.limit = limit }

    /// Adds an event; a dismissal wants nothing and is left out.
    mutating func add(_ interaction: Interaction, product: Int32, market: Int16) {
        guard interaction.kind != .dismiss else { return }
        read += 1
        guard Self.hash(interaction.shopper) % thinning == 0 else { return }
        let shopper = number(of: interaction.shopper)
        let time = interaction.time?.milliseconds
        if time == nil { undated += 1 }
        events.append(
            Event(
                time: time ?? Self.noTime, shopper: shopper, product: product,
                value: interaction.value.map(Float.init) ?? .nan, market: market, kind: interaction.kind))
        if events.count > limit { thin() }
    }

    private mutating func number(of shopper: String) -> Int32 {
        let id = ExactID(shopper)
        if let known = numbers[id] { return known }
        let number = Int32(shoppers.count)
        numbers[id] = number
        shoppers.append(shopper)
        return number
    }

    /// Drops half of the shoppers with their events.
    private mutating func thin() {
        thinning *= 2
        let kept = shoppers.map { Self.hash($0) % thinning == 0 }
        var renamed = [Int32](repeating: -1, count: shoppers.count)
        let old = shoppers
        (shoppers, numbers) = ([], [:])
        for (place, isKept) in kept.enumerated() where isKept { renamed[place] = number(of: old[place]) }
        events.removeAll { !kept[Int($0.shopper)] }
        undated = 0
        for place in events.indices {
            events[place].shopper = renamed[Int(events[place].shopper)]
            if events[place].time == Self.noTime { undated += 1 }
        }
    }

    /// A hash of an id whose lowest bits are as good as its others.
    static func hash(_ id: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        return hash ^ hash >> 33
    }
}
