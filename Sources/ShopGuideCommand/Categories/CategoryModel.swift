import ArgumentParser
import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide

/// The option that says what sees products, shared by all commands that teach or ask.
struct CategoryModelArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What sees products: a model that was trained on catalog:… (default: the one that came with shopguide).",
            valueName: "folder"))
    var model: String?

    /// The model's folder.
    ///
    /// - Throws: ``CommandError`` where the one that came with shopguide isn't there.
    func folder() throws -> URL {
        if let model { return URL(filePath: model) }
        let name = "Models/products"
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let places = [
            URL(filePath: name), program.deletingLastPathComponent().appending(path: "../../../\(name)"),
            program.deletingLastPathComponent().appending(path: "../../\(name)"),
            program.deletingLastPathComponent().appending(path: "../share/shopguide/\(name)"),
        ]
        guard let found = places.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
            throw CommandError("the model that came with shopguide isn't here: name one with --model FOLDER")
        }
        return found.standardizedFileURL
    }
}

/// A trained model that places products in a metric space, and says what distances mean there.
struct CategoryModel {
    /// Which weights it has: points of others can't be compared with its own.
    let digest: String
    let parts: ProductParts
    private let learner: any Embedding
    private let calibrations: [String: Calibration]
    /// The numbers of a point that are each part's.
    private let ranges: [ProductParts.Part: Range<Int>]

    /// Loads a model.
    ///
    /// - Throws: ``CommandError`` for one that places nothing, or nothing of products.
    init(_ folder: URL) throws {
        let loaded = try ModelFolder(folder).load()
        let path = folder.path(percentEncoded: false)
        let architecture = loaded.description.architecture
        guard let learner = loaded.learner as? any Embedding, architecture.metric == .squaredEuclidean else {
            throw CommandError(
                "\(path): a \(architecture.learner) model of \(architecture.metric.rawValue) distances has no prototypes; "
                    + "use one of prototypical")
        }
        guard let parts = architecture.parts else {
            throw CommandError(
                "\(path) sees images alone; train one of products: shopguide train prototypical --data catalog:STORE")
        }
        guard let calibrations = loaded.description.calibrations, !calibrations.isEmpty else {
            throw CommandError("\(path) was never calibrated; train it again with this version")
        }
        self.learner = learner
        self.parts = parts
        self.calibrations = calibrations
        digest = try FileDigest.sha256(of: folder.appending(path: "model.safetensors"))
        var (start, ranges) = (0, [ProductParts.Part: Range<Int>]())
        for (part, _) in parts.ranges {
            let count = parts.dimensions(of: part, filters: architecture.width)
            ranges[part] = start..<start + count
            start += count
        }
        self.ranges = ranges
        dimensions = start
    }

    /// How many numbers a point has.
    let dimensions: Int

    /// An index without categories.
    func index() -> CategoryIndex {
        CategoryIndex(dimensions: dimensions, calibration: calibration(of: parts.ranges.map(\.part)))
    }

    /// Returns where products lie.
    func points(of rows: [[Float]]) throws -> [[Float]] {
        guard !rows.isEmpty else { return [] }
        let values = try learner.embeddings(of: Tensor(rows.flatMap(\.self), shape: [rows.count, parts.width]))
            .values(as: Float.self)
        return rows.indices.map { Array(values[$0 * dimensions..<($0 + 1) * dimensions]) }
    }

    /// The parts of a product that its row has something of.
    func known(in row: [Float]) -> [ProductParts.Part] {
        parts.ranges.filter { row[$0.range].contains { $0 != 0 } }.map(\.part)
    }

    /// Returns the index as a product sees it of which only some parts are known.
    func restricted(_ index: CategoryIndex, to known: [ProductParts.Part]) -> CategoryIndex {
        guard known.count < ranges.count else { return index }
        return index.restricted(to: known.compactMap { ranges[$0] }, calibration: calibration(of: known))
    }

    private func calibration(of known: [ProductParts.Part]) -> Calibration {
        calibrations[ProductParts.name(of: known)]
            ?? calibrations[ProductParts.name(of: parts.ranges.map(\.part))] ?? Calibration()
    }
}

extension ModelFolder {
    /// Fits what makes probabilities of a model's distances, on its training classes, and keeps it with the model; models without
    /// prototypes are left as they are.
    ///
    /// Products of which only a part is known are placed less surely, so that each part has a calibration of its own.
    func calibrate(on train: Dataset, seed: UInt64) throws {
        let loaded = try load()
        let architecture = loaded.description.architecture
        guard loaded.learner is any Embedding, architecture.metric == .squaredEuclidean, let parts = architecture.parts,
            let temperature = Double(architecture.settings?["temperature"] ?? "1")
        else { return }
        guard train.classes.count >= 4 else { return }
        var known = [parts.ranges.map(\.part)]
        if parts.ranges.count > 1 { known += parts.ranges.map { [$0.part] } }
        var calibrations: [String: Calibration] = [:]
        for parts in known {
            let mask = architecture.parts?.ranges.flatMap { part, range in
                Array(repeating: parts.contains(part) ? Float(1) : 0, count: range.count)
            }
            var seen = train
            if let mask, mask.contains(0) { seen.features = train.features * Tensor(mask, shape: [1, mask.count]) }
            var fitted = try CalibrationFit.calibration(
                of: loaded.learner, on: seen, ways: 5, shots: 5, queries: 5, seed: seed)
            // Learners divide by their temperature; an index of points doesn't.
            fitted.temperature *= temperature
            fitted.youth *= temperature
            fitted.rejection *= temperature
            calibrations[ProductParts.name(of: parts)] = fitted
        }
        var description = loaded.description
        description.calibrations = calibrations
        try save(loaded.learner, description)
    }
}
