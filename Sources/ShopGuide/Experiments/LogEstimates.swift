import Foundation

/// A place of a list that a shopper was shown, as estimates for another ranker see it.
public struct LoggedPlace: Sendable, Hashable {
    /// The number of the shopper; what is known of one shopper's places isn't independent.
    public var shopper: Int
    /// The place in the list, from 1.
    public var position: Int
    /// The position of the product that was shown, among all.
    public var shown: Int
    /// The position of the product that the other ranker would have shown there; nil where it had none.
    public var preferred: Int?
    /// The probability with which the product was to be shown there, above 0.
    public var propensity: Double
    /// Whether the shopper clicked on it.
    public var isClicked: Bool

    /// Creates a place.
    public init(
        shopper: Int, position: Int, shown: Int, preferred: Int?, propensity: Double, isClicked: Bool
    ) {
        (self.shopper, self.position, self.shown, self.preferred) = (shopper, position, shown, preferred)
        (self.propensity, self.isClicked) = (propensity, isClicked)
    }

    /// Whether the other ranker would have shown what was shown.
    var isMatched: Bool { preferred == shown }
    /// The weight of the place for the other ranker, which has no chance in it.
    var weight: Double { isMatched ? 1 / propensity : 0 }
}

/// Estimates of the click rate that a ranker would have had that was never live, from the log of one that was.
///
/// The click rate is that of a shown product. Replay (Li et al., 2011) takes the places where both would have shown the same product; it
/// is right where products were drawn evenly. Inverse propensity weighs each of these by the chance that it had; self-normalised
/// (Swaminathan and Joachims, 2015) it is divided by the sum of the weights, for less variance and a little bias. Doubly robust (Dudík
/// et al., 2011) adds them to what a model of clicks expects, and is right where either the chances or the model are.
public struct LogEstimates: Sendable, Hashable, Codable {
    /// An estimate with its 95 % interval over shoppers.
    public struct Estimate: Sendable, Hashable, Codable {
        /// The estimate.
        public var mean: Double
        /// The interval.
        public var interval95: [Double]

        init(_ mean: Double, interval95: [Double]) { (self.mean, self.interval95) = (mean, interval95) }
    }

    /// The click rate of what was shown.
    public var logged: Estimate
    /// By replay; nil where no place matches.
    public var replay: Estimate?
    /// By inverse propensity; nil where no place matches.
    public var inversePropensity: Estimate?
    /// By inverse propensity, self-normalised; nil where no place matches.
    public var selfNormalised: Estimate?
    /// Doubly robust; nil where no place matches.
    public var doublyRobust: Estimate?
    /// The number of places.
    public var places: Int
    /// The number of shoppers.
    public var shoppers: Int
    /// The share of the places where both show the same product.
    public var matched: Double
    /// The share of the ranker's choices that the log could have shown, as the weights say: their mean, which is 1 where all could.
    public var support: Double
    /// The number of evenly weighted places that the matching ones are worth: (Σw)² / Σw².
    public var effectivePlaces: Double
    /// Sentences on why the estimates may say little.
    public var warnings: [String]

    /// The number of evenly weighted places below which estimates are warned of.
    public static let fewPlaces = 100.0
    /// The number of clicks on matching places below which estimates are warned of.
    public static let fewClicks = 10
    /// The share of supported choices below which estimates are warned of.
    public static let littleSupport = 0.8

    /// Estimates the click rate of the ranker.
    ///
    /// - Parameter places: The places of the log, at least one.
    public init(_ places: [LoggedPlace]) {
        precondition(!places.isEmpty, "estimates need at least one place, and there is none")
        let model = ClickModel(places)
        let clusters = Clusters(places)
        self.places = places.count
        shoppers = clusters.count
        let ones = places.map { _ in 1.0 }
        func clicks(_ weight: (LoggedPlace) -> Double) -> [Double] { places.map { $0.isClicked ? weight($0) : 0 } }
        logged = clusters.ratio(of: clicks { _ in 1 }, to: ones)
        let matches = places.map { $0.isMatched ? 1.0 : 0 }
        let weights = places.map(\.weight)
        let (sum, squares) = (weights.reduce(0, +), weights.reduce(0) { $0 + $1 * $1 })
        (matched, support) = (matches.reduce(0, +) / Double(places.count), sum / Double(places.count))
        effectivePlaces = squares > 0 ? sum * sum / squares : 0
        warnings = []
        if sum > 0 {
            replay = clusters.ratio(of: clicks { $0.isMatched ? 1 : 0 }, to: matches)
            inversePropensity = clusters.ratio(of: clicks(\.weight), to: ones)
            selfNormalised = clusters.ratio(of: clicks(\.weight), to: weights)
            doublyRobust = clusters.ratio(of: places.map(model.doublyRobust), to: ones)
        }
        warn(clicks: places.count { $0.isMatched && $0.isClicked })
    }

    private mutating func warn(clicks: Int) {
        guard matched > 0 else {
            warnings = [
                "nothing supports an estimate: at none of \(places) places was the product shown that this ranker would have shown"
            ]
            return
        }
        if effectivePlaces < Self.fewPlaces {
            warnings.append(
                "thin support: the matching places are worth \(Int(effectivePlaces.rounded())), and estimates need about \(Int(Self.fewPlaces))"
            )
        }
        if clicks < Self.fewClicks {
            warnings.append(
                "\(clicks) clicks on matching places; estimates and their intervals need about \(Self.fewClicks)")
        }
        if support < Self.littleSupport {
            let missing = Int(((1 - support) * 100).rounded())
            warnings.append(
                "about \(missing) % of what this ranker would show could not be shown by the logged one: inverse propensity is too low "
                    + "by what these would have earned, self-normalised says nothing of them, and doubly robust trusts its model of clicks"
            )
        }
    }
}

/// Places by shopper, for errors that don't take one shopper's places for independent ones.
private struct Clusters {
    private let members: [Int]
    let count: Int

    init(_ places: [LoggedPlace]) {
        var numbers: [Int: Int] = [:]
        members = places.map { place in
            if let known = numbers[place.shopper] { return known }
            let number = numbers.count
            numbers[place.shopper] = number
            return number
        }
        count = numbers.count
    }

    /// The ratio of two sums with its interval, linearised, over shoppers.
    ///
    /// Clicks are few and weights uneven, so that sums are skewed and their variance is itself uncertain. The interval is that of Hall's
    /// (1992) cubic transformation, which takes the skewness away, by the quantile of as many degrees of freedom as the variance is worth
    /// (Satterthwaite, 1946).
    func ratio(of numerators: [Double], to denominators: [Double]) -> LogEstimates.Estimate {
        let whole = denominators.reduce(0, +)
        let mean = numerators.reduce(0, +) / whole
        var residuals = [Double](repeating: 0, count: count)
        for (place, member) in members.enumerated() {
            residuals[member] += numerators[place] - mean * denominators[place]
        }
        let number = Double(count)
        let variance = residuals.reduce(0) { $0 + $1 * $1 } / number
        guard variance > 0, count > 1 else { return LogEstimates.Estimate(mean, interval95: [mean, mean]) }
        let deviation = variance.squareRoot()
        let (skewness, kurtosis) = residuals.reduce((0.0, 0.0)) { sums, residual in
            let unit = residual / deviation
            return (sums.0 + unit * unit * unit / number, sums.1 + unit * unit * unit * unit / number)
        }
        let freedom = min(number - 1, max(Self.leastFreedom, 2 * number / max(1e-9, kurtosis - 1)))
        let error = (variance * number * number / (number - 1)).squareRoot() / whole
        let reach = Self.quantile(freedom)
        let ends = [reach, -reach].map { mean - Self.straightened($0, skewness / number.squareRoot()) * error }
        return LogEstimates.Estimate(mean, interval95: ends)
    }

    /// The fewest degrees of freedom for which the quantile's expansion holds.
    private static let leastFreedom = 4.0

    /// The value of a skewed mean in standard errors whose transformation is one of a symmetric distribution; Hall (1992), the inverse of
    /// t + a t² / 3 + a² t³ / 27 + a / 6.
    private static func straightened(_ value: Double, _ skewness: Double) -> Double {
        guard abs(skewness) > 1e-9 else { return value }
        return 3 / skewness * (cbrt(1 + skewness * (value - skewness / 6)) - 1)
    }

    /// The 97.5 % quantile of Student's t, by its expansion about the normal one's.
    private static func quantile(_ freedom: Double) -> Double {
        1.959964 + 2.372 / freedom + 2.822 / (freedom * freedom) + 2.556 / (freedom * freedom * freedom)
    }
}

/// The clicks that are expected of a product at a place: the rate of the place times that of the product beside others.
///
/// Places of every other shopper are expected from those of the rest, so that no click is expected because of itself.
private struct ClickModel {
    /// The expectations by half.
    private var halves: [Half] = []

    private struct Half {
        var rates: [Int: Double] = [:]
        var factors: [Int: Double] = [:]
        var rate = 0.0

        func clicks(_ product: Int, at position: Int) -> Double {
            min(1, (rates[position] ?? rate) * (factors[product] ?? 1))
        }
    }

    /// The clicks that a product has to be expected to have before its own say as much as the mean of all.
    private static let patience = 5.0

    init(_ places: [LoggedPlace]) {
        halves = (0..<2).map { half in Self.half(places.filter { Self.half(of: $0.shopper) != half }) }
    }

    private static func half(of shopper: Int) -> Int { Int(truncatingIfNeeded: UInt(bitPattern: shopper) & 1) }

    private static func half(_ places: [LoggedPlace]) -> Half {
        var half = Half()
        guard !places.isEmpty else { return half }
        half.rate = Double(places.count(where: \.isClicked)) / Double(places.count)
        var (shown, clicked) = ([Int: Double](), [Int: Double]())
        for place in places {
            shown[place.position, default: 0] += 1
            if place.isClicked { clicked[place.position, default: 0] += 1 }
        }
        for (position, count) in shown {
            // A place that was seldom seen is like all others.
            half.rates[position] = ((clicked[position] ?? 0) + 10 * half.rate) / (count + 10)
        }
        var (expected, own) = ([Int: Double](), [Int: Double]())
        for place in places {
            expected[place.shown, default: 0] += half.rates[place.position] ?? half.rate
            if place.isClicked { own[place.shown, default: 0] += 1 }
        }
        for (product, clicks) in expected {
            half.factors[product] = ((own[product] ?? 0) + patience) / (clicks + patience)
        }
        return half
    }

    /// The doubly robust contribution of a place.
    func doublyRobust(_ place: LoggedPlace) -> Double {
        let half = halves[Self.half(of: place.shopper)]
        let expected = place.preferred.map { half.clicks($0, at: place.position) } ?? 0
        guard place.isMatched else { return expected }
        return expected + place.weight * ((place.isClicked ? 1 : 0) - half.clicks(place.shown, at: place.position))
    }
}
