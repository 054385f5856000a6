import Mustache

/// Mustache templates of HTML and XML, with texts escaped by scalar.
package enum MarkupTemplate {
    /// Parses a template whose first line is `{{% CONTENT_TYPE: MARKUP}}`.
    ///
    /// - Throws: the library's error for a malformed template.
    package static func parsed(_ bytes: [UInt8]) throws -> MustacheTemplate {
        // Registered each time: it is cheap, and another user of the library could have taken the name.
        MustacheContentTypes.register(Escaping(), named: "MARKUP")
        return try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
    }

    /// The library's own HTML type misses a quote before a combining accent.
    private struct Escaping: MustacheContentType {
        func escapeText(_ text: String) -> String { text.escapedForMarkup }
    }
}
