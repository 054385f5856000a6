import FewShotNetworks
import FewShotTensors

/// A ``RelationRanker``'s weights as plain numbers, to score without tensors.
struct RelationScorer: Sendable {
    private typealias Block = DenseBlocks.Block

    private let first: DenseBlocks
    private let second: DenseBlocks
    private let head: DenseBlocks
    private let middle: DenseBlocks
    private let last: [Float]
    private let shortcut: [Float]
    /// The sum of the biases of last and shortcut, which every score has.
    private let bias: Float

    /// The head's inputs, in order: what events say of a candidate, the sums of their pairs' signals, the candidate's own signals, the
    /// shopper's.
    private static let candidateStart = 2 * RelationRanker.relations + 3 * ShopperView.pairSignals
    private static let shopperStart = candidateStart + ShopperView.candidateSignals

    init(_ ranker: RelationRanker) throws {
        first = try DenseBlocks(ranker.first)
        second = try DenseBlocks(ranker.second)
        head = try DenseBlocks(ranker.head)
        middle = try DenseBlocks(ranker.middle)
        last = try ranker.last.weight.values()
        shortcut = try ranker.shortcut.weight.values()
        bias = try (ranker.last.bias + ranker.shortcut.bias).values()[0]
    }

    /// Scores candidates; what has nothing to do with any event costs little.
    func scores(_ view: ShopperView, _ candidates: [Int]) -> [Float] {
        let (pairs, own) = (view.pairs(candidates), view.candidates(candidates))
        return pairs.withUnsafeBufferPointer { pairs in
            own.withUnsafeBufferPointer { own in scores(view, candidates.count, pairs, own) }
        }
    }

    private func scores(
        _ view: ShopperView, _ count: Int, _ pairs: UnsafeBufferPointer<Float>, _ own: UnsafeBufferPointer<Float>
    ) -> [Float] {
        let (width, signals) = (ShopperView.pairSignals * view.eventCount, ShopperView.candidateSignals)
        let events = eventBase(view)
        // The head's sums for any candidate of this shopper, and for one that their events have nothing to do with.
        let shopper = sum(head, head.bias, adding: view.shopper, from: Self.shopperStart)
        let nothing = [Float](repeating: 0, count: width).withUnsafeBufferPointer { related(events, $0, view) }
        let silent = sum(head, shopper, adding: nothing)
        var result = [Float](repeating: bias, count: count)
        var (hidden, next) = (silent, middle.bias)
        hidden.withUnsafeMutableBufferPointer { hidden in
            next.withUnsafeMutableBufferPointer { next in
                for index in 0..<count {
                    let row = pairs.slice(index * width, width)
                    if row.contains(where: { $0 != 0 }) {
                        let inputs = related(events, row, view)
                        let direct = zip(inputs[(2 * RelationRanker.relations)...], shortcut)
                        result[index] += direct.reduce(0) { $0 + $1.0 * $1.1 }
                        _ = hidden.update(fromContentsOf: sum(head, shopper, adding: inputs))
                    } else {
                        _ = hidden.update(fromContentsOf: silent)
                    }
                    result[index] += answer(own.slice(index * signals, signals), hidden, next)
                }
            }
        }
        return result
    }

    /// Adds a candidate's own signals to the head's sums, and goes on from there.
    @inline(__always)
    private func answer(
        _ own: UnsafeBufferPointer<Float>, _ hidden: UnsafeMutableBufferPointer<Block>,
        _ next: UnsafeMutableBufferPointer<Block>
    ) -> Float {
        head.accumulate(own, from: Self.candidateStart, into: hidden)
        hidden.rectify()
        _ = next.update(fromContentsOf: middle.bias)
        middle.accumulate(hidden.numbers, into: next)
        next.rectify()
        var result: Float = 0
        for (value, weight) in zip(next.numbers, last) { result += value * weight }
        let start = 3 * ShopperView.pairSignals
        for (index, value) in own.enumerated() { result += value * shortcut[start + index] }
        return result
    }

    /// The part of each event that is the same for all candidates, `[events, relations]`.
    private func eventBase(_ view: ShopperView) -> [Block] {
        (0..<view.eventCount).flatMap { event in
            let start = event * ShopperView.eventSignals
            return sum(
                first, first.bias, adding: Array(view.events[start..<start + ShopperView.eventSignals]),
                from: ShopperView.pairSignals)
        }
    }

    /// The head's inputs of the shopper's events and a candidate: the largest relations and their decayed sums, then the pairs' signals.
    private func related(_ events: [Block], _ pairs: UnsafeBufferPointer<Float>, _ view: ShopperView) -> [Float] {
        let (width, units, blocks) = (ShopperView.pairSignals, RelationRanker.relations, first.bias.count)
        let sums = 2 * units + width
        let decayed = sums + width
        var inputs = [Float](repeating: 0, count: Self.candidateStart)
        var (hidden, relations) = (first.bias, second.bias)
        hidden.withUnsafeMutableBufferPointer { hidden in
            relations.withUnsafeMutableBufferPointer { relations in
                for event in 0..<view.eventCount {
                    let (signals, fading) = (pairs.slice(event * width, width), view.fading[event])
                    _ = hidden.update(fromContentsOf: events[event * blocks..<(event + 1) * blocks])
                    first.accumulate(signals, into: hidden)
                    hidden.rectify()
                    _ = relations.update(fromContentsOf: second.bias)
                    second.accumulate(hidden.numbers, into: relations)
                    relations.rectify()
                    for (unit, value) in relations.numbers.enumerated() {
                        inputs[unit] = max(inputs[unit], value)
                        inputs[units + unit] += value * fading / 3
                    }
                    for (signal, value) in signals.enumerated() {
                        inputs[2 * units + signal] = max(inputs[2 * units + signal], value)
                        inputs[sums + signal] += value / 3
                        inputs[decayed + signal] += value * fading / 3
                    }
                }
            }
        }
        return inputs
    }

    /// A layer's sums with inputs added, from a row of its weight on.
    private func sum(_ layer: DenseBlocks, _ sums: [Block], adding inputs: [Float], from row: Int = 0) -> [Block] {
        var result = sums
        result.withUnsafeMutableBufferPointer { result in
            inputs.withUnsafeBufferPointer { layer.accumulate($0, from: row, into: result) }
        }
        return result
    }
}
