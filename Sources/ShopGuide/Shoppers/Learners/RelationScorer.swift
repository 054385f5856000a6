import FewShotNetworks
import FewShotTensors

/// A ``RelationRanker``'s weights as plain numbers, to score without tensors.
struct RelationScorer: Sendable {
    private struct Dense: Sendable {
        let inputs: Int
        let outputs: Int
        let weight: [Float]
        let bias: [Float]

        init(_ weight: Tensor, _ bias: Tensor) throws {
            (inputs, outputs) = (weight.size(0), weight.size(1))
            self.weight = try weight.values()
            self.bias = try bias.values()
        }

        /// Adds inputs, from a row of the weight on, to outputs.
        @inline(__always)
        func accumulate(
            _ input: UnsafeBufferPointer<Float>, from row: Int = 0, into output: UnsafeMutableBufferPointer<Float>
        ) {
            weight.withUnsafeBufferPointer { weight in
                for (index, value) in input.enumerated() where value != 0 {
                    let start = (row + index) * outputs
                    for unit in 0..<outputs { output[unit] += value * weight[start + unit] }
                }
            }
        }
    }

    private let first: Dense
    private let second: Dense
    private let head: Dense
    private let middle: Dense
    private let last: Dense
    private let shortcut: Dense

    init(_ ranker: RelationRanker) throws {
        first = try Dense(ranker.first.weight, ranker.first.bias)
        second = try Dense(ranker.second.weight, ranker.second.bias)
        head = try Dense(ranker.head.weight, ranker.head.bias)
        middle = try Dense(ranker.middle.weight, ranker.middle.bias)
        last = try Dense(ranker.last.weight, ranker.last.bias)
        shortcut = try Dense(ranker.shortcut.weight, ranker.shortcut.bias)
    }

    /// Scores candidates; what is without signals costs next to nothing.
    func scores(_ view: ShopperView, _ candidates: [Int]) -> [Float] {
        let (width, units) = (ShopperView.pairSignals, RelationRanker.relations)
        let pairs = view.pairs(candidates)
        let own = view.candidates(candidates)
        // What an event says of its own, and of a candidate that it has nothing to do with.
        var base = (0..<view.eventCount).flatMap { _ in first.bias }
        base.withUnsafeMutableBufferPointer { base in
            view.events.withUnsafeBufferPointer { events in
                for event in 0..<view.eventCount {
                    let signals = slice(events, event * ShopperView.eventSignals, ShopperView.eventSignals)
                    first.accumulate(signals, from: width, into: slice(base, event * units, units))
                }
            }
        }
        let silent = relations(base, pairs: [Float](repeating: 0, count: width * view.eventCount), 0, view.eventCount)
        var result = [Float](repeating: 0, count: candidates.count)
        var inputs = [Float](repeating: 0, count: RelationRanker.headInputs)
        for index in candidates.indices {
            let start = index * view.eventCount * width
            var isSilent = true
            for place in start..<start + view.eventCount * width where pairs[place] != 0 {
                isSilent = false
                break
            }
            let relations = isSilent ? silent : relations(base, pairs: pairs, start, view.eventCount)
            fill(&inputs, relations, pairs, start, own, index, view)
            result[index] = answer(inputs)
        }
        return result
    }

    /// g of every event with one candidate, `[events, relations]`.
    private func relations(_ base: [Float], pairs: [Float], _ start: Int, _ events: Int) -> [Float] {
        let (width, units) = (ShopperView.pairSignals, RelationRanker.relations)
        var hidden = base
        var result = [Float](repeating: 0, count: events * units)
        hidden.withUnsafeMutableBufferPointer { hidden in
            result.withUnsafeMutableBufferPointer { result in
                pairs.withUnsafeBufferPointer { pairs in
                    for event in 0..<events {
                        let row = slice(hidden, event * units, units)
                        first.accumulate(slice(pairs, start + event * width, width), into: row)
                        for unit in 0..<units { row[unit] = max(0, row[unit]) }
                        let output = slice(result, event * units, units)
                        for unit in 0..<units { output[unit] = second.bias[unit] }
                        second.accumulate(UnsafeBufferPointer(row), into: output)
                        for unit in 0..<units { output[unit] = max(0, output[unit]) }
                    }
                }
            }
        }
        return result
    }

    private func fill(
        _ inputs: inout [Float], _ relations: [Float], _ pairs: [Float], _ start: Int,
        _ own: [Float],
        _ index: Int, _ view: ShopperView
    ) {
        let (width, units, events) = (ShopperView.pairSignals, RelationRanker.relations, view.eventCount)
        for place in inputs.indices { inputs[place] = 0 }
        let (sums, decayed) = (2 * units + width, 2 * units + 2 * width)
        for event in 0..<events {
            for unit in 0..<units {
                let value = relations[event * units + unit]
                inputs[unit] = max(inputs[unit], value)
                inputs[units + unit] += value * view.fading[event] / 3
            }
            for signal in 0..<width {
                let value = pairs[start + event * width + signal]
                let place = 2 * units + signal
                inputs[place] = max(inputs[place], value)
                inputs[sums + signal] += value / 3
                inputs[decayed + signal] += value * view.fading[event] / 3
            }
        }
        let candidate = 2 * units + 3 * width
        for signal in 0..<ShopperView.candidateSignals {
            inputs[candidate + signal] = own[index * ShopperView.candidateSignals + signal]
        }
        for signal in 0..<ShopperView.shopperSignals {
            inputs[candidate + ShopperView.candidateSignals + signal] = view.shopper[signal]
        }
    }

    private func answer(_ inputs: [Float]) -> Float {
        var hidden = head.bias
        var next = middle.bias
        var result = last.bias[0] + shortcut.bias[0]
        inputs.withUnsafeBufferPointer { inputs in
            hidden.withUnsafeMutableBufferPointer { hidden in
                head.accumulate(inputs, into: hidden)
                for unit in hidden.indices { hidden[unit] = max(0, hidden[unit]) }
                next.withUnsafeMutableBufferPointer { middle.accumulate(UnsafeBufferPointer(hidden), into: $0) }
            }
        }
        for unit in next.indices { result += max(0, next[unit]) * last.weight[unit] }
        for place in 0..<RelationRanker.shortcutInputs {
            result += inputs[2 * RelationRanker.relations + place] * shortcut.weight[place]
        }
        return result
    }

    @inline(__always)
    private func slice(_ buffer: UnsafeBufferPointer<Float>, _ start: Int, _ count: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: buffer[start..<start + count])
    }

    @inline(__always)
    private func slice(
        _ buffer: UnsafeMutableBufferPointer<Float>, _ start: Int, _ count: Int
    ) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: buffer[start..<start + count])
    }
}
