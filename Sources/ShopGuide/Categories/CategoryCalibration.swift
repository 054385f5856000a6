import FewShotLearning

/// The calibration of categories' distances: fixed, or by a network from what the distances are like.
public enum CategoryCalibration: Sendable, Equatable {
    /// The same for all categories.
    case fixed(Calibration)
    /// A network's, for the statistics of the catalogue, of the categories that were taught, and of what is asked about.
    case adaptive(CalibrationNetwork, EmbeddingStatistics)

    /// The number of statistics that a network reads.
    public static let inputs =
        EmbeddingStatistics.count + CategoryStatistics.count + EmbeddingStatistics.queryCount

    /// Returns the calibration by which something is classified.
    func calibration(of embedding: [Float], among categories: CategoryStatistics) -> Calibration {
        switch self {
        case .fixed(let calibration): return calibration
        case .adaptive(let network, let statistics):
            let numbers = statistics.numbers + categories.numbers(in: statistics) + statistics.numbers(of: embedding)
            return network.calibration(for: numbers).scaled(by: statistics.unit)
        }
    }
}
