import FewShotPretrained
import FewShotTensors
import Foundation
import ShopGuideBuiltin

/// The time that an encoder takes for one title or picture, and for several at once.
package struct EncoderSpeed: Encodable {
    /// The milliseconds of one title or picture.
    package struct Milliseconds: Encodable {
        /// The processor time of all threads.
        package var processor: Double
        /// The time by the clock.
        package var clock: Double
    }

    /// The times of one kind of input.
    package struct Times: Encodable {
        /// One by itself.
        package var single: Milliseconds
        /// Each of a batch.
        package var batched: Milliseconds
    }

    /// The encoder's name.
    package var encoder: String
    /// Threads per operation.
    package var threads: Int
    /// The titles or pictures of a batch.
    package var batch: Int
    /// The titles' times, where it takes texts.
    package var titles: Times?
    /// The pictures' times, where it takes pictures.
    package var pictures: Times?

    /// Pixels on a side of the pictures.
    private static let pictureSide = 224

    /// Embeds titles and pictures of noise again and again.
    ///
    /// - Parameters:
    ///   - encoder: The encoder.
    ///   - titles: The titles, in turn; those of the built-in catalogue where there are none.
    ///   - batch: The titles or pictures of a batch.
    ///   - repeats: The batches that are measured; the median counts.
    /// - Throws: ``PretrainedError`` for an encoder that fails.
    package init(_ encoder: NamedEncoder, titles: [String] = [], batch: Int, repeats: Int) throws {
        (self.encoder, self.batch, threads) = (encoder.name, batch, TensorRuntime.threads)
        if encoder.kind != .picture {
            let catalogue = BuiltinCatalogue.generate().products.map(\.title.english)
            let titles = titles.isEmpty ? catalogue : titles
            func some(_ place: Int, _ count: Int) -> [String] {
                (0..<count).map { titles[(place * count + $0) % titles.count] }
            }
            self.titles = try Times(batch, repeats) { place, count in
                _ = try encoder.embed(texts: some(place, count)).values(as: Float.self)
            }
        }
        if encoder.kind != .text {
            var generator = SeededGenerator(seed: 0)
            let side = Self.pictureSide
            let pictures = (0..<batch).map { _ in
                PicturePixels(
                    (0..<side * side * 3).map { _ in UInt8(generator.integer(below: 256)) }, height: side, width: side)
            }
            self.pictures = try Times(batch, repeats) { _, count in
                _ = try encoder.embed(pictures: Array(pictures.prefix(count))).values(as: Float.self)
            }
        }
    }
}

extension EncoderSpeed.Times {
    fileprivate init(_ batch: Int, _ repeats: Int, _ embed: (_ place: Int, _ count: Int) throws -> Void) throws {
        func median(of count: Int, _ repeats: Int) throws -> EncoderSpeed.Milliseconds {
            for place in 0..<3 { try embed(place, count) }  // what is allocated and generated once
            var (processor, clock) = ([Double](), [Double]())
            for place in 0..<repeats {
                let (begun, spent) = (ContinuousClock.now, Self.processorMilliseconds)
                try embed(place, count)
                processor.append(Self.processorMilliseconds - spent)
                clock.append((ContinuousClock.now - begun) / .milliseconds(1))
            }
            return EncoderSpeed.Milliseconds(
                processor: processor.sorted()[repeats / 2] / Double(count),
                clock: clock.sorted()[repeats / 2] / Double(count))
        }
        self.init(single: try median(of: 1, 4 * repeats), batched: try median(of: batch, repeats))
    }

    /// The processor time of this process so far.
    private static var processorMilliseconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
