extension RankingEvaluation {
    /// The scores of one learner.
    public struct Result: Sendable, Codable {
        /// The score of each example, by market, in their order.
        public let scores: [[RankingScore]]

        /// Keeps scores by market.
        public init(_ scores: [[RankingScore]]) { self.scores = scores }

        /// The mean over shoppers in each market; nil where there are no examples.
        public var markets: [RankingScore?] { scores.map { $0.isEmpty ? nil : .mean($0) } }

        /// Standard errors of nDCG over shoppers in each market.
        public var errors: [Double] { scores.map { Self.error($0.map(\.ndcg10)) } }

        /// The mean of the markets.
        public var mean: RankingScore { .mean(markets.compactMap(\.self)) }

        /// Its standard error.
        public var error: Double { Self.ofMean(errors, markets: markets.compactMap(\.self).count) }

        /// All examples together, whatever their market.
        public var pooled: Pooled { Pooled(scores.flatMap(\.self)) }

        /// The advantage in nDCG over another learner on the same examples, as a mean of the markets, with the standard error of
        /// that difference: it is far smaller than either's own, for hard examples are hard for both.
        ///
        /// - Precondition: both are of the same examples.
        public func advantage(over other: Result) -> (mean: Double, error: Double) {
            precondition(scores.map(\.count) == other.scores.map(\.count), "results of different examples")
            let differences = zip(scores, other.scores).map { zip($0, $1).map { $0.ndcg10 - $1.ndcg10 } }
                .filter { !$0.isEmpty }
            let means = differences.map { $0.reduce(0, +) / Double($0.count) }
            return (
                means.reduce(0, +) / Double(max(1, means.count)),
                Self.ofMean(differences.map(Self.error), markets: means.count)
            )
        }

        /// The results of one learner on several sets of examples, as if they were one.
        ///
        /// - Precondition: all are of the same markets.
        public static func joined(_ results: [Result]) -> Result {
            guard let first = results.first else { return Result([]) }
            return Result(first.scores.indices.map { market in results.flatMap { $0.scores[market] } })
        }

        private static func ofMean(_ errors: [Double], markets: Int) -> Double {
            errors.reduce(0) { $0 + $1 * $1 }.squareRoot() / Double(max(1, markets))
        }

        private static func error(_ values: [Double]) -> Double {
            guard values.count > 1 else { return 0 }
            let (count, mean) = (Double(values.count), values.reduce(0, +) / Double(values.count))
            return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * (count - 1))).squareRoot()
        }
    }
}

extension RankingEvaluation.Result {
    /// The scores of shoppers as one sample.
    public struct Pooled: Sendable, Hashable {
        /// A mean with its 95 % interval.
        public struct Estimate: Sendable, Hashable {
            /// The mean.
            public var mean: Double
            /// Half the width of its interval.
            public var confidence95: Double

            /// The mean of numbers; their spread says how sure it is.
            public init(_ values: [Double]) {
                let count = Double(max(1, values.count))
                let mean = values.reduce(0, +) / count
                let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
                self.mean = mean
                confidence95 = values.count < 2 ? 0 : 1.96 * (squares / (count * (count - 1))).squareRoot()
            }
        }

        /// The scores.
        public let scores: [RankingScore]

        /// Takes scores.
        public init(_ scores: [RankingScore]) { self.scores = scores }

        /// The mean score.
        public var mean: RankingScore { .mean(scores) }
        /// The standard error of nDCG.
        public var error: Double { Estimate(scores.map(\.ndcg10)).confidence95 / 1.96 }

        /// The mean of one number of the scores.
        public func estimate(_ number: KeyPath<RankingScore, Double>) -> Estimate {
            Estimate(scores.map { $0[keyPath: number] })
        }

        /// The mean advantage over others on the same examples.
        ///
        /// - Precondition: both are of the same examples.
        public func advantage(over other: Pooled, _ number: KeyPath<RankingScore, Double>) -> Estimate {
            precondition(scores.count == other.scores.count, "results of different examples")
            return Estimate(zip(scores, other.scores).map { $0[keyPath: number] - $1[keyPath: number] })
        }
    }
}
