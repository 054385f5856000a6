import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotReport
import FewShotTensors
import Foundation

/// One start of a training run: from its checkpoint, or the beginning, until it is finished or stopped.
///
/// It writes the best weights so far, the metrics and the checkpoint as it goes, so that a stopped run can be resumed.
package struct TrainingSession {
    /// The printed summary of a finished run.
    package struct Summary: Encodable {
        package var model: String
        var learner: String
        package var episodes: Int
        package var bestStep: Int
        package var validationAccuracy: Double
        package var seconds: Double
        var seed: UInt64
    }

    let folder: TrainingFolder
    let header: CheckpointFile.Header
    let monitor: any WorkMonitor
    /// The name of the training among the parts of longer work.
    var part: String?
    /// The time at which training ends before the recipe's last step, with the best weights so far.
    var deadline: ContinuousClock.Instant?
    /// A finished run with its best weights.
    package struct Outcome<Trained: Module> {
        package let summary: Summary
        package let learner: Trained

        init(_ summary: Summary, _ learner: Trained) {
            self.summary = summary
            self.learner = learner
        }
    }

    /// Seconds between checkpoints within an epoch.
    private let checkpointInterval = Duration.seconds(20)

    /// Creates a session that writes to a folder.
    package init(
        folder: TrainingFolder, header: CheckpointFile.Header, monitor: any WorkMonitor,
        deadline: ContinuousClock.Instant? = nil
    ) {
        self.folder = folder
        self.header = header
        self.monitor = monitor
        self.deadline = deadline
    }

    /// Trains to the end; `teacher` is what the recipe's distillation is from.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, its checkpoint written; what the trainer or the disk throws.
    package func run<Trained: Learner>(
        _ state: TrainingState<Trained>, train: Dataset, validation: Dataset, teacher: (any Learner)? = nil
    ) throws -> Outcome<Trained> {
        try run(
            state,
            EpisodeObjective(
                header.configuration, train: train, validation: validation, teacher: teacher, sharedBy: folder.group),
            title: "training \(header.configuration.shape) from \(train.classes.count) classes, validating "
                + "\(header.configuration.validationShape) from \(validation.classes.count)")
    }

    /// Trains to the end on an objective, which `title` describes in the progress.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, its checkpoint written; what the trainer or the disk throws.
    package func run<Trained: Module>(
        _ state: TrainingState<Trained>, _ objective: any TrainingObjective<Trained>, title: String
    ) throws -> Outcome<Trained> {
        var trainer = Trainer(state, configuration: header.configuration, objective: objective)
        if folder.isFollowing { return try follow(trainer) }
        try folder.save(trainer.state, header)  // a disk that is full, or not ours, shows before the work
        let events = try writing(in: folder.url) {
            let step = state.progress.step
            return try TensorBoardWriter(folder: folder.url, resumingAfter: step > 0 ? step : nil)
        }
        let revision = Program.revision()
        let total = header.configuration.episodes
        var bar = ProgressBar("episode", total: total, start: trainer.state.progress.step, on: monitor)
        bar.note(
            "\(header.architecture.learner), \(trainer.state.learner.parameterCount) parameters; \(title)"
                + (state.progress.step > 0 ? "; going on from episode \(state.progress.step)" : ""))
        do { try takeSteps(&trainer, &bar, events, revision: revision) } catch let error as ProcessGroupError {
            bar.clear()
            try folder.save(trainer.state, header)
            throw ExperimentError(
                "\(error); \(stopped(trainer.state)); go on with --resume, in as many processes as you like")
        }
        bar.clear()
        try saveBest(of: trainer.state, revision: revision)
        try folder.save(trainer.state, header)
        return Outcome(summary(of: trainer.state.progress), trainer.state.best)
    }

    /// Takes all steps that are left, unless the time is over.
    private func takeSteps(
        _ trainer: inout Trainer<some Module>, _ bar: inout ProgressBar, _ events: TensorBoardWriter,
        revision: String
    ) throws {
        let total = header.configuration.episodes
        var saved = ContinuousClock.now
        var isInTime = true
        while isInTime, let event = try trainer.next() {
            // An epoch is finished before the end, or there would be nothing to choose from.
            if let deadline, ContinuousClock.now > deadline, case .epoch = event { isInTime = false }
            try writing(in: folder.url) { try events.append(event) }
            switch event {
            case .step(let report):
                let detail = String(format: "loss %.4f · accuracy %.1f %%", report.loss, report.accuracy * 100)
                bar.show(report.step, detail)
                if let part { monitor.advance(.init(.training, part), to: Double(report.step) / Double(max(1, total))) }
            case .validation(let done):
                let detail = "validating, \(done) of \(header.configuration.validationEpisodes)"
                bar.show(trainer.state.progress.step, detail)
            case .epoch(let report):
                try record(report, of: trainer.state, revision: revision, bar)
                saved = .now
            }
            if try isStopRequested() {
                try folder.save(trainer.state, header)
                bar.clear()
                throw ExperimentError("\(stopped(trainer.state)); go on with the same command and --resume")
            }
            if ContinuousClock.now - saved > checkpointInterval {
                try folder.save(trainer.state, header)
                saved = .now
            }
        }
    }

    private func isStopRequested() throws -> Bool {
        try folder.group?.any(monitor.isStopRequested) ?? monitor.isStopRequested
    }

    private func stopped(_ state: TrainingState<some Module>) -> String {
        "stopped at episode \(state.progress.step) of \(header.configuration.episodes), its checkpoint written"
    }

    /// Takes the same steps as rank 0, which writes and shows what comes of them.
    private func follow<Trained: Module>(_ trainer: Trainer<Trained>) throws -> Outcome<Trained> {
        var trainer = trainer
        do {
            while try trainer.next() != nil {
                if try isStopRequested() { throw ExperimentError("stopped together with rank 0") }
            }
        } catch let error as ProcessGroupError {
            throw ExperimentError("\(error); go on from the checkpoint of rank 0 with --resume")
        }
        return Outcome(summary(of: trainer.state.progress), trainer.state.best)
    }

    private func record(
        _ report: EpochReport, of state: TrainingState<some Module>, revision: String, _ bar: ProgressBar
    ) throws {
        if report.isBest { try saveBest(of: state, revision: revision) }
        try folder.metrics.append(report)
        try folder.save(state, header)
        let line = String(
            format: "epoch %d, episode %d: loss %.4f, accuracy %.2f %%, validation %.2f ± %.2f %%%@, ",
            report.epoch, report.step, report.loss, report.accuracy * 100, report.validationAccuracy * 100,
            report.validationConfidence95 * 100, report.isBest ? " (best)" : "")
        bar.note(line + bar.pace(report.step))
    }

    private func saveBest(of state: TrainingState<some Module>, revision: String) throws {
        let progress = state.progress
        let isChosen = progress.epoch > 0
        let score = header.configuration.ranking == nil ? "accuracy" : "nDCG@10"
        let rule = isChosen ? "best validation \(score)" : "last"
        let checkpoint = Provenance.Checkpoint(
            rule: rule, step: progress.bestStep, validationAccuracy: isChosen ? progress.bestAccuracy : 0)
        let provenance = Provenance(
            data: header.data, start: header.start, configuration: header.configuration, checkpoint: checkpoint,
            episodes: progress.step,
            trainingSeconds: progress.seconds, revision: revision, machine: Program.machine())
        try folder.model.save(state.best, ModelDescription(architecture: header.architecture, provenance: provenance))
    }

    private func summary(of progress: TrainingProgress) -> Summary {
        Summary(
            model: folder.url.relativePath, learner: header.architecture.learner, episodes: progress.step,
            bestStep: progress.bestStep, validationAccuracy: progress.bestAccuracy, seconds: progress.seconds,
            seed: header.configuration.seed)
    }
}
