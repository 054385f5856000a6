import FewShotData
import FewShotLearning

/// A table that can be reproduced: what is trained on what, what is measured, and what was published.
package struct TablePlan: Sendable {
    /// Its name on the command line.
    package let name: String
    /// What it shows, in a sentence.
    package let abstract: String
    /// What to make of the numbers.
    package let remark: String
    /// Minutes of training, where the user doesn't say.
    package let budget: Double
    /// The rows, in order.
    package let entries: [Entry]

    /// A learner, trained once and measured in several ways.
    package struct Entry: Sendable {
        /// The name of the row and of the model's folder: `relation-mean`.
        package var label: String
        /// The learner's name on the command line.
        var learner: String
        /// Its settings, in training and in answering.
        var settings: [String: String] = [:]
        /// What it is trained on.
        var data: TableData
        /// A model that serves here as well, by its folder's name, `TABLE-LABEL`: of another table, or of an entry before this one.
        var model: String?
        /// A model whose encoder it begins with, by its folder's name, `TABLE-LABEL`.
        var start: String?
        /// Its encoder; the learner's first where `nil`.
        var encoder: String?
        /// How its recipe differs from the learner's own.
        var recipe: @Sendable (inout TrainingConfiguration) -> Void = { _ in }
        /// What is measured of it.
        var measurements: [Measurement]
    }

    /// One number of a row.
    struct Measurement: Sendable {
        /// What is asked.
        var task: Task
        /// How many ways images are looked at.
        var views = Views.one
        /// What may be known of other queries.
        var `protocol`: EvaluationProtocol
        /// What it is measured on.
        var data: TableData
        /// What was published, if anything was.
        var published: ResultRow.Published?
    }

    /// What a learner is asked.
    enum Task: Sendable, Hashable {
        /// Episodes of the test split.
        case episodes(EpisodeShape)
        /// The iconic picture of a class is the support, photos are the queries.
        case iconic(ways: Int)
        /// Lake's 20 runs.
        case lake
        /// Episodes of the test split whose classes are all of one group.
        case withinGroup(EpisodeShape)

        /// Classes per task.
        var ways: Int {
            switch self {
            case .episodes(let shape), .withinGroup(let shape): shape.ways
            case .iconic(let ways): ways
            case .lake: 20
            }
        }
    }
}

/// Data of a table: the kind that the user names, and how it is divided and shown.
enum TableData: Sendable, Hashable {
    /// Omniglot under a scheme.
    case omniglot(SplitScheme, draw: UInt64 = 0, rotations: Bool? = nil)
    /// Product photos by coarse classes; grey and small where `isGrey`.
    case photos(isGrey: Bool)
    /// The built-in catalogue.
    case builtin
    /// Offer titles.
    case offers

    /// Loads the data from what the user named.
    ///
    /// - Throws: ``ExperimentError`` where it wasn't named.
    func load(from sources: [DataName], _ options: DataOptions) throws -> LoadedData {
        var options = options
        switch self {
        case .omniglot(let scheme, let draw, let rotations):
            (options.scheme, options.draw, options.rotations) = (scheme, draw, rotations)
            for source in sources { if case .images(.omniglot) = source { return try source.load(options) } }
            throw ExperimentError(
                "this table needs Omniglot: add --data omniglot:omniglot_105.zip (images_background and images_evaluation of "
                    + "github.com/brendenlake/omniglot)")
        case .photos(let isGrey):
            options.scheme = .coarse
            if isGrey { (options.size, options.channels) = (28, 1) }
            for source in sources { if case .images(.images) = source { return try source.load(options) } }
            throw ExperimentError(
                "this table needs product photos: add --data images:grocery84.zip (the Grocery Store Dataset, "
                    + "github.com/marcusklasson/GroceryStoreDataset)")
        case .builtin: return try DataSource.builtin.load(options)
        case .offers:
            for source in sources { if case .offers = source { return try source.load(options) } }
            throw ExperimentError(
                "this table needs offer titles: add --data offers:pricerunner.tsv.gz (title, cluster_id and category of PriceRunner's "
                    + "product aggregation, UCI machine learning repository)")
        }
    }
}
