import FewShotDigests
import FewShotLearning
import Foundation

/// A source of which data have only some examples.
public struct SampledSource: Sendable {
    /// The number of examples that it has.
    public var size: Int
    /// Rows of the features that are drawn evenly from all of it, whatever their class.
    public var sample: [Int]
    /// Rows of examples whose classes are too small to be learned from.
    public var strangers: [Int]

    /// Creates the record of a source.
    public init(size: Int, sample: [Int], strangers: [Int] = []) {
        (self.size, self.sample, self.strangers) = (size, sample, strangers)
    }
}

/// A data set in memory, divided, with the record of its origin.
public struct LoadedData: Sendable {
    /// The parts; all share one features tensor. A part without classes is left out.
    public var splits: [Split: Dataset]
    /// One clean picture of each class, where the data has some: classes of the same names as those of ``splits``, with one
    /// example each, over the same features.
    public var iconic: [Split: Dataset] = [:]
    /// Its source as the user named it: `omniglot:data/omniglot_105.zip`.
    public var name: String
    /// SHA-256 of what was loaded: of a zip file as `sha256sum` prints it, of a folder's names and contents.
    public var digest: String
    /// The way in which classes were divided, with what decides it, as a ``Division`` writes and reads it: `vinyals`, `drawn, seed 7`.
    public var scheme: String
    /// The shape of one example: `[channels, height, width]` of images, `[numbers]` of rows.
    public var imageShape: [Int]
    /// The name of the encoder that examples are made for; `nil` for images, which any takes.
    public var encoder: String?
    /// The options of that encoder.
    public var options = EncoderOptions()
    /// The ink of drawings on plain paper; `nil` for photos and everything else.
    public var ink: Ink?
    /// The text of each row of the features, for data of texts.
    public var texts: [String]?
    /// The id of the product of each row of the features, for data of a store.
    public var products: [String]?
    /// The sources by the name of their group, for data of several sources of which only some examples are taken.
    public var sources: [String: SampledSource]?
    /// Notes for the user: images and folders left out, a cache that couldn't be written. One line each.
    public var notes: [String]

    /// Creates loaded data from its parts.
    public init(
        splits: [Split: Dataset], name: String, digest: String, scheme: String, imageShape: [Int], notes: [String] = []
    ) {
        self.splits = splits
        self.name = name
        self.digest = digest
        self.scheme = scheme
        self.imageShape = imageShape
        self.notes = notes
    }

    /// Returns a part, or throws an error that says which parts there are.
    public func dataset(_ split: Split) throws -> Dataset {
        if let dataset = splits[split] { return dataset }
        let parts = Split.allCases.filter { splits[$0] != nil }.map(\.rawValue).joined(separator: ", ")
        throw DataError(.missing, "\(name) has no \(split.rawValue) classes (scheme \(scheme)); it has \(parts)")
    }

    /// SHA-256 of the names of the classes of every part: equal for equal divisions.
    public var splitDigest: String {
        var hash = SHA256()
        for split in Split.allCases {
            hash.update(Data("\(split.rawValue)\n".utf8))
            for category in splits[split]?.classes ?? [] { hash.update(Data("\(category.name)\n".utf8)) }
        }
        return hash.finalize().hexadecimal
    }
}
