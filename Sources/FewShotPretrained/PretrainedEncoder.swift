public import FewShotNetworks
public import FewShotTensors
public import Foundation

/// A pretrained network for texts, pictures or both, frozen unless its parts are trained further.
///
/// ```swift
/// let encoder = try PretrainedEncoder(folder: URL(filePath: "all-MiniLM-L6-v2"))
/// let embeddings = try encoder.embed(texts: tokenizer.encode(titles))  // [titles, 384]
/// ```
public struct PretrainedEncoder: Sendable {
    /// The inputs that a network takes.
    public enum Kind: String, Sendable, Codable {
        /// Ids of tokens.
        case text
        /// Pixels.
        case picture
        /// Either, in one space: a text and a picture of the same thing lie close.
        case both
    }

    /// The family of the network.
    public let family: PretrainedFamily
    /// The network of texts.
    public var text: TextTransformer?
    /// The network of pictures: a ``PictureTransformer`` or a ``TorchScriptModule``.
    public var picture: (any FeatureEncoder)?
    /// The steps from a picture to its network's input.
    public let preprocessing: PicturePreprocessing?
    /// The size of an embedding.
    public let dimensions: Int
    /// The number of numbers that the networks hold.
    public let parameterCount: Int
    /// The licence that the folder's `README.md` gives; `nil` where it gives none.
    public let license: String?
    /// The numbers that it computes with.
    public let precision: EncoderPrecision
    /// The SHA-256 of all that decides on embeddings, in hexadecimal: another digest may give other embeddings.
    public let digest: String

    /// The inputs that the network takes.
    public var kind: Kind { text == nil ? .picture : picture == nil ? .text : .both }

    /// Reads a folder in the layout of Hugging Face: `config.json`, `model.safetensors` or shards of it, for pictures
    /// `preprocessor_config.json`, for texts perhaps `modules.json`. Nothing in it is run.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - precision: The numbers that it is to compute with.
    /// - Throws: ``PretrainedError`` with the file, what is wrong with it and what to do.
    public init(folder: URL, precision: EncoderPrecision = .float32) throws(PretrainedError) {
        let settings = try Settings(contentsOf: folder.appending(path: "config.json"))
        let family = try PretrainedFamily(settings)
        let parts = try PretrainedParts(family, settings, folder: folder)
        self.family = family
        self.precision = precision
        text = parts.text?.converted(to: precision.elementType)
        picture = parts.picture?.converted(to: precision.elementType)
        preprocessing = parts.preprocessing
        dimensions = parts.text?.dimensions ?? parts.picture?.dimensions ?? 0
        parameterCount = (parts.text?.parameterCount ?? 0) + (parts.picture?.parameterCount ?? 0)
        license = ModelCard.license(in: folder)
        digest = precision.digest(ofFiles: try FolderDigest.hexadecimal(of: folder))
        try check(file: settings.file)
    }

    /// Loads a TorchScript network of pictures; loading it **runs code of the file**.
    ///
    /// - Parameters:
    ///   - script: The file.
    ///   - options: The pictures that it takes; those of `FILE.json` beside it by default.
    ///   - device: The place of the network's weights.
    /// - Throws: ``PretrainedError`` with the file, what is wrong with it and what to do.
    public init(
        torchScript script: URL, options: TorchScriptOptions? = nil, on device: Device = .cpu
    ) throws(PretrainedError) {
        let module = try TorchScriptModule(contentsOf: script, options: options, on: device)
        family = .torchScript
        precision = .float32
        text = nil
        picture = module
        preprocessing = try module.options.preprocessing(file: nil)
        dimensions = module.dimensions
        parameterCount = module.weightCount
        license = nil
        digest = FolderDigest.hexadecimal(of: module)
    }

    /// Throws unless texts and pictures share a space and the networks can compute.
    private func check(file: String) throws(PretrainedError) {
        if let text, let picture = picture as? PictureTransformer, text.dimensions != picture.dimensions {
            throw PretrainedError(
                .malformed, file: file,
                "texts get \(text.dimensions) dimensions and pictures \(picture.dimensions), and both need the same")
        }
        let tensors = (text?.parameters ?? []) + ((picture as? PictureTransformer)?.parameters ?? [])
        if let failure = tensors.lazy.compactMap(\.failure).first {
            throw PretrainedError(.malformed, file: file, "makes no network: \(failure)")
        }
    }
}

extension PretrainedEncoder {
    /// Returns the embeddings `[n, dimensions]` of texts, each given by its ids without padding, in the order given.
    ///
    /// - Throws: ``PretrainedError`` where the network takes no texts, or for a text that is empty, too long or has an unknown id.
    public func embed(texts: [[Int]]) throws(PretrainedError) -> Tensor {
        guard let text else { throw PretrainedError(.input, "the network takes pictures alone, no texts") }
        return try checked(try text.embeddings(of: texts))
    }

    /// Returns the embeddings of texts in batches of tokens that bound memory, in the order given.
    ///
    /// - Parameters:
    ///   - texts: The ids of each text, without padding.
    ///   - tokens: The tokens of a batch at most, but for a single text that has more.
    /// - Returns: Shape `[n, dimensions]`.
    /// - Throws: ``PretrainedError`` as ``embed(texts:)`` does.
    public func embed(texts: [[Int]], tokensPerBatch tokens: Int) throws(PretrainedError) -> Tensor {
        let batches = LengthBatches(lengths: texts.map(\.count), tokens: tokens).batches
        guard batches.count > 1 else { return try embed(texts: texts) }
        var places = Array(repeating: 0, count: texts.count)
        var parts: [Tensor] = []
        var place = 0
        for batch in batches {
            parts.append(try embed(texts: batch.map { texts[$0] }))
            for index in batch {
                places[index] = place
                place += 1
            }
        }
        return try checked(Tensor.concatenated(parts).rows(places))
    }

    /// Returns the embeddings `[n, dimensions]` of texts as tokenizers give them: ids and mask of shape `[n, length]`, row-major,
    /// the mask 1 where a token counts.
    ///
    /// - Throws: ``PretrainedError`` as ``embed(texts:)`` does.
    public func embed(ids: [Int], mask: [Int], length: Int) throws(PretrainedError) -> Tensor {
        guard length > 0, ids.count == mask.count, ids.count % length == 0 else {
            throw PretrainedError(
                .input, "\(ids.count) ids and a mask of \(mask.count) don't make up rows of \(length)")
        }
        return try embed(
            texts: stride(from: 0, to: ids.count, by: length).map { start in
                (start..<start + length).filter { mask[$0] != 0 }.map { ids[$0] }
            })
    }

    /// Returns the embeddings `[n, dimensions]` of pictures, which are preprocessed.
    ///
    /// - Throws: ``PretrainedError`` where the network takes no pictures, or for one that can't be preprocessed.
    public func embed(pictures: [PicturePixels]) throws(PretrainedError) -> Tensor {
        guard let preprocessing else { throw PretrainedError(.input, "the network takes texts alone, no pictures") }
        return try embed(pixels: try preprocessing(pictures))
    }

    /// Returns the embeddings `[n, dimensions]` of preprocessed pictures `[n, 3, height, width]`.
    ///
    /// - Throws: ``PretrainedError`` where the network takes no pictures, or pictures of another size.
    public func embed(pixels: Tensor) throws(PretrainedError) -> Tensor {
        guard let picture else { throw PretrainedError(.input, "the network takes texts alone, no pictures") }
        return try checked(picture(pixels.to(picture.device)))
    }

    /// Returns the encoder with its networks on a device; one of TorchScript stays where it was loaded.
    public func on(_ device: Device) -> PretrainedEncoder {
        func moved(_ encoder: some FeatureEncoder) -> any FeatureEncoder { encoder.on(device) }
        var result = self
        result.text = text?.on(device)
        result.picture = picture.map { moved($0) }
        return result
    }

    func checked(_ embeddings: Tensor) throws(PretrainedError) -> Tensor {
        do { return try embeddings.to(.float32).checked() } catch {
            throw PretrainedError(.output, "can't embed: \(error)")
        }
    }
}
