package import ShopGuide

/// An experiment in a list.
package struct ExperimentSummary: Encodable, Sendable {
    package var name: String
    package var a: String
    package var b: String
    package var design: Experiment.Design
    package var share: Double
    package var started: Timestamp
    package var stopped: OrNull<Timestamp>

    package init(_ experiment: Experiment) {
        (name, a, b) = (experiment.name, experiment.a, experiment.b)
        (design, share) = (experiment.design, experiment.share)
        (started, stopped) = (experiment.started, OrNull(experiment.stopped))
    }
}

/// An experiment with its result so far.
package struct ExperimentReport: Encodable, Sendable {
    package struct Results: Encodable, Sendable {
        package var a: Arm
        package var b: Arm
        package var clickDifference: Interval
        package var purchaseDifference: Interval
        package var preference: OrNull<Share>
    }

    package struct Arm: Encodable, Sendable {
        package var shoppers: Int
        package var exposures: Int
        package var clicks: Share
        package var purchases: Share

        init(_ result: ExperimentResult.ArmResult) {
            (shoppers, exposures) = (result.shoppers, result.exposures)
            (clicks, purchases) = (Share(result.clicks), Share(result.purchases))
        }
    }

    /// A 95 % interval.
    package struct Interval: Encodable, Sendable {
        package var low: Double
        package var high: Double

        init(_ interval: ShareInterval) { (low, high) = (interval.low, interval.high) }
    }

    /// A share of shoppers with its 95 % interval.
    package struct Share: Encodable, Sendable {
        package var count: Int
        package var of: Int
        package var rate: OrNull<Double>
        package var low: Double
        package var high: Double

        init(_ share: CountedShare) {
            (count, of, rate) = (share.successes, share.trials, OrNull(share.share))
            (low, high) = (share.interval.low, share.interval.high)
        }
    }

    package var experiment: ExperimentSummary
    package var results: Results

    package init(_ experiment: Experiment, _ result: ExperimentResult) {
        self.experiment = ExperimentSummary(experiment)
        results = Results(
            a: Arm(result.a), b: Arm(result.b), clickDifference: Interval(result.clickDifference),
            purchaseDifference: Interval(result.purchaseDifference),
            preference: OrNull(result.preference.map(Share.init)))
    }
}
