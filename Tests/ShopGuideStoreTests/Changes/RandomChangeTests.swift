import Foundation
import ShopGuide
import ShopGuideStore
import Synchronization
import Testing
import ShopGuideFeeds

/// A generator whose numbers are the same in every run (SplitMix64).
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A thousand random changes by two writers, and a reader that must end with the same as the store.
@Suite struct RandomChangeTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private struct Stop: Error {}

    /// Makes a random change.
    private static func change(_ writer: any StoreWriter, _ writerName: String, using random: inout Generator) throws {
        let product = "p\(Int.random(in: 0..<12, using: &random))"
        let shopper = "s\(Int.random(in: 0..<8, using: &random))"
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<4:
            let title = "\(Int.random(in: 0..<3, using: &random))"
            try writer.save(
                Product(
                    id: product, title: LocalizedText(title), markets: Bool.random(using: &random) ? ["DE", "FR"] : []))
        case 4: try writer.removeProduct(product)
        case 5: try writer.removeShopper(shopper)
        case 6, 7:
            try writer.save(
                Shopper(id: shopper, market: ["DE", "US", nil][Int.random(in: 0..<3, using: &random)]))
        case 8: try writer.set(Bool.random(using: &random) ? "a" : "b", to: "\(random.next() % 5)")
        case 9:
            // Fails when something was done already: none of it may be seen.
            try writer.save(Product(id: product, brand: "lost"))
            try writer.save(Interaction(id: "lost \(random.next())", shopper: shopper, product: product, kind: .view))
            throw Stop()
        default:
            // Of few ids, so that many are replaced, and of both writers the same ones.
            let id = "e\(Int.random(in: 0..<150, using: &random))"
            try writer.save(
                Interaction(
                    id: id, shopper: shopper, product: product,
                    kind: Interaction.Kind.allCases.randomElement(using: &random) ?? .view,
                    value: Double(Int.random(in: 0..<5, using: &random))))
        }
    }

    /// Commits a random change, or several in one transaction.
    private static func commit(_ store: any Store, _ name: String, using random: inout Generator) throws {
        if Int.random(in: 0..<4, using: &random) > 0 {
            do { try store.write { try change($0, name, using: &random) } } catch is Stop {} catch is RowProblem {}
        } else {
            let count = Int.random(in: 2..<6, using: &random)
            _ = try store.write { writer in
                for _ in 0..<count { try? writer.attempt { try change(writer, name, using: &random) } }
            }
        }
    }

    @Test(arguments: StoreKind.all, [1, 2] as [UInt64])
    func `a reader at any moment between them ends with the same`(_ kind: StoreKind, _ seed: UInt64) throws {
        let (one, two, reader) = (try kind.store(shop), try kind.store(shop), try kind.store(shop))
        var random = Generator(state: seed)
        var (copy, position) = try StoreCopy.loaded(from: reader)
        for round in 0..<500 {
            try Self.commit(round % 2 == 0 ? one : two, round % 2 == 0 ? "one" : "two", using: &random)
            // Sometimes it stops in the middle of a commit, sometimes it is far behind.
            if Int.random(in: 0..<5, using: &random) == 0 {
                let limit = Int.random(in: 1..<5, using: &random)
                position = try copy.catchUp(with: reader, from: position, limit: limit, batches: limit)
            }
        }
        position = try copy.catchUp(with: reader, from: position)
        #expect(try copy == StoreCopy(one))
        #expect(try position == one.latestChange())
        #expect(try reader.problems().isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `a reader beside two writers sees every commit, in order`(_ kind: StoreKind) throws {
        let folder = shop.folder
        let reader = try kind.store(shop)
        var (copy, position) = try StoreCopy.loaded(from: reader)
        let start = position
        let failures = Mutex<[String]>([])
        let running = Mutex(2)
        for (name, seed) in [("one", 11), ("two", 12)] as [(String, UInt64)] {
            let thread = Thread {
                do {
                    let store = try kind.open(folder, "shop")
                    var random = Generator(state: seed)
                    for _ in 0..<250 { try Self.commit(store, name, using: &random) }
                } catch { failures.withLock { $0.append("\(error)") } }
                running.withLock { $0 -= 1 }
            }
            thread.start()
        }
        var numbers: [Int64] = []
        while true {
            let isOver = running.withLock { $0 == 0 }
            guard case .changes(let some, let next, let isLast) = try reader.changes(after: position, limit: 50) else {
                throw FeedGap()
            }
            for change in some { try copy.apply(change.change, from: reader) }
            numbers += some.map(\.number)
            position = next
            if isOver, isLast { break }
        }
        #expect(failures.withLock { $0 }.isEmpty)
        #expect(numbers == numbers.sorted())
        #expect(try copy == StoreCopy(reader))
        #expect(try position == reader.latestChange())
        // Every commit was one more than the one before it, whichever writer made it.
        #expect(position.number - start.number <= 500)
    }
}
