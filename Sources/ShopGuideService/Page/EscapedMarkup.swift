import FewShotReport
import Mustache

/// Texts in templates, escaped as they are in reports: by scalar, for the library's own HTML type misses a quote that an accent follows.
struct EscapedMarkup: MustacheContentType {
    func escapeText(_ text: String) -> String { text.escapedForMarkup }
}
