/// The families of products by slot, kept up to date as products come, change and go.
package struct FamilyTable: Sendable {
    /// The number of a product's family, by slot; -1 where it has none.
    private var families: [Int32] = []
    /// The next and the previous product of the family, in a ring, by slot.
    private var next: [Int32] = []
    private var previous: [Int32] = []
    /// A product of each family, the number of its products, and its hash, by number.
    private var first: [Int32] = []
    private var counts: [Int32] = []
    private var hashes: [UInt64] = []
    private var numbers: [UInt64: Int32] = [:]
    /// The numbers of families without products.
    private var vacant: [Int32] = []

    /// The most products of a family: more that seem to be one thing are a kind of things.
    package static let largest = 1000

    /// Creates a table without products.
    package init() {}

    /// Creates a table of the hashes of families by slot; 0 where a product has none.
    init(_ hashes: [UInt64]) {
        for (slot, hash) in hashes.enumerated() { insert(hash == 0 ? nil : hash, at: slot) }
    }

    /// Returns the hash of a product's family; 0 where it has none.
    func hash(of slot: Int) -> UInt64 { families[slot] < 0 ? 0 : hashes[Int(families[slot])] }

    /// Sets the family of the product of a slot.
    mutating func insert(_ product: Product, at slot: Int) { insert(ProductFamily(of: product)?.hash, at: slot) }

    private mutating func insert(_ hash: UInt64?, at slot: Int) {
        remove(slot)
        while families.count <= slot {
            families.append(-1)
            next.append(-1)
            previous.append(-1)
        }
        guard let hash else { return }
        guard let number = numbers[hash] else {
            begin(hash, with: Int32(slot))
            return
        }
        let head = first[Int(number)]
        let last = previous[Int(head)]
        (next[slot], previous[slot], families[slot]) = (head, last, number)
        (next[Int(last)], previous[Int(head)]) = (Int32(slot), Int32(slot))
        counts[Int(number)] += 1
    }

    private mutating func begin(_ hash: UInt64, with slot: Int32) {
        let number = vacant.popLast() ?? Int32(first.count)
        if Int(number) == first.count {
            first.append(slot)
            counts.append(1)
            hashes.append(hash)
        } else {
            (first[Int(number)], counts[Int(number)], hashes[Int(number)]) = (slot, 1, hash)
        }
        numbers[hash] = number
        (families[Int(slot)], next[Int(slot)], previous[Int(slot)]) = (number, slot, slot)
    }

    /// Removes the product of a slot from its family.
    mutating func remove(_ slot: Int) {
        guard slot < families.count, families[slot] >= 0 else { return }
        let number = Int(families[slot])
        let (after, before) = (Int(next[slot]), Int(previous[slot]))
        (next[before], previous[after]) = (Int32(after), Int32(before))
        counts[number] -= 1
        if first[number] == Int32(slot) { first[number] = Int32(after) }
        if counts[number] == 0 {
            numbers[hashes[number]] = nil
            vacant.append(Int32(number))
        }
        families[slot] = -1
    }

    /// Returns the number of a product's family; `nil` where it has no variants.
    @inline(__always)
    package func number(of slot: Int) -> Int32? {
        let number = families[slot]
        guard number >= 0, 2...Int32(Self.largest) ~= counts[Int(number)] else { return nil }
        return number
    }

    /// Returns the slots of a product's variants, without itself.
    package func variants(of slot: Int) -> [Int] {
        guard number(of: slot) != nil else { return [] }
        var (slots, other) = ([Int](), Int(next[slot]))
        while other != slot {
            slots.append(other)
            other = Int(next[other])
        }
        return slots
    }

    /// Returns the number of families among some products, each product without variants for one.
    func count(of slots: [Int]) -> Int {
        var (known, count) = (Set<Int32>(), 0)
        for slot in slots where number(of: slot).map({ known.insert($0).inserted }) ?? true { count += 1 }
        return count
    }

    /// Returns the first products of a list that are of so many families, some of each at most.
    func prefix(of slots: [Int], families limit: Int, each most: Int) -> [Int] {
        var (taken, count, kept) = ([Int32: Int](), 0, [Int]())
        for slot in slots {
            if let family = number(of: slot) {
                let before = taken[family, default: 0]
                guard before < most, before > 0 || count < limit else { continue }
                taken[family] = before + 1
                count += before == 0 ? 1 : 0
            } else {
                guard count < limit else { continue }
                count += 1
            }
            kept.append(slot)
        }
        return kept
    }

    /// Returns the products with the best scores, the best of each family alone.
    func best(_ limit: Int, of slots: [Int], _ scores: [Float]) -> [(slot: Int, score: Float)] {
        var (best, leaders) = (TopK(limit), [Int32: (slot: Int, score: Float)]())
        for (slot, score) in zip(slots, scores) {
            guard let family = number(of: slot) else {
                best.offer(slot, score)
                continue
            }
            let leader = leaders[family]
            if let leader, (score, -slot) <= (leader.score, -leader.slot) { continue }
            leaders[family] = (slot, score)
        }
        for leader in leaders.values { best.offer(leader.slot, leader.score) }
        return best.entries()
    }
}
