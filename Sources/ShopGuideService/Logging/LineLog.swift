import Foundation
import Logging

/// A log handler that writes one structured line per event.
package struct LineLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: LogFormat
    private let write: @Sendable (String) -> Void

    /// Creates a log.
    ///
    /// - Parameters:
    ///   - label: The logger's label.
    ///   - format: The format of lines.
    ///   - level: The least severe level to log.
    ///   - write: The receiver of lines.
    package init(
        _ label: String, as format: LogFormat, level: Logger.Level = .info, write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.format = format
        self.write = write
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        if let more = event.metadata { all.merge(more) { $1 } }
        var fields = [
            (name: "time", value: Self.time(Date())), (name: "level", value: event.level.rawValue),
            (name: "logger", value: label), (name: "message", value: Self.cut("\(event.message)")),
        ]
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            fields.append((name: Self.names[key] ?? key, value: Self.cut("\(value)")))
        }
        if let error = event.error { fields.append((name: "error", value: Self.cut("\(error)"))) }
        write(format.line(fields))
    }

    /// Field names of libraries, and ours.
    private static let names = ["hb.request.id": "request"]

    /// Truncates a value to 4 KiB.
    private static func cut(_ text: String) -> String {
        text.utf8.count <= 4096 ? text : String(decoding: text.utf8.prefix(4096), as: UTF8.self) + "…"
    }

    /// Returns a time in UTC, in ISO 8601 with fractional seconds.
    private static func time(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
