import FewShotNetworks
import FewShotTensors

/// Answers to fit a calibration on, in the processor's memory: squared distances of queries to the classes of their episodes.
public struct CalibrationSample: Sendable {
    /// Shape `[queries, ways]`.
    public var distances: Tensor
    /// The number of examples of each class; the same in a sample.
    public var shots: Int
    /// The right class of each query; `ways` for those of another class. Shape `[queries]`, int64.
    public var labels: Tensor

    /// Creates a sample.
    public init(distances: Tensor, shots: Int, labels: Tensor) {
        self.distances = distances
        self.shots = shots
        self.labels = labels
    }
}

/// The calibration under which right answers are likeliest.
public enum CalibrationFit {
    /// Minimises the negative log-likelihood of the right answers, "none of these" included, by Adam on
    /// (log T, log(1 + κ), β, τ).
    ///
    /// - Parameters:
    ///   - samples: Of several numbers of shots, so that β can be told from τ and κ from T.
    ///   - steps: Steps of the descent.
    /// - Returns: The calibration.
    /// - Throws: The error of failed distances, or ``LearnerError`` where there is nothing to fit on.
    public static func calibration(on samples: [CalibrationSample], steps: Int = 400) throws -> Calibration {
        guard !samples.isEmpty else { throw LearnerError("a calibration needs answers to be fitted on") }
        // All in units of the typical distance to the nearest class, so that one rate fits every metric space.
        let nearest = Tensor.concatenated(samples.map { $0.distances.min(1) })
        let unit = Swift.max(try nearest.mean().scalar(), 1e-12)
        let scaled = samples.map { sample in
            CalibrationSample(
                distances: sample.distances.to(.float64) / unit, shots: sample.shots, labels: sample.labels)
        }
        let count = Double(samples.reduce(0) { $0 + $1.labels.count })
        var parameters = Parameters()
        var optimizer = Optimizer(Adam(), for: parameters)
        for step in 0..<steps {
            let (_, gradient) = try valueWithGradient(at: parameters) { parameters in
                scaled.reduce(Tensor(0, type: .float64, on: .cpu)) { $0 + parameters.loss(on: $1) } / count
            }
            // The rate comes down to a twentieth, so that the end doesn't tremble.
            let rate = 0.05 * (1 - 0.95 * Double(step) / Double(steps))
            try optimizer.update(&parameters, along: gradient, rate: rate)
        }
        return Calibration(
            temperature: try parameters.logTemperature.exp().scalar(),
            widening: try parameters.logWidening.exp().scalar() - 1,
            youth: try parameters.youth.scalar(), rejection: try parameters.rejection.scalar()
        ).scaled(by: unit)
    }

    private struct Parameters: Module {
        var logTemperature = Tensor(-1, type: .float64, on: .cpu)
        var logWidening = Tensor(0, type: .float64, on: .cpu)
        var youth = Tensor(0, type: .float64, on: .cpu)
        var rejection = Tensor(2, type: .float64, on: .cpu)

        mutating func visit(_ parameters: inout ParameterVisitor) {
            parameters("logTemperature", &logTemperature)
            parameters("logWidening", &logWidening)
            parameters("youth", &youth)
            parameters("rejection", &rejection)
        }

        /// The sum over queries of −log p(right).
        func loss(on sample: CalibrationSample) -> Tensor {
            let widening = (logWidening.exp() - 1) / Double(sample.shots) + 1
            let known = (youth / Double(sample.shots) - sample.distances) / widening
            let nothing = (-rejection).reshaped([1, 1]).expanded(to: [sample.distances.size(0), 1])
            let scores = Tensor.concatenated([known, nothing], 1) / logTemperature.exp()
            return -scores.logSoftmax().gathered(sample.labels.unsqueezed(1), 1).sum()
        }
    }
}
