import FewShotDigests
public import FewShotLearning
import FewShotNetworks
import FewShotTensors
public import Foundation
public import ShopGuide

/// A trained model that embeds products in a metric space, with calibrated distances.
public struct CategoryModel: Sendable {
    /// The digest of its weights and of the columns that it is adapted to: what products are embedded by.
    public private(set) var digest: String
    /// The digest of its weights alone: embeddings of other weights can't be compared with its own, but those of other columns can.
    public let space: String
    /// The columns of the catalogue that it is adapted to, for encoders that weigh columns.
    public private(set) var profile = CatalogueProfile.empty
    /// The parts of a product that it sees.
    public private(set) var parts: ProductParts
    /// The name of its learner.
    public let learnerName: String
    private var learner: any EmbeddingLearner
    private let device: Device
    /// The encoder of titles alone, without tensors.
    private var titles: TitleEmbedder?
    private let calibrations: [String: Calibration]
    /// The network that calibrates distances by what they are like, where there is one.
    private let network: CalibrationNetwork?
    /// The products of the catalogue that distances are compared with.
    var compared = ComparedProducts([], products: 0)
    /// The pretrained encoders of this machine, for columns that they make.
    var encoders: PretrainedEncoders?
    /// The numbers of an embedding that belong to each slot.
    private var ranges: [ProductParts.Slot: Range<Int>]

    /// Loads a model onto a device.
    ///
    /// - Throws: ``GuideError`` for one that embeds nothing, or nothing of products.
    public init(_ folder: URL, on device: Device = .cpu) throws {
        let loaded = try ModelFolder(folder, registry: .shop).load(on: device)
        self.device = device
        let path = folder.path(percentEncoded: false)
        let architecture = loaded.description.architecture
        guard let learner = loaded.learner as? any EmbeddingLearner, architecture.metric == .squaredEuclidean else {
            throw GuideError(
                .unusable,
                "\(path): a \(architecture.learner) model of \(architecture.metric.rawValue) distances has no prototypes; "
                    + "use one of prototypical")
        }
        guard architecture.pretrained == nil else {
            throw GuideError(
                .unusable,
                "\(path) is a head on pretrained encoders, for shopguide evaluate; a shop sees with them by itself: shopguide encode"
            )
        }
        guard let encoder = learner.encoder as? any ProductEncoding else {
            throw GuideError(
                .unusable,
                "\(path) sees images alone; train one of products: shopguide train prototypical --data catalog:STORE")
        }
        let calibrations = loaded.description.calibrations ?? [:]
        network = loaded.description.calibrationNetwork
        guard !calibrations.isEmpty || network != nil else {
            throw GuideError(.unusable, "\(path) was never calibrated; train it again with this version")
        }
        if let network, network.inputs != CategoryCalibration.inputs {
            throw GuideError(
                .unusable,
                "\(path) calibrates by \(network.inputs) statistics; this version takes \(CategoryCalibration.inputs)")
        }
        self.learner = learner
        parts = encoder.parts
        learnerName = architecture.learner
        titles = try encoder.titleEmbedder(in: profile)
        self.calibrations = calibrations
        space = try SHA256.hexadecimal(ofFile: folder.appending(path: "model.safetensors"))
        digest = space
        ranges = encoder.slotRanges
        dimensions = encoder.dimensions(for: [parts.width])
    }

    /// The width of its embeddings.
    public private(set) var dimensions: Int

    /// Whether it takes vectors that were made elsewhere: it was trained on some, or weighs columns and the catalogue has them.
    public var takesVectors: Bool { parts.vector != nil && (!parts.isProfiled || profile.hasVectors) }

    /// The pretrained encoders' views of products that it sees.
    var sources: [VectorSource] {
        parts.vector == nil || !parts.isProfiled ? [] : profile.vectorColumns.compactMap(\.source)
    }

    /// Whether it sees pictures, by itself or with pretrained encoders.
    var seesPictures: Bool { parts.image != nil || sources.contains { $0.input == .picture } }

    /// An index without categories.
    public func index() -> CategoryIndex {
        CategoryIndex(dimensions: dimensions, rule: rule(for: parts.slots.map(\.slot)))
    }

    /// Returns the embeddings of products' rows.
    public func embeddings(of rows: [[Float]]) throws -> [[Float]] {
        guard !rows.isEmpty else { return [] }
        let values = try learner.embeddings(
            of: Tensor(rows.flatMap(\.self), shape: [rows.count, parts.width], on: device)
        )
        .values(as: Float.self)
        return rows.indices.map { Array(values[$0 * dimensions..<($0 + 1) * dimensions]) }
    }

    /// Returns the embedding of something of which only the title is known, in a few microseconds; `nil` where the model doesn't read
    /// titles, or has no shorter way for them.
    ///
    /// - Parameter texts: Versions of the title.
    /// - Returns: The embedding.
    public func embedding(ofTitle texts: [String]) -> [Float]? {
        guard let titles, let limit = parts.title,
            !sources.contains(where: { $0.input == .title && encoders?.has($0) ?? false })
        else { return nil }
        let tokens = NGrams.tokens(of: texts, among: ProductParts.tokens, limit: limit)
        return titles.embedding(of: tokens.lazy.prefix { $0 != 0 }.map { Int($0) })
    }

    /// The slots that a product's row has something in.
    public func known(in row: [Float]) -> [ProductParts.Slot] {
        parts.slots.filter { row[$0.range].contains { $0 != 0 } }.map(\.slot)
    }

    /// The slots that a product's embedding has something in.
    public func known(inEmbedding embedding: [Float]) -> [ProductParts.Slot] {
        parts.slots.map(\.slot).filter { slot in ranges[slot].map { embedding[$0].contains { $0 != 0 } } ?? false }
    }

    /// Returns the index as a product sees it of which only some parts are known.
    public func restricted(_ index: CategoryIndex, to known: [ProductParts.Slot]) -> CategoryIndex {
        guard known.count < ranges.count else { return index }
        return index.restricted(to: known.compactMap { ranges[$0] }, rule: rule(for: known))
    }

    /// The calibration of products of which some parts are known: the one that was fitted for these, or that of the network.
    private func rule(for known: [ProductParts.Slot]) -> CategoryCalibration {
        if calibrations.isEmpty, let network {
            return .adaptive(network, compared.statistics(of: known, ranges))
        }
        return .fixed(
            calibrations[ProductParts.name(of: Set(known.map(\.part)))]
                ?? calibrations[ProductParts.name(of: parts.ranges.map(\.part))] ?? Calibration())
    }
}

// MARK: - Columns

extension CategoryModel {
    /// Returns the model adapted to the columns of a catalogue; one whose encoder doesn't weigh columns stays as it is.
    ///
    /// - Parameters:
    ///   - profile: The columns.
    ///   - digest: The digest of the profile.
    /// - Returns: The adapted model.
    /// - Throws: The error of weights that can't be read.
    func seeing(_ profile: CatalogueProfile, digest: String) throws -> CategoryModel {
        guard parts.isProfiled else { return self }
        var model = self
        if parts.vector != nil { model.learner = learner.reading(vectors: max(1, profile.vectorColumns.count)) }
        guard let encoder = model.learner.encoder as? any ProductEncoding else { return self }
        model.profile = profile
        model.parts = encoder.parts
        model.ranges = encoder.slotRanges
        model.dimensions = encoder.dimensions(for: [encoder.parts.width])
        model.titles = try encoder.titleEmbedder(in: profile)
        model.digest = Array("\(space) \(digest)".utf8).withUnsafeBytes { SHA256.hexadecimal(of: $0) }
        return model
    }

    /// Returns an embedding that was made in another profile as it is in this one: without what is seen otherwise now, at its length.
    func refitted(_ embedding: [Float], from earlier: CatalogueProfile?) -> [Float] {
        guard parts.isProfiled, let first = ranges[ProductParts.Slot(.vector)] else { return embedding }
        let earlier = earlier ?? .empty
        let (start, width) = (first.lowerBound, first.count)
        guard embedding.count >= start else { return embedding }
        var result = embedding[..<start] + Array(repeating: 0, count: dimensions - start)
        for (place, column) in profile.vectorColumns.enumerated() {
            guard let old = earlier.vectorColumns.firstIndex(where: { $0.name == column.name }),
                profile.compares(column, like: earlier), start + (old + 1) * width <= embedding.count
            else { continue }
            let range = start + old * width..<start + (old + 1) * width
            result.replaceSubrange(start + place * width..<start + (place + 1) * width, with: embedding[range])
        }
        func length(_ numbers: some Sequence<Float>) -> Float { numbers.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let known = length(result)
        guard Array(result) != embedding, known > 0 else { return Array(result) }
        let factor = length(embedding) / known
        return result.map { $0 * factor }
    }

    /// The weights of the catalogue's columns, by name; `nil` for an encoder that doesn't weigh columns.
    ///
    /// - Throws: The error of weights that can't be read.
    public func columnWeights() throws -> [Double]? {
        try (learner.encoder as? ColumnEncoder)?.weights(of: profile)
    }
}

extension ModelFolder {
    /// Fits what makes probabilities of a model's distances and keeps it with the model; models without prototypes of products are
    /// left as they are.
    ///
    /// Products of which only a part is known are placed less surely, so that each part has a calibration of its own.
    ///
    /// - Parameters:
    ///   - heldOut: Makes those whose answers count: the model itself, asked about training classes that were spared, or models
    ///     like it that were trained without the classes that they are asked about.
    ///   - seed: What decides the tasks.
    /// - Throws: What a model or the disk throws, or ``LearnerError`` where nothing can be asked.
    public func calibrate(by heldOut: (any Learner) throws -> [HeldOutModel], seed: UInt64) throws {
        let loaded = try load()
        let architecture = loaded.description.architecture
        guard loaded.learner is any EmbeddingLearner, architecture.metric == .squaredEuclidean,
            let parts = architecture.parts,
            let temperature = Double(architecture.settings?["temperature"] ?? "1")
        else { return }
        let asked = try heldOut(loaded.learner).filter { $0.classes.classes.count >= 4 }
        guard !asked.isEmpty else { return }
        var known = [parts.ranges.map(\.part)]
        if parts.ranges.count > 1 { known += parts.ranges.map { [$0.part] } }
        var calibrations: [String: Calibration] = [:]
        for parts in known {
            let mask = architecture.parts?.ranges.flatMap { part, range in
                Array(repeating: parts.contains(part) ? Float(1) : 0, count: range.count)
            }
            let fitted = try CalibrationFit.calibration(
                on: asked.flatMap { model in
                    var shown = model.classes
                    if let mask, mask.contains(0) {
                        shown.features =
                            shown.features * Tensor(mask, shape: [1, mask.count], on: shown.features.device)
                    }
                    return try CalibrationFit.samples(
                        of: model.learner, on: shown, ways: 5, shots: 5, queries: 5, seed: seed)
                })
            // Learners divide by their temperature; an index of points doesn't.
            calibrations[ProductParts.name(of: parts)] = fitted.scaled(by: temperature)
        }
        var description = loaded.description
        description.calibrations = calibrations
        try save(loaded.learner, description)
    }
}
