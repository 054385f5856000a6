import FewShotLearning
import Foundation

/// The class and the part of every image of an archive, told from its path or from a table of labels.
struct FolderLayout {
    /// The class and the part of an image.
    struct Place: Hashable {
        var category: String
        var part: Split?
    }

    /// The images.
    private(set) var members: [ImageArchive.Member] = []
    /// By the members' names.
    private(set) var places: [String: Place] = [:]
    /// Notes on what was left out or put together.
    private(set) var notes: [String] = []

    /// Of files that are decoded, or refused with an error that names their kind.
    private static let extensions: Set<String> = [
        "png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "dib", "tif", "tiff", "avif", "heic", "heif", "jxl",
        "jp2",
    ]
    /// Of drafts and originals that may lie beside pictures and are left out.
    private static let otherExtensions: Set<String> = [
        "svg", "psd", "ai", "eps", "xcf", "ico", "cr2", "cr3", "nef", "arw", "dng", "raw",
    ]
    private static let parts: [String: Split] = [
        "train": .train, "val": .validation, "validation": .validation, "test": .test,
    ]

    private struct Image {
        var member: ImageArchive.Member
        var folders: ArraySlice<Substring>
    }

    init(_ archive: ImageArchive) throws {
        var images = Self.pictures(of: archive).map { member in
            Image(member: member, folders: member.name.split(separator: "/").dropLast())
        }
        guard !images.isEmpty else {
            let files = "its \(archive.members.count) files"
            throw DataError(
                .missing, "\(archive.path): no PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF images among \(files)")
        }
        Self.dropOuterFolders(&images)
        let tops = Set(images.compactMap { $0.folders.first.map(String.init) })
        let isDivided = tops.contains("train") && tops.contains { $0 != "train" && Self.parts[$0] != nil }

        var (loose, besides): (Int, Set<String>) = (0, [])
        for image in images {
            let part = isDivided ? image.folders.first.flatMap { Self.parts[String($0)] } : nil
            let folders = part == nil ? image.folders : image.folders.dropFirst()
            if folders.isEmpty {
                loose += 1
            } else if isDivided && part == nil {
                besides.insert(String(image.folders[image.folders.startIndex]))
            } else {
                members.append(image.member)
                places[image.member.name] = Place(category: Self.composed(folders.joined(separator: "/")), part: part)
            }
        }
        guard !members.isEmpty else {
            throw DataError(
                .missing,
                "\(archive.path): \(loose) images but no folders; a folder is a class, or labels say the classes")
        }
        if loose > 0 { notes.append("\(loose) images that are in no class's folder are left out") }
        if !besides.isEmpty {
            notes.append("beside train, validation and test, left out: \(besides.sorted().joined(separator: ", "))")
        }
        noteOtherKinds(archive)
        if isDivided { joinMisfiled() }
    }

    /// Takes the classes from a table of labels, and leaves out images that aren't in it.
    init(_ archive: ImageArchive, labels: LabelTable) throws {
        let pictures = Self.pictures(of: archive)
        let names = Dictionary(archive.members.map { ($0.name, $0) }) { first, _ in first }
        let outer = Self.outerFolder(archive.members)
        for row in labels.rows {
            guard let member = names[row.file] ?? names[outer + row.file] else {
                throw DataError(.missing, "\(labels.path), line \(row.line): \(archive.path) has no \(row.file)")
            }
            guard places.updateValue(Place(category: Self.composed(row.category)), forKey: member.name) == nil else {
                throw DataError(.damaged, "\(labels.path), line \(row.line): \(member.name) is in an earlier line too")
            }
        }
        members = archive.members.filter { places[$0.name] != nil }
        let others = NameList(pictures.map(\.name).filter { places[$0] == nil })
        if !others.names.isEmpty {
            notes.append("\(others.count("image is", "images are")) not in \(labels.path) and left out: \(others)")
        }
    }

    /// The images by the extensions of their names, in upper or lower case.
    private static func pictures(of archive: ImageArchive) -> [ImageArchive.Member] {
        archive.members.filter { extensions.contains(fileExtension(of: $0.name)) }
    }

    private static func fileExtension(of name: String) -> String {
        let file = name.split(separator: "/").last ?? ""
        return file.lastIndex(of: ".").map { file[file.index(after: $0)...].lowercased() } ?? ""
    }

    /// The folders that all files are in, with a slash after each.
    private static func outerFolder(_ members: [ImageArchive.Member]) -> String {
        guard var outer = members.first?.name.split(separator: "/").dropLast() else { return "" }
        for member in members {
            outer = zip(outer, member.name.split(separator: "/").dropLast()).prefix { $0 == $1 }.map(\.0)[...]
        }
        return outer.map { "\($0)/" }.joined()
    }

    /// A class's name in the Unicode form that Linux and Windows write: macOS writes é as e and an accent.
    private static func composed(_ name: String) -> String { name.precomposedStringWithCanonicalMapping }

    private mutating func noteOtherKinds(_ archive: ImageArchive) {
        let others = NameList(
            archive.members.map(\.name).filter { Self.otherExtensions.contains(Self.fileExtension(of: $0)) })
        guard !others.names.isEmpty else { return }
        notes.append(
            "\(others.count("file is", "files are")) of a kind of picture that isn't read here, and left out: \(others)"
        )
    }

    /// Leaves out folders that are around everything, but not the last one above the images.
    private static func dropOuterFolders(_ images: inout [Image]) {
        while let outer = images[0].folders.first,
            images.allSatisfy({ $0.folders.first == outer && $0.folders.count > 1 })
        {
            for index in images.indices { images[index].folders.removeFirst() }
        }
    }

    /// Gives one name to classes that are in different parts, end in the same folder, and of which one leaves out folders that
    /// are in the other's path.
    private mutating func joinMisfiled() {
        var parts: [String: Set<Split>] = [:]
        for place in places.values { if let part = place.part { parts[place.category, default: []].insert(part) } }
        let byLeaf = Dictionary(grouping: parts.keys.sorted()) { $0.split(separator: "/").last ?? "" }
        var names: [String: String] = [:]
        for (_, candidates) in byLeaf.sorted(by: { $0.key < $1.key }) where candidates.count == 2 {
            let pair = candidates.sorted { $0.utf8.count < $1.utf8.count }
            guard parts[pair[0], default: []].isDisjoint(with: parts[pair[1], default: []]),
                Self.isSubsequence(pair[0].split(separator: "/"), of: pair[1].split(separator: "/"))
            else { continue }
            names[pair[0]] = pair[1]
            notes.append("\(pair[0]) and \(pair[1]) are taken for one class")
        }
        for (member, place) in places {
            if let name = names[place.category] { places[member] = Place(category: name, part: place.part) }
        }
    }

    private static func isSubsequence(_ short: [Substring], of long: [Substring]) -> Bool {
        var rest = long[...]
        return short.allSatisfy { part in
            guard let index = rest.firstIndex(of: part) else { return false }
            rest = rest[(index + 1)...]
            return true
        }
    }
}
