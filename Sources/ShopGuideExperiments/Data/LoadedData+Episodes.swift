import FewShotData
import FewShotLearning
import Foundation

extension LoadedData {
    /// Returns a part that episodes of a shape can be drawn from, or throws a ``ExperimentError`` saying what it lacks; `options`
    /// are those that make episodes smaller.
    package func dataset(_ split: Split, for shape: EpisodeShape, options: String) throws -> Dataset {
        let dataset = try dataset(split)
        do { _ = try EpisodeSampler(dataset, shape: shape, seed: 0) } catch {
            throw ExperimentError("\(name), \(split.rawValue) split: \(error); choose smaller \(options)")
        }
        return dataset
    }

    /// The data's provenance; its name is without folders, which are specific to a machine.
    package var provenance: Provenance.Data {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        let short = parts.count == 2 ? "\(parts[0]):\(URL(filePath: parts[1]).lastPathComponent)" : name
        return Provenance.Data(name: short, digest: digest, scheme: scheme, splitDigest: splitDigest, ink: ink)
    }
}
