import FewShotNetworks
import FewShotTensors

extension Dataset {
    /// Returns these classes with every example replaced by what an encoder makes of it, features `[examples, d]`.
    ///
    /// With running statistics an embedding depends on its example alone, so one pass over the examples serves any number of
    /// inductive episodes: a learner with an encoder that changes nothing (`Flatten()`) gives the same answers there as one
    /// with this encoder gives here.
    public func embedded(by encoder: some Layer, batch: Int = 256) -> Dataset {
        let rows = classes.flatMap(\.examples)
        let embeddings = stride(from: 0, to: rows.count, by: batch).map { start in
            encoder(features(of: Array(rows[start..<Swift.min(start + batch, rows.count)]))).detached()
        }
        var next = 0
        let renumbered = classes.map { category in
            defer { next += category.examples.count }
            return Class(
                name: category.name, examples: Array(next..<next + category.examples.count), group: category.group)
        }
        return Dataset(features: .concatenated(embeddings), classes: renumbered)
    }
}
