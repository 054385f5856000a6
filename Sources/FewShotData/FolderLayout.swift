import FewShotLearning

/// The class and the part of every image of an archive, told from its path.
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

    private static let extensions: Set<String> = ["png", "jpg", "jpeg", "webp"]
    private static let parts: [String: Split] = [
        "train": .train, "val": .validation, "validation": .validation, "test": .test,
    ]

    private struct Image {
        var member: ImageArchive.Member
        var folders: ArraySlice<Substring>
    }

    init(_ archive: ImageArchive) throws {
        var images: [Image] = []
        for member in archive.members {
            let path = member.name.split(separator: "/")
            guard let file = path.last, let dot = file.lastIndex(of: "."),
                Self.extensions.contains(file[file.index(after: dot)...].lowercased())
            else { continue }
            images.append(Image(member: member, folders: path.dropLast()))
        }
        guard !images.isEmpty else {
            throw DataError(
                .missing, "\(archive.path): no PNG, JPEG or WebP images among its \(archive.members.count) files")
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
                places[image.member.name] = Place(category: folders.joined(separator: "/"), part: part)
            }
        }
        guard !members.isEmpty else {
            throw DataError(.missing, "\(archive.path): \(loose) images but no folders; a folder is a class")
        }
        if loose > 0 { notes.append("\(loose) images that are in no class's folder are left out") }
        if !besides.isEmpty {
            notes.append("beside train, validation and test, left out: \(besides.sorted().joined(separator: ", "))")
        }
        if isDivided { joinMisfiled() }
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
