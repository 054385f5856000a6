import FewShotDigests
import FewShotLearning
import FewShotTensors
import Foundation

/// Images in folders, a class each: `Fruit/Apple/Golden-Delicious/001.jpg` is an example of `Fruit/Apple/Golden-Delicious`.
///
/// Folders may be nested to any depth, in a folder or a zip file; folders around everything are left out of the names. Where
/// there is a folder `train` beside a `val`, `validation` or `test`, these are the data set's own division, and other folders
/// beside them are left out. Images are told from other files by the extensions of their names, and their kinds by their bytes. One
/// without folders takes its classes from ``DataOptions/labels``. A class has the same picture, byte by byte, only once.
///
/// Most data sets divide *images* in that way, with the same classes in every part; few-shot learning needs parts without common
/// classes. Such parts are pooled, a class's images from all of them together, and the classes are divided anew by a draw:
/// ``SplitScheme/drawn``. A class that one part files under a shorter path than another (`Vegetables/Leek` and
/// `Vegetables/Onion/Leek`) is one class, under its longer name.
public struct ImageFolders: Sendable {
    /// Shape `[images, channels, size, size]`, uint8.
    public let images: Tensor
    /// The classes, ordered by name; parts of the data set's own division are pooled.
    public let classes: [Dataset.Class]
    /// The data set's own division, where it has one: rows of ``images`` by part and class.
    public let ownParts: [Split: [Dataset.Class]]
    /// SHA-256 of the zip file, or of a folder's names and contents; with labels, of that and the table's.
    public let digest: String
    /// `[channels, height, width]`.
    public let imageShape: [Int]
    /// The ink of drawings on plain paper; `nil` for photos and everything else.
    public let ink: Ink?
    /// Notes on the loading for the user: what was left out or put together.
    public let notes: [String]
    let path: String
    /// The classes of ``SplitScheme/coarse``, where that was asked for.
    let coarse: CoarseClasses?

    /// Loads all images, cropped to the square in the middle and resized with antialiasing.
    public init(path: String, options: DataOptions = DataOptions()) throws {
        let archive = try ImageArchive(path: path, limits: options.archiveLimits)
        let size = try options.checkedSize(default: 84)
        let channels = try options.checkedChannels(default: 3)
        let labels = try options.labels.map { try LabelTable(path: $0) }
        let layout = try labels.map { try FolderLayout(archive, labels: $0) } ?? FolderLayout(archive)
        let table = options.scheme == .coarse ? try ClassTable(archive) : nil
        let iconic = (table?.rows ?? []).compactMap { row in
            archive.members.first { !row.iconic.isEmpty && $0.name.hasSuffix("/\(row.iconic)") }.map {
                (row.iconic, $0)
            }
        }
        var loaded = try ImageLoader(archive: archive, options: options)
            .load(layout.members + iconic.map(\.1), size: size, channels: channels, inverted: false)
        ink = loaded.fit(to: options.ink, name: "images:\(path)")
        let pictures = Dictionary(iconic.map { ($0.1.name, $0.0) }) { first, _ in first }
        var iconicRows: [String: Int] = [:]
        var (all, parts): ([String: [Int]], [Split: [String: [Int]]]) = ([:], [:])
        var (counted, copies): (Set<Counted>, [String]) = ([], [])
        for (row, name) in loaded.images.names.enumerated() {
            if let picture = pictures[name] {
                iconicRows[picture] = row
                continue
            }
            guard let place = layout.places[name] else {
                throw DataError(.damaged, "\(path): \(name): it changed while it was read")
            }
            let content = loaded.images.copies[row] ?? row
            func isNew(in part: Split?) -> Bool {
                counted.insert(Counted(category: place.category, part: part, content: content)).inserted
            }
            if isNew(in: nil) { all[place.category, default: []].append(row) } else { copies.append(name) }
            if let part = place.part, isNew(in: part) {
                parts[part, default: [:]][place.category, default: []].append(row)
            }
        }
        func sorted(_ classes: [String: [Int]]) -> [Dataset.Class] {
            classes.map { Dataset.Class(name: $0.key, examples: $0.value, group: Self.parent(of: $0.key)) }
                .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
        self.path = path
        images = try loaded.images.tensor(on: options.device)
        classes = sorted(all)
        ownParts = parts.mapValues(sorted)
        coarse = try table.map { [classes] in
            try CoarseClasses($0, classes: classes, pictures: iconicRows, path: path)
        }
        digest = labels.map { SHA256.hexadecimal(of: Data("\(loaded.digest) \($0.digest)".utf8)) } ?? loaded.digest
        imageShape = [channels, size, size]
        notes = layout.notes + loaded.notes + Self.notes(onCopies: copies)
    }

    /// A picture that a class has; `nil` is for all parts.
    private struct Counted: Hashable {
        var category: String
        var part: Split?
        var content: Int
    }

    private static func notes(onCopies copies: [String]) -> [String] {
        guard !copies.isEmpty else { return [] }
        let names = NameList(copies)
        let counted = names.count(
            "picture is a copy of another in its class and counts",
            "pictures are copies of others in their class and count")
        return ["\(counted) once: \(names)"]
    }

    /// The folder that a class's folder is in; `nil` at the top.
    private static func parent(of name: String) -> String? {
        name.lastIndex(of: "/").map { String(name[..<$0]) }
    }

    /// Divides the classes.
    ///
    /// - Throws: ``DataError`` where the scheme isn't one for images, there are fewer than three classes to draw from, or the
    ///   folders' own division was asked for and has a class in two parts.
    public func divided(_ options: DataOptions = DataOptions()) throws -> LoadedData {
        let shared = sharedClasses
        var notes = notes
        let isOwn: Bool
        switch options.scheme {
        case nil:
            isOwn = !ownParts.isEmpty && shared.isEmpty
            if let first = shared.first {
                notes.append(
                    """
                    \(shared.count) of \(classes.count) classes are in more than one of train, validation and test (\(first.name), \
                    …): the parts are pooled and the classes divided by draw
                    """
                )
            }
        case .folders:
            isOwn = true
            guard !ownParts.isEmpty else {
                throw DataError(
                    .missing, "\(path): scheme folders needs folders train and validation, val or test at the top")
            }
            if let first = shared.first {
                throw DataError(
                    .badRequest,
                    """
                    \(path): class \(first.name) is in \(first.parts); episodes need parts without common classes; scheme drawn \
                    pools the parts and divides the classes
                    """
                )
            }
        case .drawn: isOwn = false
        case .coarse: return try dividedByCoarseClasses(options)
        case .vinyals, .background, .smallBackground, .paper:
            let name = options.scheme?.rawValue ?? ""
            throw DataError(.badRequest, "scheme \(name) is for Omniglot; folders, drawn and coarse are for images")
        }
        let division = isOwn ? Division(.folders) : Division(.drawn, draw: options.draw)
        let parts = isOwn ? ownParts : try drawn(seed: options.draw)
        var data = LoadedData(
            splits: parts.mapValues { Dataset(features: images, classes: $0) }, name: "images:\(path)", digest: digest,
            scheme: division.description, imageShape: imageShape, notes: notes
        )
        data.ink = ink
        return data
    }

    private func dividedByCoarseClasses(_ options: DataOptions) throws -> LoadedData {
        guard let coarse else {
            throw DataError(.badRequest, "\(path): it was loaded for another scheme than coarse")
        }
        let parts = try dealt(coarse, seed: options.draw)
        var result = LoadedData(
            splits: parts.mapValues { Dataset(features: images, classes: $0) }, name: "images:\(path)", digest: digest,
            scheme: Division(.coarse, draw: options.draw).description, imageShape: imageShape, notes: notes)
        result.ink = ink
        result.iconic = parts.mapValues { part in
            let shown = part.compactMap { category in
                coarse.iconic[category.name].map {
                    Dataset.Class(name: category.name, examples: [$0], group: category.group)
                }
            }
            return Dataset(features: images, classes: shown)
        }
        return result
    }

    /// A class that is in more than one part.
    private struct Shared {
        var name: String
        var parts: String
    }

    private var sharedClasses: [Shared] {
        var parts: [String: [String]] = [:]
        for split in Split.allCases {
            for category in ownParts[split] ?? [] { parts[category.name, default: []].append(split.rawValue) }
        }
        return classes.compactMap { category in
            guard let found = parts[category.name], found.count > 1 else { return nil }
            return Shared(name: category.name, parts: found.joined(separator: " and "))
        }
    }

    /// 64 / 16 / 20 % of the classes, each part rounded to whole classes and none empty.
    private func drawn(seed: UInt64) throws -> [Split: [Dataset.Class]] {
        let count = classes.count
        guard count >= 3 else {
            throw DataError(
                .missing,
                "\(path): \(count) \(count == 1 ? "class" : "classes"); train, validation and test need one each at least"
            )
        }
        let test = max(1, (count * 20 + 50) / 100)
        let validation = max(1, (count * 16 + 50) / 100)
        var generator = SeededGenerator(seed: seed)
        let order = generator.shuffled(Array(classes.indices))
        func part(_ rows: ArraySlice<Int>) -> [Dataset.Class] { rows.sorted().map { classes[$0] } }
        return [
            .test: part(order.prefix(test)),
            .validation: part(order[test..<test + validation]),
            .train: part(order.dropFirst(test + validation)),
        ]
    }
}
