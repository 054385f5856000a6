import FewShotDigests
import Foundation

/// The classes of images in a flat folder: a CSV file of lines `file,class`, with or without that as its first line.
///
/// Fields may be quoted, and parted by semicolons or tabs instead, as spreadsheets write them in some countries.
struct LabelTable {
    /// The class of a file.
    struct Row {
        var file: String
        var category: String
        /// The number of its line, from 1.
        var line: Int
    }

    /// The path of the table.
    let path: String
    let rows: [Row]
    /// SHA-256 of the table.
    let digest: String

    private static let sizeLimit = 64 << 20
    private static let header = ["file", "class"]

    /// Reads a table.
    ///
    /// - Throws: ``DataError`` naming the line that is wrong.
    init(path: String) throws {
        let text = try Self.text(path)
        digest = SHA256.hexadecimal(of: Data(text.utf8))
        self.path = path
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        let first = lines.first { !$0.isEmpty } ?? ""
        let separator: Character = [",", ";", "\t"].first { first.contains($0) } ?? ","
        var rows: [Row] = []
        var known: [String: Int] = [:]
        for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
            let place = "\(path), line \(index + 1)"
            let fields = try Self.fields(line, separator, place)
            if rows.isEmpty, fields.map({ $0.lowercased() }) == Self.header { continue }
            guard fields.count == 2 else {
                let count = "\(fields.count) \(fields.count == 1 ? "field" : "fields")"
                throw DataError(.damaged, "\(place): \(count); a line is file,class, and a name with a comma is quoted")
            }
            for (name, field) in zip(Self.header, fields) {
                guard !field.isEmpty else { throw DataError(.damaged, "\(place): the \(name) is missing") }
                guard !field.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
                    throw DataError(.damaged, "\(place): control characters in the \(name)")
                }
            }
            let file = Self.portable(fields[0])
            if let earlier = known.updateValue(index + 1, forKey: file) {
                throw DataError(.damaged, "\(place): \(file) is also in line \(earlier)")
            }
            rows.append(Row(file: file, category: fields[1], line: index + 1))
        }
        guard !rows.isEmpty else { throw DataError(.damaged, "\(path): there are no lines file,class in it") }
        self.rows = rows
    }

    private static func text(_ path: String) throws -> String {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            data = try file.read(upToCount: sizeLimit + 1) ?? Data()
        } catch {
            throw DataError(.unreadable, "\(path): can't be read: \(error.localizedDescription)")
        }
        guard data.count <= sizeLimit else {
            throw DataError(.overLimit, "\(path): more than \(sizeLimit) bytes; the limit for labels")
        }
        guard var text = String(bytes: data, encoding: .utf8) else {
            throw DataError(.damaged, "\(path): it isn't UTF-8 text; save it as CSV in UTF-8")
        }
        if text.first == "\u{feff}" { text.removeFirst() }
        return text
    }

    /// Splits a line; a quoted field may hold the separator, and two quotes for one.
    private static func fields(_ line: Substring, _ separator: Character, _ place: String) throws -> [String] {
        var (fields, field, isQuoted): ([String], String, Bool) = ([], "", false)
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (character, isQuoted) {
            case ("\"", true) where rest.first == "\"":
                field.append(character)
                rest.removeFirst()
            case ("\"", true): isQuoted = false
            case ("\"", false) where field.allSatisfy(\.isWhitespace): (field, isQuoted) = ("", true)
            case (separator, false):
                fields.append(field)
                field = ""
            default: field.append(character)
            }
        }
        guard !isQuoted else { throw DataError(.damaged, "\(place): a quote isn't closed") }
        return (fields + [field]).map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The name as archives have it: with `/` between folders, and no `./` before it.
    private static func portable(_ name: String) -> String {
        let parts = name.split { $0 == "/" || $0 == "\\" }
        return parts.drop { $0 == "." }.joined(separator: "/")
    }
}
