import FewShotLearning
import Foundation

/// Open-set evaluation of a learner.
package struct OpenSetReport: Encodable {
    /// Expected calibration error over 15 bins.
    var ece: Double
    /// The area under the ROC curve of known against unknown queries.
    var auroc: Double
    /// The share of unknown queries accepted where 95 % of the known ones are.
    var fpr95: Double
    /// The accuracy on the most confident known queries, by coverage in percent.
    var accuracyAtCoverage: [String: Double]
    /// The calibration, fitted on training classes.
    var calibration: Calibration

    package init(_ trust: CalibrationMetrics, _ calibration: Calibration) {
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
