import Foundation
public import ShopGuide

/// A training on a shop's own data that its service was asked for.
public struct ShopTraining: Codable, Sendable, Hashable {
    /// The state of a training.
    public enum State: String, Codable, Sendable {
        /// Another one is under way.
        case waiting
        /// Its process is at work.
        case running
        /// The service ended before it did; it can be resumed.
        case stopped
        /// Somebody cancelled it; it can be resumed.
        case cancelled
        /// It ended with an error; it can be resumed.
        case failed
        /// It was done to its end.
        case finished

        /// Whether there is something left to do without anybody's asking.
        public var isOpen: Bool { self == .waiting || self == .running }
    }

    /// The reason for a training.
    public enum Cause: String, Codable, Sendable {
        /// Somebody asked for it.
        case request
        /// Its time had come.
        case schedule
    }

    /// The options of a training.
    public struct Options: Sendable, Hashable {
        /// The minutes that it may take; all that it needs where it is nil.
        public var budget: Double?
        /// Whether what was learned serves at once if it is better by more than its error.
        public var activates = false

        /// Creates options.
        public init(budget: Double? = nil, activates: Bool = false) {
            (self.budget, self.activates) = (budget, activates)
        }

        /// Throws where the options are out of bounds.
        ///
        /// - Throws: ``GuideError`` naming the field.
        public func validate() throws {
            guard let budget, !(0.01...100_000 ~= budget) else { return }
            throw GuideError(field: "budget", "must be from 0.01 to 100000 minutes (got \(budget))")
        }
    }

    /// The id, which is the name of its folder.
    public let id: String
    /// The state.
    public internal(set) var state = State.waiting
    /// The reason.
    public let cause: Cause
    /// The minutes that it may take, where somebody said.
    public let budget: Double?
    /// Whether what was learned serves at once if it is better.
    public let activates: Bool
    /// The moment at which it was asked for.
    public let created: Timestamp
    /// The moment at which its process began, the last time.
    public internal(set) var started: Timestamp?
    /// The moment at which it ended.
    public internal(set) var ended: Timestamp?
    /// The reason why it failed.
    public internal(set) var problem: String?

    init(_ options: Options, cause: Cause, now: Timestamp) {
        let second = now.text.filter(\.isNumber).prefix(14)
        id = "shop-\(second.prefix(8))-\(second.dropFirst(8))-\(UUID().uuidString.lowercased().prefix(4))"
        (self.cause, budget, activates, created) = (cause, options.budget, options.activates, now)
    }
}

/// A training with how far it is, and what came out.
public struct ShopTrainingDetails: Sendable {
    /// The training.
    public var training: ShopTraining
    /// The progress of its process; nil until it has begun.
    public var progress: TrainingProgress?
    /// The outcome; nil until it is finished.
    public var outcome: TrainingOutcome?
    /// Whether what it learned serves now.
    public var isActive: Bool
}
