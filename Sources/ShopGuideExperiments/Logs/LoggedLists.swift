import Foundation
import ShopGuide
import ShopGuideStore

/// The lists that shoppers of a store were shown, with what they clicked on.
struct LoggedLists: Sendable {
    /// A list.
    struct List: Sendable {
        var shopper: String
        var time: Timestamp
        var places: [Place]
    }

    /// A place of a list.
    struct Place: Sendable {
        var position: Int
        var product: String
        var propensity: Double?
        var isClicked: Bool
    }

    /// The lists, the earliest first.
    private(set) var lists: [List] = []
    /// Sentences on what was assumed, and on what was left out.
    private(set) var notes: [String] = []

    /// The kinds of interaction that are clicks.
    private static let clicks: Set<Interaction.Kind> = [.view, .like, .cart, .purchase]

    /// A product for a shopper, or in a list.
    private struct Pair: Hashable {
        var owner: ExactID
        var product: ExactID
    }

    /// Reads the log of a store.
    ///
    /// A click is an interaction that names the list; of lists that none names, also one with the product within some hours.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - hours: The hours after a list in which an interaction with one of its products is a click.
    ///   - most: The most lists that are taken: the latest.
    /// - Throws: ``StoreError`` for a store that can't be read.
    init(_ store: any Store, hours: Double, most: Int) throws {
        var (answered, clicked) = (Set<ExactID>(), Set<Pair>())
        try store.forEachResponse { response in
            answered.insert(ExactID(response.recommendation))
            guard Self.clicks.contains(response.kind) else { return }
            clicked.insert(Pair(owner: ExactID(response.recommendation), product: ExactID(response.product)))
        }
        var (found, open) = ([List](), [Int: ExactID]())
        var current: ExactID?
        try store.forEachExposure { exposure in
            let id = ExactID(exposure.recommendation)
            if current != id {
                current = id
                if !answered.contains(id) { open[found.count] = id }
                found.append(List(shopper: exposure.shopper, time: exposure.time, places: []))
            }
            found[found.count - 1].places.append(
                Place(
                    position: exposure.position, product: exposure.product, propensity: exposure.propensity,
                    isClicked: clicked.contains(Pair(owner: id, product: ExactID(exposure.product)))))
        }
        try Self.attribute(store, to: &found, open: Set(open.keys), hours: hours)
        if !open.isEmpty, !found.isEmpty {
            notes.append(
                String(
                    format:
                        "%d of %d lists are named by no event: what their shoppers did with their products within %g h is a click",
                    open.count, found.count, hours))
        }
        lists = found.sorted { $0.time.milliseconds < $1.time.milliseconds }
        if lists.count > most {
            notes.append("of \(lists.count) lists the latest \(most) are taken")
            lists.removeFirst(lists.count - most)
        }
    }

    /// Takes interactions for clicks on lists that no event names.
    private static func attribute(
        _ store: any Store, to lists: inout [List], open: Set<Int>, hours: Double
    ) throws {
        guard !open.isEmpty else { return }
        var places: [Pair: [(list: Int, place: Int)]] = [:]
        for list in open {
            for (place, shown) in lists[list].places.enumerated() {
                let pair = Pair(owner: ExactID(lists[list].shopper), product: ExactID(shown.product))
                places[pair, default: []].append((list, place))
            }
        }
        var clicked: [(list: Int, place: Int)] = []
        let window = Int64(hours * 3_600_000)
        let times = lists.map(\.time.milliseconds)
        try store.forEachInteraction { interaction in
            guard clicks.contains(interaction.kind), let time = interaction.time?.milliseconds else { return }
            let pair = Pair(owner: ExactID(interaction.shopper), product: ExactID(interaction.product))
            // The latest list that it may have come from.
            let own = (places[pair] ?? []).filter { times[$0.list] <= time && time - times[$0.list] <= window }
            if let latest = own.max(by: { times[$0.list] < times[$1.list] }) { clicked.append(latest) }
        }
        for (list, place) in clicked { lists[list].places[place].isClicked = true }
    }
}
