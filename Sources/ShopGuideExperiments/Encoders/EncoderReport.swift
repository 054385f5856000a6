import FewShotPretrained
import FewShotTensors
import Foundation

/// A named encoder as it is printed, with the time that it takes here where that was measured.
package struct EncoderReport: Encodable {
    package var name: String
    package var source: String
    package var family: String
    /// `picture`, `text` or `both`.
    package var reads: String
    package var dimensions: Int
    package var parameters: Int
    package var license: String?
    package var digest: String
    /// The pictures that a TorchScript network takes.
    package var options: TorchScriptOptions?
    /// The numbers that it computes with.
    package var precision: EncoderPrecision
    /// Milliseconds that one picture takes here, resizing included.
    package var millisecondsPerPicture: Double?
    /// Milliseconds that one title takes here.
    package var millisecondsPerTitle: Double?

    /// Describes an encoder by its record.
    package init(_ name: String, _ record: EncoderRecord) {
        self.name = name
        source = record.source
        family = record.family.rawValue
        reads = record.kind.rawValue
        dimensions = record.dimensions
        parameters = record.parameters
        license = record.license
        digest = record.digest
        options = record.options
        precision = record.precision ?? .float32
    }

    /// Describes an encoder that is loaded, and measures it on one picture or title.
    ///
    /// - Throws: ``PretrainedError`` where it can't embed them.
    package init(measuring encoder: NamedEncoder) throws {
        self.init(encoder.name, encoder.record)
        if encoder.kind != .text {
            let side = 224
            let ramp = (0..<side * side * 3).map { UInt8(truncatingIfNeeded: $0) }
            let picture = PicturePixels(ramp, height: side, width: side)
            millisecondsPerPicture = try Self.milliseconds { _ = try encoder.embed(pictures: [picture]).checked() }
        }
        if encoder.kind != .picture {
            millisecondsPerTitle = try Self.milliseconds {
                _ = try encoder.embed(texts: ["Stainless steel water bottle, 750 ml, dark blue"]).checked()
            }
        }
    }

    /// The fastest of three: the first one also warms up.
    private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<3 {
            let start = ContinuousClock.now
            try body()
            best = min(best, (ContinuousClock.now - start) / .milliseconds(1))
        }
        return best
    }

    /// Whether loading it runs code of its file.
    package var runsCode: Bool { family == PretrainedFamily.torchScript.rawValue }

    /// Lines for people.
    package var text: String {
        let inputs = ["picture": "pictures", "text": "texts", "both": "pictures and texts, in one space"]
        var lines = [
            "\(name): \(family), reads \(inputs[reads] ?? reads)",
            "  \(dimensions) dimensions, \(parameters) parameters, licence: \(license ?? "not given")",
        ]
        if let options {
            let fit = options.fit == .crop ? "the middle of" : "stretched to"
            lines.append(
                "  pictures: \(fit) \(options.size) × \(options.size), mean \(options.mean), deviation \(options.deviation)"
                    + (options.pooling.map { ", pooling \($0.rawValue)" } ?? ""))
        }
        if precision != .float32 { lines.append("  computes in \(precision.rawValue)") }
        if let millisecondsPerPicture {
            lines.append(String(format: "  one picture takes %.1f ms here", millisecondsPerPicture))
        }
        if let millisecondsPerTitle {
            lines.append(String(format: "  one title takes %.1f ms here", millisecondsPerTitle))
        }
        lines += ["  source: \(source)", "  digest: \(digest)"]
        if runsCode { lines.append("  a TorchScript file holds code, which runs whenever it is loaded") }
        return lines.joined(separator: "\n")
    }
}
