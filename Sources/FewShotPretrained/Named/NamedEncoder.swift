public import FewShotNetworks
public import FewShotTensors
public import FewShotTokenizers
import Foundation

/// An encoder that was loaded by its name, ready for pictures, texts or both.
public struct NamedEncoder: Sendable {
    /// Its name in the folder of encoders.
    public let name: String
    /// Its record.
    public let record: EncoderRecord
    /// The networks.
    public let encoder: PretrainedEncoder
    /// The tokenizer of its texts; `nil` where it reads none.
    public let tokenizer: Tokenizer?

    /// The inputs that it takes.
    public var kind: PretrainedEncoder.Kind { record.kind }

    /// Loads an encoder from its source, with the tokenizer that its texts need.
    init(
        _ name: String, from source: EncoderSource, options: TorchScriptOptions?, precision: EncoderPrecision,
        on device: Device
    ) throws(PretrainedError) {
        let encoder = try source.encoder(options, precision, on: device)
        tokenizer = try encoder.text.map { network throws(PretrainedError) in
            try Self.tokenizer(of: source, for: network)
        }
        let module = encoder.picture as? TorchScriptModule
        self.name = name
        self.encoder = encoder
        record = EncoderRecord(encoder, from: source, options: module?.options)
    }

    private static func tokenizer(
        of source: EncoderSource, for network: TextTransformer
    ) throws(PretrainedError) -> Tokenizer {
        let file = source.url.path(percentEncoded: false)
        let tokenizer: Tokenizer
        do { tokenizer = try Tokenizer(folder: source.url) } catch {
            throw PretrainedError(.malformed, "\(error)")
        }
        guard tokenizer.idCount <= network.layout.vocabulary else {
            throw PretrainedError(
                .malformed, file: file,
                "the tokenizer is another model's: it has ids up to \(tokenizer.idCount - 1), and the network takes ids below "
                    + "\(network.layout.vocabulary)")
        }
        guard tokenizer.specialTokenCount < network.layout.maximumLength else {
            throw PretrainedError(
                .malformed, file: file,
                "the network takes \(network.layout.maximumLength) tokens, which leaves no room for a text")
        }
        return tokenizer
    }

    /// Returns the embeddings `[n, dimensions]` of pictures, which are preprocessed.
    ///
    /// - Throws: ``PretrainedError`` where the network takes no pictures, or for one that can't be preprocessed.
    public func embed(pictures: [PicturePixels]) throws(PretrainedError) -> Tensor {
        try encoder.embed(pictures: pictures)
    }

    /// Returns the embeddings `[n, dimensions]` of texts, longer ones cut at their end, in batches that bound memory.
    ///
    /// - Throws: ``PretrainedError`` where the network takes no texts.
    public func embed(texts: [String]) throws(PretrainedError) -> Tensor {
        guard let tokenizer, let layout = encoder.text?.layout else {
            throw PretrainedError(.input, "\(name) takes pictures alone, no texts")
        }
        let ids = texts.map { text in
            let ids = tokenizer.encode(text, limit: layout.maximumLength).map(Int.init)
            return ids.isEmpty ? [layout.paddingID] : ids  // an empty text, where nothing is added to it
        }
        return try encoder.embed(texts: ids, tokensPerBatch: Self.tokensPerBatch)
    }

    private static let tokensPerBatch = 4096

    /// Tokens of a text that the last blocks are trained on, at most.
    private static let trainedLength = 64

    /// Returns the last blocks of the network with what follows them, to be trained further.
    ///
    /// - Throws: ``PretrainedError`` for a network that has no such blocks: one of TorchScript, of fewer blocks, or that pools by attention.
    public func tail(blocks: Int, of kind: PretrainedEncoder.Kind) throws(PretrainedError) -> TransformerTail {
        let tail =
            kind == .text
            ? encoder.text?.tail(blocks: blocks, length: trainedLength)
            : (encoder.picture as? PictureTransformer)?.tail(blocks: blocks)
        guard let tail else {
            let count =
                kind == .text ? encoder.text?.blocks.count : (encoder.picture as? PictureTransformer)?.blocks.count
            throw PretrainedError(
                .input,
                count.map {
                    "the last \(blocks) blocks of \(name) can't be trained: it has \($0), and those that pool by attention are left out"
                }
                    ?? "\(name) has no blocks that can be trained further: only folders of Hugging Face's transformers have"
            )
        }
        return tail
    }

    private var trainedLength: Int { min(Self.trainedLength, encoder.text?.layout.maximumLength ?? Self.trainedLength) }

    /// Returns what the last blocks take of pictures: shape `[n, 1 + length · width]`.
    ///
    /// - Throws: ``PretrainedError`` for a network without such blocks, or a picture that can't be preprocessed.
    public func front(pictures: [PicturePixels], leaving blocks: Int) throws(PretrainedError) -> Tensor {
        guard let network = encoder.picture as? PictureTransformer, let preprocessing = encoder.preprocessing else {
            throw PretrainedError(.input, "\(name) has no blocks that see pictures")
        }
        return network.front(try preprocessing(pictures).to(network.positions.device), leaving: blocks)
    }

    /// Returns what the last blocks take of texts, longer ones cut at their end: shape `[n, 1 + length · width]`.
    ///
    /// - Throws: ``PretrainedError`` where the network takes no texts.
    public func front(texts: [String], leaving blocks: Int) throws(PretrainedError) -> Tensor {
        guard let tokenizer, let network = encoder.text else {
            throw PretrainedError(.input, "\(name) takes pictures alone, no texts")
        }
        let ids = texts.map { text in
            let ids = tokenizer.encode(text, limit: trainedLength).map(Int.init)
            return ids.isEmpty ? [network.layout.paddingID] : ids
        }
        return try network.front(ids, leaving: blocks, length: trainedLength)
    }
}
