/// Metrics of calibration, from what was said and what was so.
///
/// Known queries are of a class that was there to choose; unknown ones are not, and the right answer to them is none.
public struct CalibrationMetrics: Sendable {
    /// An answer.
    public struct Answer: Sendable {
        /// The probability of what was answered, a class or none, 0…1.
        public var confidence: Double
        /// Whether it was right.
        public var isRight: Bool
        /// The confidence that the query is of one of the classes, on any scale.
        public var knownness: Double
        /// Whether it is.
        public var isKnown: Bool

        /// Creates an answer.
        public init(confidence: Double, isRight: Bool, knownness: Double, isKnown: Bool = true) {
            self.confidence = confidence
            self.isRight = isRight
            self.knownness = knownness
            self.isKnown = isKnown
        }
    }

    /// All answers, in any order.
    public private(set) var answers: [Answer] = []

    /// Creates an empty record.
    public init() {}

    /// Adds an answer.
    public mutating func add(_ answer: Answer) { answers.append(answer) }

    /// Expected calibration error (Naeini et al., 2015; Guo et al., 2017): Σ share of a bin · |its accuracy − its mean confidence|,
    /// over bins of equal width.
    public func calibrationError(bins: Int = 15) -> Double {
        var sums = [(right: Double, confidence: Double)](repeating: (0, 0), count: bins)
        for answer in answers {
            let bin = min(bins - 1, max(0, Int(answer.confidence * Double(bins))))
            sums[bin].right += answer.isRight ? 1 : 0
            sums[bin].confidence += answer.confidence
        }
        return sums.reduce(0) { $0 + abs($1.right - $1.confidence) } / Double(max(answers.count, 1))
    }

    /// The area under the receiver operating characteristic: the chance that a known query looks more known than an unknown one, ties
    /// counting half. NaN where one kind is missing.
    public var areaUnderCurve: Double {
        let sorted = answers.sorted { $0.knownness < $1.knownness }
        var (ranks, start) = (0.0, 0)
        while start < sorted.count {
            var end = start
            while end < sorted.count, sorted[end].knownness == sorted[start].knownness { end += 1 }
            let rank = Double(start + end + 1) / 2  // the mean of 1-based ranks of equals
            ranks += rank * Double(sorted[start..<end].count { $0.isKnown })
            start = end
        }
        let known = Double(answers.count { $0.isKnown })
        let unknown = Double(answers.count) - known
        return (ranks - known * (known + 1) / 2) / (known * unknown)
    }

    /// The share of unknown queries that pass for known where a share of the known ones does. NaN where one kind is missing.
    public func falsePositiveRate(atRecall recall: Double = 0.95) -> Double {
        let known = answers.filter(\.isKnown).map(\.knownness).sorted(by: >)
        let unknown = answers.filter { !$0.isKnown }
        guard !known.isEmpty, !unknown.isEmpty else { return .nan }
        let needed = max(1, Int((recall * Double(known.count)).rounded(.up)))
        let threshold = known[needed - 1]
        return Double(unknown.count { $0.knownness >= threshold }) / Double(unknown.count)
    }

    /// The accuracy of the surest answers to known queries, by the share of them that is answered at all.
    ///
    /// - Parameter shares: Shares of queries, 0…1.
    /// - Returns: An accuracy for each share; NaN where it is no query.
    public func accuracy(atCoverage shares: [Double]) -> [Double] {
        let surest = answers.filter(\.isKnown).sorted { $0.confidence > $1.confidence }
        return shares.map { share in
            let count = Int((share * Double(surest.count)).rounded())
            return count == 0 ? .nan : Double(surest.prefix(count).count { $0.isRight }) / Double(count)
        }
    }
}
