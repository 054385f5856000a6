import ArgumentParser
import FewShotLearning
import ShopGuide

/// `shopguide learners`.
struct LearnersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learners",
        abstract: "Lists the learners there are, with their encoders and settings.",
        discussion: """
            Example:
              shopguide learners --format json

            A setting is changed by --set of shopguide train: --set steps=5 --set rate=0.1.
            """
    )

    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func run() throws {
        let entries = ModelRegistry.shop.learners.map(Entry.init)
        switch format {
        case .json: try Output.result(json: entries)
        case .text:
            let encoders = ModelRegistry.shop.encoders.map { "\($0.name): \($0.abstract)" }
            try Output.result(
                entries.map(\.text).joined(separator: "\n\n") + "\n\nEncoders\n"
                    + encoders.map { "  \($0)" }.joined(separator: "\n"))
        }
    }

    /// A learner as it is printed.
    private struct Entry: Encodable {
        struct Setting: Encodable {
            var name: String
            var meaning: String
            var standard: String
            var values: String
        }

        var name: String
        var meaning: String
        var encoders: [String]
        var isTrained: Bool
        var settings: [Setting]

        init(_ kind: LearnerKind) {
            name = kind.name
            meaning = kind.abstract
            isTrained = kind.recipe != nil
            encoders = isTrained ? ModelRegistry.shop.encoders(for: kind).map(\.name) : []
            settings = kind.settings.map {
                Setting(name: $0.name, meaning: $0.abstract, standard: $0.standard, values: $0.domain.description)
            }
        }

        var text: String {
            var lines = ["\(name): \(meaning)"]
            if !encoders.isEmpty { lines.append("  encoders: \(encoders.joined(separator: ", "))") }
            for setting in settings {
                lines.append("  \(setting.name)=\(setting.standard): \(setting.meaning) (\(setting.values))")
            }
            return lines.joined(separator: "\n")
        }
    }
}
