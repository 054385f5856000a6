/// The same words in one or more languages, or words whose language nobody said.
public struct LocalizedText: Sendable, Hashable {
    /// The words by BCP 47 language tag (`en`, `zh-Hans`); the empty tag stands for a language that isn't known.
    public var words: [String: String]

    /// Creates a text from its versions.
    public init(_ words: [String: String] = [:]) { self.words = words }

    /// Creates a text in a language that isn't known.
    public init(_ text: String) { words = ["": text] }

    /// Whether there are no words at all.
    public var isEmpty: Bool { words.isEmpty }

    /// All versions, ordered by language: what an encoder of text reads.
    public var all: [String] { words.sorted { $0.key < $1.key }.map(\.value) }

    /// Returns the words in a language, else those of an unknown one, else the first there are.
    public func text(in language: String) -> String? { words[language] ?? words[""] ?? all.first }
}

extension LocalizedText: Codable {
    /// Reads an object of texts by language, or a plain text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.init(text)
        } else {
            do { self.init(try container.decode([String: String].self)) } catch DecodingError.typeMismatch(
                _, let context)
                where context.codingPath.count == container.codingPath.count
            { throw FieldFault("must be a text, or an object of texts by language", at: container.codingPath).error }
        }
    }

    /// Writes a plain text where the language isn't known, else an object of texts by language.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if words.count == 1, let text = words[""] {
            try container.encode(text)
        } else {
            try container.encode(words)
        }
    }
}
