import FewShotData
public import FewShotPretrained
public import FewShotTensors
import Foundation
package import ShopGuide
import Synchronization

/// The pretrained encoders of this machine: each is loaded when it is first needed, once for all shops of the process.
public final class PretrainedEncoders: Sendable {
    /// An encoder, or the time at which it couldn't be loaded.
    private enum Entry: Sendable {
        case loaded(NamedEncoder)
        case failed(ContinuousClock.Instant)
    }

    /// The folder that names them; `nil` where the machine has none.
    private let folder: EncoderFolder?
    private let device: Device
    private let report: @Sendable (String) -> Void
    private let entries = Mutex<[String: Entry]>([:])
    private let reported = Mutex<Set<String>>([])

    /// The seconds after which a missing encoder is looked for again.
    private static let pause = Duration.seconds(30)
    /// Pictures that are embedded at a time.
    static let picturesTogether = 32

    /// Names a folder of encoders.
    ///
    /// - Parameters:
    ///   - folder: The folder; `nil` where the machine has none.
    ///   - device: The device that encoders compute on.
    ///   - report: Receives a sentence about an encoder that can't be used, once.
    public init(
        _ folder: EncoderFolder?, on device: Device = .cpu, report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        (self.folder, self.device, self.report) = (folder, device, report)
    }

    /// Returns the views of products that an encoder has, without loading it.
    ///
    /// - Throws: ``PretrainedError`` for an encoder that is unknown, gone or changed.
    package func sources(of name: String) throws -> [VectorSource] {
        guard let folder else {
            throw GuideError(.missing, "encoder \"\(name)\": this machine has no folder of encoders")
        }
        let record = try folder.checkedRecord(named: name)
        let inputs: [VectorSource.Input] =
            switch record.kind {
            case .picture: [.picture]
            case .text: [.title]
            case .both: [.picture, .title]
            }
        return inputs.map { VectorSource(name, digest: record.digest, input: $0, isOnly: inputs.count == 1) }
    }

    /// Whether the encoder of a view is on this machine; a sentence says why where it isn't.
    package func has(_ source: VectorSource) -> Bool { encoder(of: source) != nil }

    /// Returns an encoder; `nil` where it isn't on this machine, or is another one of that name.
    private func encoder(of source: VectorSource) -> NamedEncoder? {
        entries.withLock { entries in
            switch entries[source.digest] {
            case .loaded(let encoder): return encoder
            case .failed(let time) where ContinuousClock.now - time < Self.pause: return nil
            case .failed, nil: break
            }
            do {
                let encoder = try load(source)
                entries[source.digest] = .loaded(encoder)
                return encoder
            } catch {
                entries[source.digest] = .failed(.now)
                say("the store is seen without the encoder \"\(source.encoder)\" here: \(error)")
                return nil
            }
        }
    }

    private func load(_ source: VectorSource) throws -> NamedEncoder {
        guard let folder else { throw GuideError(.missing, "this machine has no folder of encoders") }
        let record = try folder.record(named: source.encoder)
        guard record.digest == source.digest else {
            throw GuideError(
                .conflict,
                "it is another one than the store was encoded with; shopguide encode --encoder \(source.encoder) takes the new one"
            )
        }
        return try folder.encoder(named: source.encoder, on: device)
    }

    private func say(_ text: String) {
        if reported.withLock({ $0.insert(text).inserted }) { report(text) }
    }
}

// MARK: - Embedding

extension PretrainedEncoders {
    /// Embeds titles; `nil` for all where the encoder isn't here, and for one that it can't embed.
    package func embed(titles: [String], by source: VectorSource) -> [[Float]?] {
        embed(titles, by: source) { try $0.embed(texts: $1) }
    }

    /// Embeds pictures, some at a time; `nil` for all where the encoder isn't here, and for one that it can't embed.
    package func embed(pictures: [DecodedImage], by source: VectorSource) -> [[Float]?] {
        stride(from: 0, to: pictures.count, by: Self.picturesTogether).flatMap { start in
            let some = Array(pictures[start..<min(start + Self.picturesTogether, pictures.count)])
            return embed(some, by: source) { try $0.embed(pictures: $1.map(PicturePixels.init)) }
        }
    }

    /// The multiplications in float32 for the occlusions of a picture, about, above which fewer places are left out: a fifth of a second on
    /// two cores.
    private static let occlusionLimit = 22_000_000_000
    /// Rows and columns of places, the finest first.
    private static let occlusionPlaces = [(7, 7), (5, 5), (4, 4), (3, 3), (2, 3), (2, 2)].map {
        PictureSize(height: $0, width: $1)
    }

    /// Returns the rows and columns of places of a picture that are left out one after the other to explain it: fewer for costly encoders.
    package func occlusionPlaces(of sources: [VectorSource]) -> PictureSize {
        let costs = sources.filter { $0.input == .picture }.map { source in
            guard let encoder = encoder(of: source)?.encoder else { return 0 }
            // A product of matrices in bfloat16 takes half the time or less.
            return (encoder.pictureMultiplications ?? 0) / (encoder.precision == .bfloat16 ? 2 : 1)
        }
        return Self.occlusionPlaces(forCost: costs.reduce(0, +))
    }

    /// Returns the rows and columns of places for encoders of so many multiplications a picture.
    package static func occlusionPlaces(forCost cost: Int) -> PictureSize {
        // Each patch is left out once, so that all places together see it as often as there are places but one.
        occlusionPlaces.first { ($0.height * $0.width - 1) * cost <= occlusionLimit }
            ?? occlusionPlaces[occlusionPlaces.count - 1]
    }

    /// Embeds a picture without one place of its middle square after the other, on all cores.
    ///
    /// - Parameters:
    ///   - picture: The picture.
    ///   - parts: Rows and columns of places.
    ///   - isWholeAdded: Whether the embedding of the whole picture comes after them.
    ///   - source: The encoder's view.
    /// - Returns: An embedding for each; `nil` where the encoder isn't here, or can't leave out a part of a picture.
    package func embed(
        _ picture: DecodedImage, withoutEachOf parts: PictureSize, isWholeAdded: Bool, by source: VectorSource
    ) -> [[Float]]? {
        guard let encoder = encoder(of: source) else { return nil }
        let width = encoder.record.dimensions
        let lanes = max(1, ProcessInfo.processInfo.activeProcessorCount / TensorRuntime.threads)
        guard
            let embedded = try? encoder.encoder.embed(
                PicturePixels(picture), withoutEachOf: parts, isWholeAdded: isWholeAdded, lanes: lanes),
            let numbers = try? embedded.to(.cpu).to(.float32).values(as: Float.self)
        else { return nil }
        return (0..<embedded.size(0)).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
    }

    private func embed<Content>(
        _ contents: [Content], by source: VectorSource, _ body: (NamedEncoder, [Content]) throws -> Tensor
    ) -> [[Float]?] {
        guard !contents.isEmpty, let encoder = encoder(of: source) else {
            return Array(repeating: nil, count: contents.count)
        }
        do {
            let width = encoder.record.dimensions
            let numbers = try body(encoder, contents).to(.cpu).to(.float32).values(as: Float.self)
            return contents.indices.map { Array(numbers[$0 * width..<($0 + 1) * width]) }
        } catch {
            guard contents.count > 1 else {
                say("encoder \"\(source.encoder)\" can't embed a \(source.input.rawValue), which is left out: \(error)")
                return [nil]
            }
            // One that can't be embedded doesn't spoil the others.
            return contents.flatMap { embed([$0], by: source, body) }
        }
    }
}

extension PicturePixels {
    /// The pixels of a decoded image, a grey one with three equal channels.
    init(_ image: DecodedImage) {
        let pixels = image.channels == 3 ? image.pixels : image.pixels.flatMap { [$0, $0, $0] }
        self.init(pixels, height: image.height, width: image.width)
    }
}
