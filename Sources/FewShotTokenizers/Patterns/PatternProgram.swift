/// A regular expression, compiled into steps for ``PatternMatcher``.
struct PatternProgram: Sendable {
    enum Step: Sendable {
        case one(set: Int)
        /// Characters of a set, as many as there are up to a maximum, and fewer where the rest doesn't match.
        case run(set: Int, minimum: Int, maximum: Int, isPossessive: Bool)
        /// The first of two continuations, and the second where it fails.
        case split(Int, Int)
        case jump(Int)
        /// A part, up to the step that is named, that must or mustn't match from here.
        case lookAhead(end: Int, isNegative: Bool)
        case lookBehind(set: Int, isNegative: Bool)
        case anchor(PatternAnchor)
        case match
    }

    private(set) var steps: [Step] = []
    /// The sets that steps name by their places here.
    private(set) var sets: [ScalarSet] = []

    /// The set that the character at a step must be in, by step; -1 where the step doesn't say.
    private(set) var firstSets: [Int] = []

    init(_ tree: PatternTree) throws(PatternFault) {
        try append(tree)
        try append(.match)
        firstSets = steps.map { step in
            switch step {
            case .one(let set): set
            case .run(let set, let minimum, _, _) where minimum > 0: set
            default: -1
            }
        }
    }

    private mutating func append(_ step: Step) throws(PatternFault) {
        guard steps.count < TokenizerLimits.patternSteps else { throw PatternFault(message: "too many repetitions") }
        steps.append(step)
    }

    private mutating func index(of set: ScalarSet) -> Int {
        sets.append(set)
        return sets.count - 1
    }

    private mutating func append(_ tree: PatternTree) throws(PatternFault) {
        switch tree {
        case .one(let set): try append(.one(set: index(of: set)))
        case .sequence(let parts): for part in parts { try append(part) }
        case .choice(let parts): try append(choice: parts[...])
        case .anchor(let anchor): try append(Step.anchor(anchor))
        case .look(.one(let set), isBehind: true, let isNegative):
            try append(.lookBehind(set: index(of: set), isNegative: isNegative))
        case .look(let part, _, let isNegative):
            let start = steps.count
            try append(.match)
            try append(part)
            try append(.match)
            steps[start] = .lookAhead(end: steps.count, isNegative: isNegative)
        case .repetition(.one(let set), let count) where count.preference != .reluctant:
            let isPossessive = count.preference == .possessive
            try append(
                .run(
                    set: index(of: set), minimum: count.minimum, maximum: count.maximum ?? .max,
                    isPossessive: isPossessive))
        case .repetition(let part, let count): try append(part, repeated: count)
        }
    }

    private mutating func append(choice parts: ArraySlice<PatternTree>) throws(PatternFault) {
        guard let first = parts.first else { return }
        guard parts.count > 1 else { return try append(first) }
        let split = steps.count
        try append(.match)
        try append(first)
        let jump = steps.count
        try append(.match)
        steps[split] = .split(split + 1, steps.count)
        try append(choice: parts.dropFirst())
        steps[jump] = .jump(steps.count)
    }

    private mutating func append(_ part: PatternTree, repeated count: PatternCount) throws(PatternFault) {
        guard count.preference != .possessive else {
            throw PatternFault(message: "possessive repetitions of groups aren't supported")
        }
        guard !part.canBeEmpty else { throw PatternFault(message: "a repetition of what can be empty isn't supported") }
        for _ in 0..<count.minimum { try append(part) }
        let isGreedy = count.preference == .greedy
        guard let maximum = count.maximum else {
            let split = steps.count
            try append(.match)
            try append(part)
            try append(.jump(split))
            steps[split] = isGreedy ? .split(split + 1, steps.count) : .split(steps.count, split + 1)
            return
        }
        var splits: [Int] = []
        for _ in count.minimum..<maximum {
            splits.append(steps.count)
            try append(.match)
            try append(part)
        }
        for split in splits {
            steps[split] = isGreedy ? .split(split + 1, steps.count) : .split(steps.count, split + 1)
        }
    }
}
