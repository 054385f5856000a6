/// Finds a pattern in a text by trying and going back.
///
/// Failures don't depend on the start of an attempt, so each is remembered until the next match: what failed isn't tried again, and the
/// time of a search doesn't explode. Only parts that look ahead, which are bounded, do without.
struct PatternMatcher {
    /// A continuation to try when the current one fails.
    private enum Retry {
        case step(Int, place: Int)
        /// A run that can be as short as `low`; `place` is the next end to try, or `low - 1` when all have failed.
        case run(Int, low: Int, place: Int, high: Int)
    }

    private let program: PatternProgram
    private let text: UnsafeBufferPointer<Unicode.Scalar>
    private var retries: [Retry] = []
    /// The last run that was measured at each step, and the ends of runs from which all failed.
    private var runs: [Range<Int>]
    private var failedEnds: [Range<Int>]
    private var hasFailedEnds = false
    /// The splits and places that were tried; filled only by attempts that take long.
    private var failures: Set<Int> = []
    private var splitCount = 0

    init(_ program: PatternProgram, _ text: UnsafeBufferPointer<Unicode.Scalar>) {
        self.program = program
        self.text = text
        runs = Array(repeating: 0..<0, count: program.steps.count)
        failedEnds = runs
    }

    /// Returns the first match that begins at a place or after it.
    mutating func find(from start: Int) -> Range<Int>? {
        if hasFailedEnds { for index in failedEnds.indices { failedEnds[index] = 0..<0 } }
        if !failures.isEmpty { failures.removeAll() }
        hasFailedEnds = false
        for place in start...text.count {
            if failures.isEmpty { splitCount = 0 }
            if let end = match(step: 0, at: place, remembers: true) { return place..<end }
        }
        return nil
    }

    private mutating func match(step first: Int, at start: Int, remembers: Bool) -> Int? {
        let base = retries.count
        defer { while retries.count > base { retries.removeLast() } }
        var (step, place) = (first, start)
        while true {
            var isMatch = true
            switch program.steps[step] {
            case .match: return place
            case .one(let set):
                isMatch = place < text.count && program.sets[set].contains(text[place])
                (step, place) = (step + 1, place + 1)
            case .run(let set, let minimum, let maximum, let isPossessive):
                let end = runEnd(set, step, from: place, maximum)
                let low = place + minimum
                isMatch = end >= low
                if isMatch, end > low, !isPossessive {
                    if remembers, failedEnds[step].lowerBound <= low, end < failedEnds[step].upperBound {
                        isMatch = false
                    } else {
                        retries.append(.run(step, low: low, place: end - 1, high: end))
                    }
                }
                (step, place) = (step + 1, end)
            case .split(let preferred, let other):
                if !canEnter(step, at: place, remembers) {
                    isMatch = false
                } else if canBegin(preferred, at: place) {
                    retries.append(.step(other, place: place))
                    step = preferred
                } else {
                    step = other
                }
            case .jump(let target): step = target
            case .lookAhead(let end, let isNegative):
                isMatch = (match(step: step + 1, at: place, remembers: false) != nil) != isNegative
                step = end
            case .lookBehind(let set, let isNegative):
                isMatch = (place > 0 && program.sets[set].contains(text[place - 1])) != isNegative
                step += 1
            case .anchor(let anchor):
                isMatch = anchor.matches(text, place)
                step += 1
            }
            if !isMatch {
                guard let next = retry(base, remembers) else { return nil }
                (step, place) = next
            }
        }
    }

    /// Returns false where a split was tried at a place, and so failed: it's left for good before it can come again.
    private mutating func canEnter(_ step: Int, at place: Int, _ remembers: Bool) -> Bool {
        guard remembers else { return true }
        splitCount += 1
        return splitCount <= 1000 || failures.insert(step * (text.count + 1) + place).inserted
    }

    /// Returns false where the first character that a step wants isn't there.
    @inline(__always)
    private func canBegin(_ step: Int, at place: Int) -> Bool {
        let set = program.firstSets[step]
        return set < 0 || place < text.count && program.sets[set].contains(text[place])
    }

    private mutating func runEnd(_ set: Int, _ step: Int, from start: Int, _ maximum: Int) -> Int {
        if maximum == .max, runs[step].contains(start) { return runs[step].upperBound }
        let limit = maximum < text.count - start ? start + maximum : text.count
        var end = start
        while end < limit, program.sets[set].contains(text[end]) { end += 1 }
        runs[step] = start..<end
        return end
    }

    /// Takes the last continuation that hasn't been tried.
    private mutating func retry(_ base: Int, _ remembers: Bool) -> (step: Int, place: Int)? {
        while retries.count > base, let last = retries.popLast() {
            switch last {
            case .step(let step, let place):
                return (step, place)
            case .run(let step, let low, let place, let high):
                if place >= low {
                    retries.append(.run(step, low: low, place: place - 1, high: high))
                    return (step + 1, place)
                }
                if remembers {
                    failedEnds[step] = low..<(high + 1)
                    hasFailedEnds = true
                }
            }
        }
        return nil
    }
}
