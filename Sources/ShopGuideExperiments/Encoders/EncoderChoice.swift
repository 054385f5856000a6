import FewShotLearning
import FewShotPretrained
import Foundation
import ShopGuide

/// The encoders that a user named for a training: one of the program's own, or pretrained ones, perhaps with four blocks beside.
package enum EncoderChoice: Equatable {
    /// An encoder of the program's own; the usual one where `nil`.
    case own(String?)
    /// Pretrained encoders by name; with `hasBlocks` four convolution blocks see the pixels beside them.
    case pretrained([String], hasBlocks: Bool)

    /// Tells the program's own encoders from pretrained ones by their names.
    ///
    /// - Parameters:
    ///   - names: The names, as the user gave them.
    ///   - kind: The learner that they are for.
    ///   - folder: The folder of pretrained encoders; `nil` where the user has none.
    /// - Throws: ``ExperimentError`` for a name that is given twice or that nothing has, and for encoders that can't be joined.
    package init(_ names: [String], for kind: LearnerKind, in folder: EncoderFolder?) throws {
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw ExperimentError("--encoder \(name) is given twice")
        }
        let own = names.filter(Self.isReserved)
        let pretrained = names.filter { !Self.isReserved($0) }
        guard !pretrained.isEmpty else {
            guard own.count <= 1 else {
                throw ExperimentError(
                    "--encoder \(own.joined(separator: " --encoder ")): only pretrained encoders can be joined, with conv4 beside them"
                )
            }
            self = .own(own.first)
            return
        }
        for name in pretrained { try Self.checkIsThere(name, for: kind, in: folder) }
        if let other = own.first(where: { $0 != EncoderKind.conv4.name }) {
            throw ExperimentError("--encoder \(other): beside pretrained encoders there can be conv4 alone")
        }
        guard kind.recipe == nil || kind.accepts(.pretrained) else {
            let fitting = ModelRegistry.shop.learners.filter { $0.accepts(.pretrained) }.map(\.name)
            throw ExperimentError(
                "--encoder \(pretrained[0]): \(kind.name) has no encoder; learners that can have one: "
                    + fitting.joined(separator: ", "))
        }
        if kind.use == .taskNetworks, !own.isEmpty {
            throw ExperimentError(
                "--encoder conv4: \(kind.name) adapts maps of pretrained features; its blocks on pixels can't stand beside them"
            )
        }
        if kind.recipe == nil, !own.isEmpty {
            throw ExperimentError(
                "--encoder conv4: \(kind.name) trains nothing, and compares pretrained features as they are")
        }
        self = .pretrained(pretrained, hasBlocks: !own.isEmpty)
    }

    /// Whether a name is that of one of the program's own encoders, and so no pretrained one may have it.
    package static func isReserved(_ name: String) -> Bool {
        ModelRegistry.shop.encoders.contains { $0.name == name }
    }

    private static func checkIsThere(_ name: String, for kind: LearnerKind, in folder: EncoderFolder?) throws {
        let known = try folder?.names() ?? []
        guard !known.contains(name) else { return }
        let own = ModelRegistry.shop.encoders(for: kind).map(\.name)
        let place = folder.map { " in \($0.url.path(percentEncoded: false))" } ?? ""
        throw ExperimentError(
            "unknown encoder \"\(name)\" for \(kind.name); there is \(own.joined(separator: ", ")), and of pretrained ones\(place) "
                + (known.isEmpty ? "none" : known.joined(separator: ", ")) + " (shopguide encoder add adds more)")
    }
}
