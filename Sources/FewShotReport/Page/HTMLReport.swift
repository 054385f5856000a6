import Foundation
import Mustache

/// Renders a report as one file of HTML that needs nothing else: no network, no script, no font.
///
/// The page is well-formed XML too, so that any tool can take its numbers out again.
public struct HTMLReport: Sendable {
    /// What it says.
    public var content: ReportContent

    /// Creates a report.
    public init(_ content: ReportContent) { self.content = content }

    /// The page.
    ///
    /// - Throws: where a picture can't be encoded.
    public var html: String {
        get throws {
            // Registered each time: it is cheap, and another user of the library could have taken the name.
            MustacheContentTypes.register(Markup(), named: "MARKUP")
            let template = try MustacheTemplate(string: text(PackageResources.report_mustache))
            return template.render(try PageView(content, style: text(PackageResources.report_css)))
        }
    }

    /// Writes the page to a file in one step.
    public func write(to url: URL) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(try html.utf8).write(to: url, options: .atomic)
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Escapes by scalar; the library's own HTML type misses a quote that an accent follows.
    private struct Markup: MustacheContentType {
        func escapeText(_ text: String) -> String { text.escapedForMarkup }
    }
}
