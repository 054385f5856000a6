import Foundation

/// The page's texts in all languages, from one table.
struct PageWords: Sendable {
    private let tables: [PageLanguage: [String: String]]
    private let scripts: [PageLanguage: String]

    /// Reads the table.
    ///
    /// - Throws: `DecodingError` for a malformed table or a missing translation.
    init() throws {
        let words = try JSONDecoder().decode(
            [String: [String: String]].self, from: Data(EmbeddedFiles.bytes(of: "words.json")))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var (tables, scripts) = ([PageLanguage: [String: String]](), [PageLanguage: String]())
        for language in PageLanguage.allCases {
            let table = try words.reduce(into: [String: String]()) { table, entry in
                guard let sentence = entry.value[language.rawValue] else {
                    throw DecodingError.dataCorrupted(
                        .init(codingPath: [], debugDescription: "\(entry.key) has no text in \(language.rawValue)"))
                }
                table[entry.key] = sentence
            }
            tables[language] = table
            let json = String(decoding: try encoder.encode(table), as: UTF8.self)
            scripts[language] = json.replacing("<", with: "\\u003c")  // nothing is escaped inside <script>
        }
        (self.tables, self.scripts) = (tables, scripts)
    }

    /// Returns the text of a key, or the key if there is none.
    func say(_ name: String, in language: PageLanguage) -> String { tables[language]?[name] ?? name }

    /// Returns the texts of a part of the page by their keys without its name: `heading` for `guide.heading`.
    func part(_ name: String, in language: PageLanguage) -> [String: String] {
        var words: [String: String] = [:]
        for (key, sentence) in tables[language] ?? [:] where key.hasPrefix(name + ".") {
            words[String(key.dropFirst(name.count + 1))] = sentence
        }
        return words
    }

    /// Returns the table for scripts, as JSON that is safe inside a script element.
    func table(in language: PageLanguage) -> String { scripts[language] ?? "{}" }
}
