import FewShotLearning
import Foundation

/// How well a learner knows what it doesn't know.
package struct OpenSetReport: Encodable {
    /// Expected calibration error over 15 bins.
    var ece: Double
    /// The area under the curve of telling known queries from unknown ones.
    var auroc: Double
    /// The share of unknown queries that pass where 95 % of the known ones do.
    var fpr95: Double
    /// The accuracy of the surest answers to known queries, by the percentage of them that is answered.
    var accuracyAtCoverage: [String: Double]
    /// What was fitted, on training classes.
    var calibration: Calibration

    package init(_ trust: Trust, _ calibration: Calibration) {
        ece = trust.calibrationError()
        auroc = trust.areaUnderCurve
        fpr95 = trust.falsePositiveRate()
        let shares = [50, 80, 90, 95, 100]
        accuracyAtCoverage = Dictionary(
            uniqueKeysWithValues: zip(
                shares.map(String.init), trust.accuracy(atCoverage: shares.map { Double($0) / 100 })))
        self.calibration = calibration
    }

    package var text: String {
        String(
            format:
                "  half of the queries unknown: calibration error %.3f, AUROC %.3f, %.1f %% false positives at 95 %% recall",
            ece, auroc, fpr95 * 100)
    }
}
