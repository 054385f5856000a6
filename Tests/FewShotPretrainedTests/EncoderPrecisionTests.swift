import FewShotNetworks
import FewShotPretrained
import FewShotTensors
import Foundation
import Testing
import TinyEncoders

/// Encoders that compute in half the bits.
struct EncoderPrecisionTests {
    private let place: TemporaryFolder
    private var folder: EncoderFolder { EncoderFolder(place.url.appending(path: "encoders")) }

    init() throws {
        place = try TemporaryFolder()
        try TinyEncoder.picture("vit", in: place.url)
    }

    private var source: EncoderSource {
        get throws { try EncoderSource(parsing: "hf:\(place.url.appending(path: "vit").path(percentEncoded: false))") }
    }

    private let pictures = [7, 31].map { step in
        PicturePixels((0..<28 * 28 * 3).map { UInt8(truncatingIfNeeded: $0 * step) }, height: 28, width: 28)
    }

    @Test func `embeddings in bfloat16 are float32 and close to those in float32`() throws {
        let exact = try folder.add("exact", source).embed(pictures: pictures)
        let quick = try folder.add("quick", source, precision: .bfloat16).embed(pictures: pictures)
        #expect(quick.elementType == .float32 && quick.shape == exact.shape)
        let difference = try (quick - exact).squared().sum().scalar() / exact.squared().sum().scalar()
        #expect(difference > 0 && difference < 1e-3)
        let between = try (exact[0] - exact[1]).squared().sum().scalar()
        #expect(try (quick[0] - exact[0]).squared().sum().scalar() < between / 10)
    }

    @Test func `the precision belongs to the encoder's name and digest`() throws {
        let exact = try folder.add("exact", source).record
        let quick = try folder.add("quick", source, precision: .bfloat16).record
        #expect(exact.precision == nil && quick.precision == .bfloat16)
        #expect(exact.digest != quick.digest)
        #expect(try folder.encoder(named: "quick").record == quick)
        #expect(try folder.encoder(named: "quick").encoder.precision == .bfloat16)
        #expect(throws: PretrainedError.self) { try folder.add("exact", source, precision: .bfloat16) }
    }

    @Test func `last blocks are trained in float32 whatever the encoder computes in`() throws {
        let quick = try folder.add("quick", source, precision: .bfloat16)
        let tail = try quick.tail(blocks: 1, of: .picture)
        #expect(tail.parameters.allSatisfy { $0.elementType == .float32 })
        #expect(try quick.front(pictures: pictures, leaving: 1).elementType == .float32)
    }

    @Test func `reasons of a picture are of the same embedding`() throws {
        let quick = try folder.add("quick", source, precision: .bfloat16).encoder
        let places = try #require(try quick.embed(pictures[0], withoutEachOf: PictureSize(height: 2, width: 2)))
        #expect(places.elementType == .float32 && places.shape == [4, quick.dimensions])
    }
}
