/// A number or choice that a learner has beside its architecture: MAML's inner rate, say.
public struct LearnerSetting: Sendable {
    /// The values that a setting takes.
    public enum Domain: Sendable, CustomStringConvertible {
        /// A number within bounds.
        case number(ClosedRange<Double>)
        /// A whole number within bounds.
        case integer(ClosedRange<Int>)
        /// One of some words.
        case choice([String])

        /// The values in words: `a number from 0 to 1`.
        public var description: String {
            switch self {
            case .number(let bounds): "a number from \(bounds.lowerBound) to \(bounds.upperBound)"
            case .integer(let bounds): "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            case .choice(let words): words.joined(separator: " or ")
            }
        }
    }

    /// Its name on the command line and in `model.json`: `inner-rate`.
    public let name: String
    /// Its meaning in a few words.
    public let abstract: String
    /// The default.
    public let standard: String
    /// The values that it takes.
    public let domain: Domain

    /// Creates a setting.
    public init(_ name: String, _ abstract: String, standard: String, _ domain: Domain) {
        self.name = name
        self.abstract = abstract
        self.standard = standard
        self.domain = domain
    }

    /// Returns the fault of a value; `nil` for a good one.
    func objection(to value: String) -> String? {
        let isGood =
            switch domain {
            case .number(let bounds): Double(value).map(bounds.contains) == true
            case .integer(let bounds): Int(value).map(bounds.contains) == true
            case .choice(let words): words.contains(value)
            }
        return isGood ? nil : "it must be \(domain.description)"
    }
}

/// The settings of one learner: what was given, over the defaults.
public struct LearnerSettings: Sendable {
    private let values: [String: String]

    /// Checks what was given.
    ///
    /// - Throws: ``ModelError`` for a name that the learner doesn't have, or a value that it can't take.
    init(_ given: [String: String], of kind: LearnerKind) throws(ModelError) {
        var values: [String: String] = [:]
        for setting in kind.settings { values[setting.name] = setting.standard }
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard let setting = kind.settings.first(where: { $0.name == name }) else {
                let known = kind.settings.map(\.name).joined(separator: ", ")
                throw ModelError(
                    .unknown,
                    "\(kind.name) has no setting \"\(name)\"; it has \(known.isEmpty ? "none" : known)")
            }
            if let objection = setting.objection(to: value) {
                throw ModelError(.malformed, "\(kind.name)'s setting \(name) is \"\(value)\": \(objection)")
            }
            values[name] = value
        }
        self.values = values
    }

    /// The value of a number.
    public func number(_ name: String) -> Double { Double(text(name)) ?? .nan }

    /// The value of a whole number.
    public func integer(_ name: String) -> Int { Int(text(name)) ?? 0 }

    /// The value of a choice, by its word.
    public func choice<Choice: RawRepresentable<String>>(_ name: String) -> Choice {
        guard let choice = Choice(rawValue: text(name)) else {
            preconditionFailure("the setting \(name) allows \"\(text(name))\", which \(Choice.self) has not")
        }
        return choice
    }

    /// The value as it is written.
    ///
    /// - Precondition: the learner has the setting.
    public func text(_ name: String) -> String {
        guard let value = values[name] else { preconditionFailure("there is no setting \(name)") }
        return value
    }
}
