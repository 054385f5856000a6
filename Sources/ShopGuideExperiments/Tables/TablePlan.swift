import FewShotData
import FewShotLearning
import ShopGuideBuiltin

/// A reproducible table: trained entries, measurements and published results.
package struct TablePlan: Sendable {
    /// Its name on the command line.
    package let name: String
    /// The abstract, one sentence.
    package let abstract: String
    /// The remark on the results.
    package let remark: String
    /// The default training budget, in minutes.
    package let budget: Double
    /// The rows, in order.
    package let entries: [Entry]

    /// A learner, trained once and measured in several ways.
    package struct Entry: Sendable {
        /// The name of the model's folder: `relation-5-shot`.
        package var label: String
        /// The row that its numbers stand in, which entries for other columns may share; the label if `nil`.
        var row: String?
        /// The learner's name on the command line.
        var learner: String
        /// Its settings, in training and in answering.
        var settings: [String: String] = [:]
        /// The training data.
        var data: TableData
        /// A model to reuse, by its folder's name, `TABLE-LABEL`: of another table or of an earlier entry.
        var model: String?
        /// A model to warm-start from, by its folder's name, `TABLE-LABEL`.
        var start: String?
        /// Models that answer together as an ensemble, by their folders' names, `TABLE-LABEL`; nothing is trained then.
        var members: [String] = []
        /// A model to learn from beside the labels, by its folder's name, `TABLE-LABEL`.
        var teacher: String?
        /// The encoder; the learner's default if `nil`.
        var encoder: String?
        /// Filters in the encoder's layers, or in its first block.
        var width = 64
        /// Changes of the learner's default recipe.
        var recipe: @Sendable (inout TrainingConfiguration) -> Void = { _ in }
        /// The measurements.
        var measurements: [Measurement]

        /// Whether it stands on pretrained encoders that the user has to name.
        package var isPretrained: Bool {
            if case .features = data { return true }
            return false
        }
    }

    /// Whether any of its rows sees pictures.
    package var isOfPictures: Bool { entries.contains { $0.data != .offers } }

    /// Returns results under the names of their rows.
    func named(_ results: [ResultRow]) -> [ResultRow] {
        results.map { result in
            var result = result
            result.learner = entries.first { $0.label == result.learner }?.row ?? result.learner
            return result
        }
    }

    /// One number of a row.
    struct Measurement: Sendable {
        /// The task.
        var task: Task
        /// The shifts of test-time augmentation.
        var views = TestTimeAugmentation.one
        /// The evaluation protocol.
        var `protocol`: EvaluationProtocol
        /// The test data.
        var data: TableData
        /// The published result, if there is one.
        var published: ResultRow.Published?
    }

    /// A kind of task.
    enum Task: Sendable, Hashable {
        /// Episodes of the test split.
        case episodes(EpisodeShape)
        /// Tasks with a class's iconic image as support and photos as queries.
        case iconic(ways: Int)
        /// Lake's 20 runs.
        case lake
        /// Episodes of the test split whose classes are all of one group.
        case withinGroup(EpisodeShape)
        /// Episodes of whole groups of all splits, as coarse classes are told apart where nothing is kept for training.
        case wholeGroups(EpisodeShape)

        /// Classes per task.
        var ways: Int {
            switch self {
            case .episodes(let shape), .withinGroup(let shape), .wholeGroups(let shape): shape.ways
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
    /// Features of product photos by the pretrained encoders that the user named, behind the photos' pixels where `hasPixels`.
    case features(hasPixels: Bool)
    /// The built-in catalogue.
    case builtin
    /// Offer titles.
    case offers

    /// Loads the data from what the user named.
    ///
    /// - Throws: ``ExperimentError`` where it wasn't named.
    func load(
        from sources: [DataName], _ options: DataOptions, pretrained: TablePretrained? = nil
    ) throws -> LoadedData {
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
        case .features(let hasPixels):
            guard let pretrained else {
                throw ExperimentError(
                    "this row needs a pretrained encoder: add --encoder NAME (shopguide encoder add gives it a name)")
            }
            return try pretrained.rows(
                of: Self.photos(isGrey: false).load(from: sources, options), hasPixels: hasPixels)
        case .builtin: return try BuiltinCatalogue.load(options)
        case .offers:
            for source in sources { if case .offers = source { return try source.load(options) } }
            throw ExperimentError(
                "this table needs offer titles: add --data offers:pricerunner.tsv.gz (title, cluster_id and category of PriceRunner's "
                    + "product aggregation, UCI machine learning repository)")
        }
    }
}
