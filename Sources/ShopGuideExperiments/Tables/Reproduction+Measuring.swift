import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide

extension Reproduction {
    /// Returns the row of a measurement that is still to be made.
    func row(
        _ entry: TablePlan.Entry, _ measurement: TablePlan.Measurement, _ ready: Ready, _ data: LoadedData
    ) -> ResultRow {
        var shape = EpisodeShape(ways: measurement.task.ways, shots: 1, queries: 1)
        var (name, count) = ("lake", 20)
        switch measurement.task {
        case .episodes(let own): (shape, name, count) = (own, "episodes", episodes)
        case .iconic: (shape.queries, name, count) = (15, "iconic", episodes)
        case .lake: break
        case .withinGroup(let own): (shape, name, count) = (own, "within a group", episodes)
        case .wholeGroups(let own): (shape, name, count) = (own, "whole groups", episodes)
        }
        return ResultRow(
            table: plan.name, learner: entry.label, task: name, data: data.provenance.name, scheme: data.scheme,
            ways: shape.ways, shots: shape.shots, queries: shape.queries, protocol: measurement.protocol,
            views: measurement.views == .one ? nil : measurement.views, accuracy: 0,
            confidence95: 0, episodes: count, seed: seed, split: .test,
            model: ready.folder.map { ResultRow.Model(name: $0.lastPathComponent, digest: ready.digest ?? "") },
            provenance: ready.description?.provenance, published: measurement.published, command: command)
    }

    /// Measures a learner as an entry asks.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, or for data that lack what the task needs.
    func measure(
        _ entry: TablePlan.Entry, _ measurement: TablePlan.Measurement, _ ready: Ready, _ data: LoadedData
    ) throws -> Tally {
        let seed = SeedPurpose.test.seed(from: seed)
        switch measurement.task {
        case .lake:
            return try TableMeasurement.lake(
                ready.learner, measurement.protocol, views: measurement.views, path: challengePath, options, monitor)
        case .iconic(let ways):
            guard let iconic = data.iconic[.test], let learner = ready.learner else {
                throw ExperimentError("\(data.name) has no iconic pictures")
            }
            let episodes = try IconicEpisodes(
                photos: data.dataset(.test), iconic: iconic, ways: ways, queries: 15, seed: seed)
            return try TableMeasurement.tally(
                learner, measurement.protocol, (0..<self.episodes).lazy.map(episodes.episode(at:)), monitor)
        case .withinGroup(let shape):
            let episodes = try GroupedEpisodes(data.dataset(.test), shape: shape, seed: seed)
            guard let learner = ready.learner else {
                return try TableMeasurement.texts(data, episodes, count: self.episodes)
            }
            return try TableMeasurement.tally(
                learner, measurement.protocol, (0..<self.episodes).lazy.map(episodes.episode(at:)), monitor)
        case .wholeGroups(let shape):
            guard let learner = ready.learner else { throw ExperimentError("\(entry.label) answers no such tasks") }
            let sampler = try EpisodeSampler(data.wholeGroups, shape: shape, seed: seed)
            return try TableMeasurement.tally(
                learner, measurement.protocol, sampler.episodes().prefix(episodes), monitor)
        case .episodes(let shape):
            guard let learner = ready.learner else { throw ExperimentError("\(entry.label) answers Lake's runs alone") }
            let dataset = try data.dataset(.test, for: shape, options: "data")
            let sampler = try EpisodeSampler(dataset, shape: shape, seed: seed)
            return try TableMeasurement.tally(
                learner, measurement.protocol, sampler.episodes().prefix(episodes), views: measurement.views, monitor)
        }
    }

    private var challengePath: String {
        get throws {
            if let challenge { return challenge }
            for case .images(.omniglot(let path)) in sources {
                let beside = URL(filePath: path).deletingLastPathComponent().appending(path: "all_runs.zip")
                if FileManager.default.fileExists(atPath: beside.path) { return beside.path(percentEncoded: false) }
            }
            throw ExperimentError(
                "table lake needs all_runs.zip of github.com/brendenlake/omniglot: add --challenge all_runs.zip")
        }
    }
}
