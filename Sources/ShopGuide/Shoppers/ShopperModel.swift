import FewShotLearning
import FewShotNetworks
import FewShotTensors
public import Foundation

/// A trained learner of shoppers, as a folder keeps it: it knows signals, not products, and so serves shops that it never saw.
public struct ShopperModel: Sendable {
    /// The weights of one kind of learner.
    public enum Weights: Sendable {
        case prototype(PrototypeRanker)
        case relation(RelationRanker)
        case maml(MAMLRanker)
    }

    /// What is known of a model.
    public struct Description: Sendable, Codable, Hashable {
        /// The version of the format.
        public var format = 1
        /// What kind of learner it is.
        public var learner: ShopperLearnerKind
        /// Numbers of a product's place, for learners that look at places.
        public var dimensions: Int
        /// The data that it was trained on.
        public var data: String
        /// The markets in it.
        public var markets: [String]
        /// Questions that it was trained on.
        public var questions: Int
        /// How often each was asked.
        public var epochs: Int
        /// What decided the weights.
        public var seed: UInt64
        /// nDCG@10 on validation, by which it was chosen.
        public var validation: Double
        /// Seconds of training.
        public var trainingSeconds: Double
        /// The program.
        public var revision: String
        /// The machine.
        public var machine: String

        /// Describes a model.
        public init(
            learner: ShopperLearnerKind, dimensions: Int, data: String, markets: [String], questions: Int, epochs: Int,
            seed: UInt64, validation: Double, trainingSeconds: Double, revision: String, machine: String
        ) {
            self.learner = learner
            self.dimensions = dimensions
            self.data = data
            self.markets = markets
            self.questions = questions
            self.epochs = epochs
            self.seed = seed
            self.validation = validation
            self.trainingSeconds = trainingSeconds
            self.revision = revision
            self.machine = machine
        }
    }

    /// The weights.
    public var weights: Weights
    /// Where they come from.
    public var description: Description

    /// What a request calls the learner.
    public var name: String { description.learner.rawValue }

    /// Joins weights and what is known of them.
    public init(_ weights: Weights, _ description: Description) {
        self.weights = weights
        self.description = description
    }

    /// Reads the models in a folder, each in a folder that has its learner's name; none where nothing is there.
    ///
    /// - Throws: ``ModelError`` or ``SafetensorsError`` naming the file and what is wrong with it.
    public static func all(in folder: URL) throws -> [ShopperModel] {
        try ShopperLearnerKind.allCases.compactMap { kind in
            let own = folder.appending(path: kind.rawValue)
            guard FileManager.default.fileExists(atPath: own.path(percentEncoded: false)) else { return nil }
            let model = try ShopperModel(contentsOf: own)
            guard model.description.learner == kind else {
                throw ModelError(
                    .unknown,
                    "\(own.path(percentEncoded: false)) holds a learner \"\(model.description.learner.rawValue)\"; its folder must have that name"
                )
            }
            return model
        }
    }

    /// A learner over a shop's signals; places are found from them where it needs some.
    ///
    /// - Throws: The error of a failed tensor.
    public func learner(_ signals: InteractionSignals) throws -> any ShopperLearner {
        switch weights {
        case .relation(let ranker): return try RelationShopperLearner(signals: signals, ranker: ranker)
        case .prototype(let ranker):
            let space = try ItemSpace(signals, dimensions: description.dimensions)
            return SpaceShopperLearner(signals: signals, space: space, ranker: ranker)
        case .maml(let ranker):
            let space = try ItemSpace(signals, dimensions: description.dimensions)
            return SpaceShopperLearner(signals: signals, space: space, ranker: ranker)
        }
    }

    /// Writes `model.safetensors` and `model.json` into a folder; each is written beside and renamed into place.
    ///
    /// - Throws: The error of a folder that can't be written, or of failed weights.
    public func save(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(description)
        var file = Safetensors()
        let named =
            switch weights {
            case .prototype(let ranker): ranker.namedTensors
            case .relation(let ranker): ranker.namedTensors
            case .maml(let ranker): ranker.namedTensors
            }
        for (name, tensor) in named { file.tensors[name] = tensor }
        file.metadata["model"] = String(decoding: json, as: UTF8.self)
        try file.write(to: folder.appending(path: "model.safetensors"))
        try DurableFile.write(json, to: folder.appending(path: "model.json"))
    }

    /// Reads a folder.
    ///
    /// - Throws: ``ModelError`` or ``SafetensorsError`` naming the file and what is wrong with it.
    public init(contentsOf folder: URL) throws {
        let url = folder.appending(path: "model.safetensors")
        let path = url.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else {
            throw ModelError(
                .missing,
                "\(folder.path(percentEncoded: false)) is not a model of shoppers: it has no model.safetensors")
        }
        let file = try Safetensors(contentsOf: url)
        guard let json = file.metadata["model"],
            let description = try? JSONDecoder().decode(Description.self, from: Data(json.utf8))
        else {
            throw ModelError(.malformed, "\(path): it is no model of shoppers: its description is missing or malformed")
        }
        guard description.format == 1 else {
            throw ModelError(
                .unknown,
                "\(path) is of format \(description.format); this version reads format 1: get a newer shopguide")
        }
        guard 1...4096 ~= description.dimensions else {
            throw ModelError(.malformed, "\(path): \(description.dimensions) dimensions; there are 1 to 4096")
        }
        var generator = SeededGenerator(seed: 0)
        func filled<Ranker: Module>(_ ranker: Ranker) throws -> Ranker {
            var ranker = ranker
            try ranker.replaceTensors(with: file.tensors, source: path)
            for (name, tensor) in ranker.namedTensors {
                guard try tensor.isFinite().all().to(.float32).scalar() == 1 else {
                    throw ModelError(.malformed, "\(path): tensor \"\(name)\" has numbers that are not finite")
                }
            }
            return ranker
        }
        self.description = description
        switch description.learner {
        case .prototype:
            weights = .prototype(try filled(PrototypeRanker(dimensions: description.dimensions, using: &generator)))
        case .relation: weights = .relation(try filled(RelationRanker(using: &generator)))
        case .maml: weights = .maml(try filled(MAMLRanker(dimensions: description.dimensions, using: &generator)))
        }
    }
}
