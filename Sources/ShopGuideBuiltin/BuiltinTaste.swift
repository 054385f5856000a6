import FewShotTensors
import Foundation

/// The taste of a made-up shopper, and the events that come of it.
struct BuiltinTaste {
    private let shelf: BuiltinShelf
    private var generator: SeededGenerator
    /// Categories that they come for, by position on the shelf.
    private let favourites: [Int]
    private let brands: Set<String>
    private let colours: Set<String>
    private let level: Double

    init(_ shelf: BuiltinShelf, using generator: SeededGenerator) {
        var generator = generator
        let departments = Set(shelf.categories.map(\.department)).sorted()
        var own: [Int] = []
        for department in generator.sample(1 + generator.integer(below: 2), below: departments.count) {
            let places = shelf.categories.indices.filter { shelf.categories[$0].department == departments[department] }
            for _ in 0..<2 {
                let place = Self.draw(places.map { shelf.liking[$0] }, using: &generator)
                own.append(places[place])
            }
        }
        favourites = own
        let items = own.flatMap { shelf.categories[$0].items }
        brands = Set((0..<2).map { _ in items[generator.integer(below: items.count)].brand })
        colours = Set((0..<2).map { _ in items[generator.integer(below: items.count)].colour })
        level = generator.uniform()
        self.shelf = shelf
        self.generator = generator
    }

    /// Draws a place by weight.
    private static func draw(_ weights: [Double], using generator: inout SeededGenerator) -> Int {
        var rest = generator.uniform() * weights.reduce(0, +)
        for (place, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return place }
        }
        return weights.count - 1
    }

    /// Returns the shopper's events, the earliest first.
    mutating func events(of shopper: BuiltinShopper) -> [BuiltinEvent] {
        let count = 4 + generator.integer(below: 18)
        let hasPause = generator.integer(below: 5) == 0
        let times = (0..<count).map { _ in
            let day = generator.integer(below: 365)
            // Those who went away did nothing from August to January.
            return (hasPause && 31..<215 ~= day ? day % 31 : day) * 86_400 + 25_200 + generator.integer(below: 54_000)
        }.sorted()
        var events: [BuiltinEvent] = []
        var had: [String] = []
        func add(_ item: BuiltinShelf.Item, _ kind: BuiltinEvent.Kind, _ rating: Double?, _ time: Int) {
            let digits = String(String(events.count + 101).dropFirst())
            events.append(
                BuiltinEvent(
                    id: "\(shopper.id)-\(digits)", shopper: shopper.id, product: item.id, kind: kind, rating: rating,
                    seconds: (BuiltinCatalogue.lastDay - 364) * 86_400 + time, market: shopper.market))
        }
        var supplies: [BuiltinShelf.Item] = []
        for time in times {
            if let supply = supplies.last, generator.integer(below: 5) == 0 {
                add(supply, .purchase, nil, time)
                continue
            }
            let place = category()
            let item = item(of: place)
            guard !had.contains(item.id) else { continue }
            let isFavourite = favourites.contains(place)
            let kind = kind(ofFavourite: isFavourite)
            if kind == .purchase || kind == .rating || kind == .dismiss {
                if item.isConsumable, kind == .purchase { supplies.append(item) }
                had.append(item.id)
            }
            let rating = kind == .rating ? Double((isFavourite ? 3 : 1) + generator.integer(below: 3)) : nil
            add(item, kind, rating, time)
        }
        return events
    }

    private mutating func category() -> Int {
        generator.uniform() < 0.8
            ? favourites[generator.integer(below: favourites.count)] : Self.draw(shelf.liking, using: &generator)
    }

    private mutating func item(of category: Int) -> BuiltinShelf.Item {
        let items = shelf.categories[category].items
        let weights = items.map { item in
            let distance = item.level - level
            return item.appeal * (brands.contains(item.brand) ? 3 : 1) * (colours.contains(item.colour) ? 4 : 1)
                * exp(-6 * distance * distance)
        }
        return items[Self.draw(weights, using: &generator)]
    }

    private mutating func kind(ofFavourite isFavourite: Bool) -> BuiltinEvent.Kind {
        let kinds: [(BuiltinEvent.Kind, Double)] =
            isFavourite
            ? [(.view, 0.45), (.cart, 0.12), (.purchase, 0.28), (.rating, 0.05), (.like, 0.1)]
            : [(.view, 0.75), (.cart, 0.05), (.purchase, 0.08), (.rating, 0.02), (.dismiss, 0.1)]
        return kinds[Self.draw(kinds.map(\.1), using: &generator)].0
    }
}
