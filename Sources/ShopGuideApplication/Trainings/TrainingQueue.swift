import Dispatch
public import Foundation
import ShopGuide
import ShopGuideStore
import Synchronization

/// The trainings on a shop's own data that its service does: each in a process of its own at the lowest priority, one at a time.
///
/// Everything that has to survive a restart is in the folder of ``TrainingStorage``. A training ends with the service, and can be
/// resumed; one that was due by the schedule goes on by itself.
public final class TrainingQueue: Sendable {
    /// The way trainings are done.
    public struct Options: Sendable {
        /// The program that learns, this one; nil where the service can't learn.
        public var program: URL?
        /// Arguments of the program beside those of a training.
        public var arguments: [String] = []
        /// Variables of its environment beside those of this process.
        public var environment: [String: String] = [:]
        /// The time from one scheduled training to the next; nil for no schedule.
        public var interval: Duration?
        /// The minutes that a scheduled training may take.
        public var scheduledBudget = 60.0
        /// Maximum number of trainings that are kept.
        public var kept = 10
        /// The time between two looks for trainings that wait or are due.
        public var pause = Duration.seconds(2)
        /// The time in which a process may come to its end after it was asked to.
        public var patience = Duration.seconds(30)
        /// The turn of all shops of a service.
        public let turn = TrainingTurn()

        /// Creates the default options.
        public init() {}
    }

    let options: Options
    let store: any Store
    let storage: TrainingStorage
    private let report: @Sendable (any Error) -> Void
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStarted = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)

    init(_ store: any Store, _ options: Options, report: @escaping @Sendable (any Error) -> Void) {
        (self.store, self.options, self.report) = (store, options, report)
        storage = TrainingStorage(besides: store.companion)
    }

    // MARK: - The thread

    /// Begins to do trainings, where the service can.
    func start() {
        guard options.program != nil, !isStarted.exchange(true, ordering: .relaxed) else { return }
        let thread = Thread { [self] in work() }
        thread.name = "trainings"
        thread.start()
    }

    /// Ends the process that is at work, its checkpoint being written; it can be resumed.
    func stop() {
        guard isStarted.load(ordering: .relaxed), !isStopping.exchange(true, ordering: .relaxed) else { return }
        wake.signal()
        _ = ended.wait(timeout: .now() + .seconds(5))
    }

    private var isEnding: Bool { isStopping.load(ordering: .relaxed) }

    private func work() {
        var lock: FolderLock?
        while !isEnding {
            do {
                if lock == nil {
                    if options.interval != nil { try makeFolder() }
                    lock = storage.exists ? storage.lock() : nil
                    if lock != nil { try closeInterrupted() }
                }
                if lock != nil {
                    try addDue(now: .now)
                    if let next = storage.trainings().last(where: { $0.state == .waiting }), options.turn.take() {
                        defer { options.turn.release() }
                        try run(next)
                        try tidy()
                        continue
                    }
                }
            } catch { report(error) }
            _ = wake.wait(timeout: .now() + .nanoseconds(Int(options.pause / .nanoseconds(1))))
        }
        ended.signal()
    }

    private func makeFolder() throws {
        try FileManager.default.createDirectory(
            at: storage.url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Says of trainings whose service has ended that they did too; those of the schedule go on.
    private func closeInterrupted() throws {
        for var training in storage.trainings() where training.state == .running || training.state == .stopped {
            let goesOn = training.cause == .schedule && options.interval != nil
            guard goesOn || training.state == .running else { continue }
            if training.state == .running { training.ended = .now }
            training.state = goesOn ? .waiting : .stopped
            try storage.save(training)
        }
    }

    /// Forgets old trainings, but not what serves or is still to be done.
    private func tidy() throws {
        let serving = try LearnedShoppers(activeIn: store)
        for training in storage.trainings().dropFirst(options.kept)
        where !training.state.isOpen && serving?.isIn(models(of: training.id)) != true {
            storage.remove(training.id)
        }
    }

    // MARK: - One training

    private func run(_ waiting: ShopTraining) throws {
        guard let program = options.program else { return }
        var training = waiting
        let id = training.id
        // A process of a service that was killed sees that within seconds.
        while storage.isHeld(id), !isEnding { _ = wake.wait(timeout: .now() + .milliseconds(200)) }
        guard !isEnding, storage.training(id)?.state == .waiting else { return }
        (training.state, training.started, training.ended, training.problem) = (.running, .now, nil, nil)
        try storage.save(training)
        do {
            let process = try TrainingProcess(
                program, arguments(of: training), environment: options.environment, output: storage.outcome(of: id),
                log: storage.log(of: id))
            let status = wait(for: process, id)
            if status == 0, storage.read(storage.outcome(of: id), as: TrainingOutcome.self) != nil {
                training.state = .finished
            } else if storage.isCancellationRequested(of: id) {
                training.state = .cancelled
            } else if isEnding {
                training.state = .stopped
            } else {
                training.state = .failed
                training.problem =
                    status > 128 ? "the process was ended by signal \(status - 128)" : storage.lastWords(of: id)
            }
        } catch let error as GuideError {
            (training.state, training.problem) = (.failed, error.message)
        }
        training.ended = .now
        try storage.save(training)
        storage.forgetCancellation(of: id)
    }

    private func arguments(of training: ShopTraining) -> [String] {
        let id = training.id
        var arguments = [
            "learn", "--store", store.path, "--output", storage.run(of: id).path(percentEncoded: false), "--format",
            "json", "--background", storage.progress(of: id).path(percentEncoded: false),
        ]
        if let budget = training.budget { arguments += ["--budget", "\(budget)"] }
        if training.activates { arguments.append("--activate") }
        if storage.isBegun(id) { arguments.append("--resume") }
        return arguments + options.arguments
    }

    /// Waits for a process; asks it to end where somebody cancelled it or the service ends, and ends it where it doesn't.
    private func wait(for process: borrowing TrainingProcess, _ id: String) -> Int32 {
        var asked: ContinuousClock.Instant?
        while true {
            if let status = process.status() { return status }
            if let asked {
                if ContinuousClock.now - asked > options.patience { process.end(atOnce: true) }
            } else if isEnding || storage.isCancellationRequested(of: id) {
                process.end(atOnce: false)
                asked = .now
            }
            _ = wake.wait(timeout: .now() + .milliseconds(200))
        }
    }

    // MARK: - Requests

    /// Adds a training.
    ///
    /// - Throws: ``GuideError`` where the service can't learn, one is open, or the options are out of bounds.
    public func add(_ options: ShopTraining.Options) throws -> ShopTraining {
        try options.validate()
        return try add(options, cause: .request)
    }

    func add(_ options: ShopTraining.Options, cause: ShopTraining.Cause) throws -> ShopTraining {
        try checkSpace()
        let training = ShopTraining(options, cause: cause, now: .now)
        try storage.save(training)
        wake.signal()
        return training
    }

    private func checkSpace() throws {
        guard options.program != nil else {
            throw GuideError(.conflict, "this service can't learn; run shopguide learn beside it")
        }
        if let open = storage.trainings().first(where: \.state.isOpen) {
            throw GuideError(
                .conflict, "training \"\(open.id)\" is \(open.state.rawValue); one at a time: cancel it, or wait for it"
            )
        }
    }

    /// Goes on with a training that was stopped, cancelled or failed, from its last checkpoint.
    ///
    /// - Throws: ``GuideError`` where there is none of that id, it is finished, or another one is open.
    public func resume(_ id: String) throws -> ShopTraining {
        var training = try training(id)
        guard training.state != .finished else {
            throw GuideError(.conflict, "training \"\(id)\" is finished; begin another one")
        }
        try checkSpace()
        storage.forgetCancellation(of: id)
        (training.state, training.ended, training.problem) = (.waiting, nil, nil)
        try storage.save(training)
        wake.signal()
        return training
    }

    /// Ends a training after the step under way; its checkpoints are kept, so that it can be resumed.
    ///
    /// - Throws: ``GuideError`` where there is none of that id, or it has ended.
    public func cancel(_ id: String) throws -> ShopTraining {
        var training = try training(id)
        guard training.state.isOpen else {
            throw GuideError(.conflict, "training \"\(id)\" has ended already: \(training.state.rawValue)")
        }
        if training.state == .waiting {
            (training.state, training.ended) = (.cancelled, .now)
            try storage.save(training)
        } else {
            try storage.requestCancellation(of: id)
        }
        wake.signal()
        return training
    }

    /// Returns all trainings, the newest first.
    public func trainings() -> [ShopTraining] { storage.trainings() }

    /// Whether there is a training of an id.
    public func knows(_ id: String) -> Bool { storage.training(id) != nil }

    /// Returns a training.
    ///
    /// - Throws: ``GuideError`` where there is none of that id.
    public func training(_ id: String) throws -> ShopTraining {
        guard let training = storage.training(id) else { throw GuideError.missing("training \"\(id)\"") }
        return training
    }

    /// Returns a training with how far it is, and what came out.
    ///
    /// - Throws: ``GuideError`` where there is none of that id.
    public func details(of id: String) throws -> ShopTrainingDetails {
        let training = try training(id)
        let isDone = training.state == .finished
        return ShopTrainingDetails(
            training: training,
            progress: storage.read(storage.progress(of: id), as: TrainingProgress.self),
            outcome: isDone ? storage.read(storage.outcome(of: id), as: TrainingOutcome.self) : nil,
            isActive: try LearnedShoppers(activeIn: store)?.isIn(models(of: id)) ?? false)
    }

    /// Returns the file of a training's report; nil until it is finished.
    ///
    /// - Throws: ``GuideError`` where there is none of that id.
    public func reportFile(of id: String) throws -> URL? {
        guard try training(id).state == .finished else { return nil }
        return storage.run(of: id).appending(component: "report.html")
    }

    /// Returns the learners that a training made, which are there and whole.
    ///
    /// - Throws: ``GuideError`` where there is none of that id, it isn't finished, or it has no model that can serve.
    func learned(by id: String) throws -> LearnedShoppers {
        let details = try details(of: id)
        guard details.training.state == .finished else {
            throw GuideError(.conflict, "training \"\(id)\" isn't finished: \(details.training.state.rawValue)")
        }
        guard let learner = details.outcome?.learner else {
            throw GuideError(
                .conflict, "training \"\(id)\" has nothing to activate: what it chose needs no trained model")
        }
        let learned = LearnedShoppers(folder: models(of: id), learner: learner)
        _ = try learned.models()
        return learned
    }

    /// The folder of the models that a training makes.
    func models(of id: String) -> URL {
        storage.run(of: id).appending(component: "models", directoryHint: .isDirectory)
    }
}

/// The turn of one training at a time in a service, whatever shop it is of.
public final class TrainingTurn: Sendable {
    private let isTaken = Atomic<Bool>(false)

    /// Creates a turn that is free.
    public init() {}

    /// Takes the turn; returns false where another training has it.
    func take() -> Bool { !isTaken.exchange(true, ordering: .acquiring) }
    /// Gives the turn back.
    func release() { isTaken.store(false, ordering: .releasing) }
}
