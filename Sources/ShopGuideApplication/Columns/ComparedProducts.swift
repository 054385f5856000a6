import Foundation
import ShopGuide
import Synchronization

/// Some products of a catalogue as a model sees them, by which it is known what near and far is there.
///
/// A class, since what is found for a combination of parts is kept for the next that knows as much.
final class ComparedProducts: Sendable {
    private let embeddings: [[Float]]
    private let products: Int
    private let found = Mutex<[Set<ProductParts.Slot>: EmbeddingStatistics]>([:])

    /// Keeps embeddings, up to `EmbeddingStatistics.sampleSize` of them, in half precision.
    ///
    /// - Parameters:
    ///   - embeddings: Those of products evenly from all of the catalogue.
    ///   - products: The number of products in the catalogue.
    init(_ embeddings: [[Float]], products: Int) {
        // As they come back from a store, so that a process that made them answers like one that read them.
        self.embeddings = embeddings.prefix(EmbeddingStatistics.sampleSize).map { $0.map { Float(Float16($0)) } }
        self.products = products
    }

    /// The statistics of products of which some parts are known.
    func statistics(
        of known: [ProductParts.Slot], _ ranges: [ProductParts.Slot: Range<Int>]
    ) -> EmbeddingStatistics {
        found.withLock { found in
            if let statistics = found[Set(known)] { return statistics }
            let seen = known.compactMap { ranges[$0] }
            let statistics = EmbeddingStatistics(
                of: known.count == ranges.count
                    ? embeddings : embeddings.compactMap { CategoryIndex.restricted($0, to: seen) },
                ranges: EmbeddingStatistics.partOrder.map { part in
                    // What of a part isn't known is 0.
                    let own = known.filter { $0.part == part }.compactMap { ranges[$0] }
                    return (own.map(\.lowerBound).min() ?? 0)..<(own.map(\.upperBound).max() ?? 0)
                },
                products: products)
            found[Set(known)] = statistics
            return statistics
        }
    }
}

// MARK: - Stored form

extension ComparedProducts {
    /// The store's setting that holds them.
    static let setting = "compared products"

    private struct Stored: Codable {
        var model: String
        var products: Int
        var width: Int
        /// Numbers of two bytes, little-endian, row by row.
        var embeddings: Data
    }

    /// Reads what ``text(ofModel:)`` wrote; `nil` for another model's, or what this version can't read.
    convenience init?(_ text: String, ofModel digest: String) {
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)), stored.model == digest,
            stored.width > 0, stored.embeddings.count % (2 * stored.width) == 0
        else { return nil }
        let numbers = stored.embeddings.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 2).map { place in
                Float(
                    Float16(
                        bitPattern: UInt16(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self))))
            }
        }
        self.init(
            stride(from: 0, to: numbers.count, by: stored.width).map { Array(numbers[$0..<$0 + stored.width]) },
            products: stored.products)
    }

    /// Returns the text that is kept, with the digest of the model that made the embeddings.
    func text(ofModel digest: String) throws -> String {
        var bytes = Data()
        for number in embeddings.joined() {
            withUnsafeBytes(of: Float16(number).bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        let stored = Stored(
            model: digest, products: products, width: embeddings.first?.count ?? 1, embeddings: bytes)
        return String(decoding: try JSONEncoder().encode(stored), as: UTF8.self)
    }
}
