import FewShotLearning
import Foundation

/// The field's division of Omniglot, read from `train.txt`, `val.txt` and `test.txt`: a class `Alphabet/characterNN/rotRRR` a line.
struct VinyalsSplits {
    /// A line of a split file.
    struct Entry {
        /// `Greek/character03`.
        let glyph: String
        /// `rot090`.
        let rotation: String
        /// The file and the line, for messages.
        let place: String
    }

    private(set) var entries: [Split: [Entry]] = [:]

    private static let files: [(split: Split, name: String)] = [
        (.train, "train.txt"), (.validation, "val.txt"), (.test, "test.txt"),
    ]
    private static let folders = ["splits_vinyals", "splits/vinyals"]
    /// The real files have 130 kB.
    private static let sizeLimit = 16 << 20

    /// Reads the files in `directory`, or in a folder `splits_vinyals` or `splits/vinyals` in or beside the data.
    init(directory: String?, besides data: String) throws {
        let folder = try Self.folder(directory: directory, besides: data)
        var owners: [Substring: String] = [:]
        for (split, name) in Self.files {
            let path = "\(folder)/\(name)"
            for (number, line) in try Self.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                let line = line.last == "\r" ? line.dropLast() : line
                if line.isEmpty { continue }
                let place = "\(path), line \(number + 1)"
                let parts = line.split(separator: "/", omittingEmptySubsequences: false)
                guard parts.count == 3, !parts.contains("") else {
                    throw DataError(.damaged, "\(place): \"\(line.prefix(80))\" is not Alphabet/characterNN/rotRRR")
                }
                if let owner = owners.updateValue(place, forKey: line) {
                    throw DataError(.damaged, "\(place): \(line) is also in \(owner)")
                }
                let entry = Entry(glyph: "\(parts[0])/\(parts[1])", rotation: String(parts[2]), place: place)
                entries[split, default: []].append(entry)
            }
            guard entries[split] != nil else { throw DataError(.damaged, "\(path): there are no classes in it") }
        }
    }

    private static func folder(directory: String?, besides data: String) throws -> String {
        let parent = URL(filePath: data).deletingLastPathComponent().path(percentEncoded: false)
        let candidates =
            directory.map { base in [base] + folders.map { "\(base)/\($0)" } }
            ?? folders.flatMap { ["\(data)/\($0)", "\(parent)\(parent.hasSuffix("/") ? "" : "/")\($0)"] }
        let found = candidates.first { candidate in
            files.allSatisfy { FileManager.default.fileExists(atPath: "\(candidate)/\($0.name)") }
        }
        if let found { return found }
        let names = files.map(\.name).joined(separator: ", ")
        throw DataError(
            .missing,
            """
            the vinyals split needs \(names): not in \(candidates.joined(separator: ", nor in ")); take them from \
            data/omniglot/data/splits/vinyals of github.com/jakesnell/prototypical-networks, or use another scheme \
            (background, paper)
            """
        )
    }

    private static func text(of path: String) throws -> Substring {
        guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else {
            throw DataError(.unreadable, "\(path): it can't be read")
        }
        guard data.count <= sizeLimit, let text = String(data: data, encoding: .utf8) else {
            throw DataError(.damaged, "\(path): it is not a list of classes (\(data.count) bytes)")
        }
        return text[...]
    }
}
