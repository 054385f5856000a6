/// An interval that a share lies in, with a confidence of 95 %.
public struct ShareInterval: Sendable, Hashable {
    /// Its lower end.
    public var low: Double
    /// Its upper end.
    public var high: Double

    /// Creates an interval from its ends.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// The normal distribution's value that 2.5 % lie above.
    private static let deviations = 1.959963984540054

    /// Returns the interval of a counted share: Wilson's score interval (1927), which holds for few trials and for shares
    /// of none and all. Without trials it is 0…1.
    public static func wilson(_ successes: Int, of trials: Int) -> ShareInterval {
        precondition(0...max(0, trials) ~= successes, "\(successes) of \(trials)")
        guard trials > 0 else { return ShareInterval(low: 0, high: 1) }
        let (n, p, z) = (Double(trials), Double(successes) / Double(trials), deviations)
        let center = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        // The ends of none and all are exact; rounding must not move them.
        return ShareInterval(
            low: successes == 0 ? 0 : max(0, center - half), high: successes == trials ? 1 : min(1, center + half))
    }

    /// Returns the interval of the difference of two counted shares, the second minus the first: Newcombe's hybrid score interval
    /// (1998, method 10).
    public static func newcombe(_ first: CountedShare, _ second: CountedShare) -> ShareInterval {
        let (a, b) = (first.interval, second.interval)
        let (p, q) = (first.share ?? 0.5, second.share ?? 0.5)
        func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
        return ShareInterval(
            low: q - p - length(q - b.low, a.high - p), high: q - p + length(b.high - q, p - a.low))
    }
}

/// The share of trials that were successes.
public struct CountedShare: Sendable, Hashable {
    /// The number of successes.
    public var successes: Int
    /// The number of trials.
    public var trials: Int

    /// Creates a share from its counts.
    public init(_ successes: Int, of trials: Int) {
        self.successes = successes
        self.trials = trials
    }

    /// The share; nil without trials.
    public var share: Double? { trials > 0 ? Double(successes) / Double(trials) : nil }
    /// The interval of the share, with a confidence of 95 %.
    public var interval: ShareInterval { .wilson(successes, of: trials) }
}
