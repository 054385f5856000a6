import FewShotNetworks
import FewShotTensors
import Foundation

extension EncoderKind {
    /// Several ``conv4`` side by side, as ``ModelFolder/join(_:)`` makes them of trained ones.
    public static let ensemble = EncoderKind(
        name: "conv4-ensemble", abstract: "several trained conv4 side by side (shopguide export ensemble)",
        check: { architecture throws(ModelError) in
            try checkImages(architecture)
            let members = try architecture.options.value(Int.self, named: EncoderOptions.members)
            guard let members, EncoderOptions.memberCounts ~= members else {
                let given = members.map { "\($0)" } ?? "missing"
                let (least, most) = (EncoderOptions.memberCounts.lowerBound, EncoderOptions.memberCounts.upperBound)
                throw ModelError(
                    .malformed,
                    "the number of an ensemble's members is \(given); shopguide export ensemble joins \(least) to \(most) trained models"
                )
            }
        },
        make: { architecture, generator throws(ModelError) in
            let count = try architecture.options.value(Int.self, named: EncoderOptions.members) ?? 0
            var members: [Conv4] = []
            for _ in 0..<count {
                members.append(
                    Conv4(channels: architecture.imageShape[0], width: architecture.width, using: &generator))
            }
            return SideBySide(members)
        })
}

extension EncoderOptions {
    fileprivate static let members = "members"
    fileprivate static let memberCounts = 2...64
}

extension ModelFolder {
    /// Writes an ensemble of trained prototypical networks: their distances are averaged, which is the geometric mean of the
    /// probabilities that they give.
    ///
    /// - Parameter models: Models of one architecture that were trained on the same classes.
    /// - Throws: ``ModelError`` for models that can't be joined; the error of a folder that can't be written.
    public func join(_ models: [ModelFolder]) throws {
        guard EncoderOptions.memberCounts ~= models.count else {
            let (least, most) = (EncoderOptions.memberCounts.lowerBound, EncoderOptions.memberCounts.upperBound)
            throw ModelError(.malformed, "an ensemble is of \(least) to \(most) models, not \(models.count)")
        }
        let loaded = try models.map { try $0.load() }
        let first = loaded[0].description
        let members = try zip(models, loaded).map { folder, model in
            try folder.member(model, like: first, of: models[0])
        }
        let temperature = Double(first.architecture.settings?["temperature"] ?? "1") ?? 1
        var architecture = first.architecture
        architecture.encoder = EncoderKind.ensemble.name
        architecture.options.set(members.count, named: EncoderOptions.members)
        architecture.settings = ["temperature": "\(temperature * Double(members.count))"]
        let learner = PrototypicalNetwork(
            encoder: SideBySide(members), temperature: temperature * Double(members.count))
        var description = ModelDescription(
            architecture: architecture, provenance: Provenance(joining: loaded.compactMap(\.description.provenance)))
        description.ink = first.ink
        try save(learner, description)
    }

    /// Returns the encoder of a model that may join others.
    private func member(
        _ model: Loaded, like first: ModelDescription, of other: ModelFolder
    ) throws -> Conv4 {
        guard let learner = model.learner as? PrototypicalNetwork<Conv4>, learner.encoder.halving == .pool,
            learner.metric == .squaredEuclidean
        else {
            let architecture = model.description.architecture
            throw ModelError(
                .malformed,
                "\(url.path) is \(architecture.learner) on \(architecture.encoder) by \(architecture.metric.rawValue): "
                    + "an ensemble is of prototypical networks on conv4 by \(Metric.squaredEuclidean.rawValue)")
        }
        let (own, theirs) = (model.description.provenance?.data, first.provenance?.data)
        guard model.description.architecture == first.architecture, own?.digest == theirs?.digest,
            own?.splitDigest == theirs?.splitDigest
        else {
            throw ModelError(
                .malformed,
                "\(url.path) has another architecture than \(other.url.path), or was trained on other classes: an ensemble's members "
                    + "have both in common")
        }
        return learner.encoder
    }
}

extension Provenance {
    /// Creates the record of models that answer together; `nil` where none has one.
    fileprivate init?(joining members: [Provenance]) {
        guard let first = members.first else { return nil }
        self = first
        self.members = members
        start = nil
        checkpoint = Checkpoint(
            rule: "\(members.count) models, each of its \(first.checkpoint.rule)",
            step: members.reduce(0) { $0 + $1.checkpoint.step },
            validationAccuracy: members.reduce(0) { $0 + $1.checkpoint.validationAccuracy } / Double(members.count))
        episodes = members.reduce(0) { $0 + $1.episodes }
        // Members may have begun with the same model.
        let starts = Dictionary(members.compactMap(\.start).map { ($0.model, $0.trainingSeconds) }) { first, _ in first
        }
        trainingSeconds = members.reduce(0) { $0 + $1.trainingSeconds } + starts.values.sorted().reduce(0, +)
    }
}
