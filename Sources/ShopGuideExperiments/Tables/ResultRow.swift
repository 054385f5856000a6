import FewShotLearning

/// One number of a table, with all that is needed to get it again.
package struct ResultRow: Codable, Equatable {
    /// A figure to compare with.
    struct Published: Codable, Equatable, Sendable {
        /// 0…1.
        var accuracy: Double
        /// The author of the published result.
        var source: String
    }

    /// The model that was measured.
    struct Model: Codable, Equatable {
        /// Its folder's name.
        var name: String
        /// SHA-256 of its weights.
        var digest: String
    }

    var table: String
    var learner: String
    /// `episodes`, `iconic` or `lake`.
    var task: String
    var data: String
    var scheme: String
    var ways: Int
    var shots: Int
    var queries: Int
    var `protocol`: EvaluationProtocol
    /// The shifts of images whose scores are averaged, where there are several.
    var views: TestTimeAugmentation?
    var accuracy: Double
    var confidence95: Double
    var episodes: Int
    var seed: UInt64
    var split: Split
    var model: Model?
    var provenance: Provenance?
    var published: Published?
    var command: String

    /// Whether a finished row is the measurement of another one.
    func measuresTheSame(as other: ResultRow) -> Bool {
        table == other.table && learner == other.learner && task == other.task && data == other.data
            && scheme == other.scheme && ways == other.ways && shots == other.shots && queries == other.queries
            && `protocol` == other.protocol && views == other.views && episodes == other.episodes && seed == other.seed
            && model == other.model
    }

    /// The kind of task, for people: `5-way 1-shot`.
    var column: String {
        switch task {
        case "lake": "20-way 1-shot, one alphabet"
        case "iconic": "\(ways)-way, iconic picture"
        case "whole groups": "\(ways)-way \(shots)-shot, coarse classes"
        case "within a group": "\(ways)-way \(shots)-shot, one category"
        default: "\(ways)-way \(shots)-shot"
        }
    }
}
