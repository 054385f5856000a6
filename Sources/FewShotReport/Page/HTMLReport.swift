import Foundation
import Mustache

/// A report as one self-contained HTML file: no network, no script, no font.
///
/// The page is also well-formed XML, so that tools can extract its numbers.
public struct HTMLReport: Sendable {
    /// The content.
    public var content: ReportContent

    /// Creates a report.
    public init(_ content: ReportContent) { self.content = content }

    /// The page.
    ///
    /// - Throws: An error if an image can't be encoded.
    public var html: String {
        get throws {
            let template = try MarkupTemplate.parsed(PackageResources.report_mustache)
            let style = String(decoding: PackageResources.report_css, as: UTF8.self)
            return template.render(try PageView(content, style: style))
        }
    }

    /// Writes the page to a file atomically.
    public func write(to url: URL) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(try html.utf8).write(to: url, options: .atomic)
    }
}
