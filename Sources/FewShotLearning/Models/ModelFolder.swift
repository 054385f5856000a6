import FewShotNetworks
import FewShotTensors
import Foundation

/// A trained model on disk: `model.safetensors` and `model.json` in a folder.
///
/// The weights file carries the description in its metadata and is replaced in one step, so that a crash leaves the old model
/// or the new one; `model.json` is the same description for people and other programs.
public struct ModelFolder: Sendable {
    /// The folder.
    public let url: URL

    /// The learners and encoders that a model may be made of.
    public let registry: ModelRegistry

    /// Names a folder, which need not exist yet.
    ///
    /// - Parameters:
    ///   - url: The folder.
    ///   - registry: The learners and encoders that a model in it may be made of.
    public init(_ url: URL, registry: ModelRegistry) {
        self.url = url
        self.registry = registry
    }

    private var weightsFile: URL { url.appending(path: "model.safetensors") }
    private var descriptionFile: URL { url.appending(path: "model.json") }

    /// A learner and its description.
    public struct Loaded: Sendable {
        /// The learner with its trained weights.
        public let learner: any Learner
        /// The model's description.
        public let description: ModelDescription
    }

    /// Writes a model, replacing the one that is there.
    ///
    /// - Parameters:
    ///   - learner: The learner with its weights.
    ///   - description: Its description.
    ///   - precision: The precision in which the weights are stored.
    /// - Throws: The error of a folder that can't be written, or of failed weights.
    public func save(
        _ learner: some Module, _ description: ModelDescription, precision: Safetensors.Precision = .exact
    ) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(description)
        var file = Safetensors()
        for (name, tensor) in learner.namedTensors { file.tensors[name] = tensor }
        file.metadata["model"] = String(decoding: json, as: UTF8.self)
        try file.write(to: weightsFile, precision: precision)
        try DurableFile.write(json, to: descriptionFile)
    }

    /// Reads a model, as it is or for another use of its weights.
    ///
    /// - Parameters:
    ///   - learner: The learner to make of the weights, where it isn't the one that was trained: fine-tuning begins with the same
    ///     classifier as SimpleShot.
    ///   - settings: Settings in place of the model's own: the steps of MAML when answering, say.
    ///   - device: The device of the weights, wherever they were trained.
    /// - Returns: The learner and its description.
    /// - Throws: ``ModelError`` naming the file and what is wrong with it.
    public func load(
        as learner: String? = nil, settings: [String: String] = [:], on device: Device = .cpu
    ) throws -> Loaded {
        var (description, file) = try contents()
        if let learner, learner != description.architecture.learner {
            (description.architecture.learner, description.architecture.settings) = (learner, nil)
        }
        if !settings.isEmpty {
            description.architecture.settings = (description.architecture.settings ?? [:]).merging(settings) { $1 }
        }
        var generator = SeededGenerator(seed: 0)
        let learner = try registry.learner(description.architecture, on: device, using: &generator)
        return Loaded(learner: try filled(learner, from: file), description: description)
    }

    /// Reads the description and the tensors of a model.
    ///
    /// - Parameter earlier: Reads a description of an earlier layout, where it is one.
    /// - Returns: The description and the file of tensors.
    /// - Throws: ``ModelError`` naming the file and what is wrong with it.
    public func contents(
        earlier: (Data) throws -> ModelDescription? = { _ in nil }
    ) throws -> (description: ModelDescription, file: Safetensors) {
        guard FileManager.default.fileExists(atPath: weightsFile.path) else {
            let isThere = FileManager.default.fileExists(atPath: url.path)
            let hint = isThere ? "it has no model.safetensors" : "no such folder"
            throw ModelError(.missing, "\(url.path) is not a model: \(hint)")
        }
        let file = try Safetensors(contentsOf: weightsFile)
        let embedded = file.metadata["model"]
        let old = try embedded.flatMap { try earlier(Data($0.utf8)) }
        let description = try old ?? readDescription(embedded)
        guard description.format == 1 else {
            throw ModelError(
                .unknown,
                "\(url.path) is of format \(description.format); this version reads format 1: get a newer shopguide"
            )
        }
        return (description, file)
    }

    private func readDescription(_ embedded: String?) throws -> ModelDescription {
        let source = embedded == nil ? descriptionFile : weightsFile
        guard let json = embedded.map({ Data($0.utf8) }) ?? (try? Data(contentsOf: descriptionFile)) else {
            throw ModelError(.missing, "\(url.path) is not a model: it has no model.json")
        }
        do { return try JSONDecoder().decode(ModelDescription.self, from: json) } catch {
            throw ModelError(.malformed, "\(source.path): the model's description is malformed: \(explain(error))")
        }
    }

    /// Returns a module with the weights of a file of this folder.
    ///
    /// - Throws: ``ModelError`` if a tensor is missing, of another shape or type, or left over.
    public func filled<Filled: Module>(_ module: Filled, from file: Safetensors) throws -> Filled {
        var filled = module
        try filled.replaceTensors(with: file.tensors, source: weightsFile.path)
        return filled
    }
}

extension Module {
    /// Replaces every parameter and buffer by the tensor of its name, on its own device.
    ///
    /// - Parameters:
    ///   - tensors: Tensors by the names that this module shows.
    ///   - source: Where they come from, for messages.
    /// - Throws: ``ModelError`` if one is missing, has another shape or element type, or is left over.
    public mutating func replaceTensors(with tensors: [String: Tensor], source: String) throws {
        var unused = Set(tensors.keys)
        try forEachTensor { name, _, tensor in
            guard let replacement = tensors[name] else {
                throw ModelError(.missing, "\(source): tensor \"\(name)\" is missing")
            }
            guard replacement.shape == tensor.shape, replacement.elementType == tensor.elementType else {
                throw ModelError(
                    .malformed,
                    "\(source): tensor \"\(name)\" is \(replacement.elementType.rawValue) \(replacement.shape), not "
                        + "\(tensor.elementType.rawValue) \(tensor.shape)")
            }
            let moved = replacement.to(tensor.device)
            tensor = tensor.isChannelsLast ? moved.channelsLast() : moved
            unused.remove(name)
        }
        if let extra = unused.min() {
            throw ModelError(.malformed, "\(source): tensor \"\(extra)\" is of no use to this model")
        }
    }
}

/// A decoding error in a few words.
func explain(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
        "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" is of the wrong kind"
    case DecodingError.dataCorrupted(let context): context.debugDescription
    default: error.localizedDescription
    }
}
