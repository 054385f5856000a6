import FewShotLearning
import FewShotTensors

/// Omniglot (Lake, Salakhutdinov and Tenenbaum, Science 2015): 1,623 characters of 50 alphabets, 20 drawings of each.
///
/// Read from one zip file, or from a folder, that holds `images_background` and `images_evaluation` at the top or below other
/// folders: the two original zip files unpacked side by side will do.
public struct Omniglot: Sendable {
    /// A character of an alphabet.
    public struct Glyph: Sendable, Hashable {
        /// The alphabet's folder: `Greek`.
        public let alphabet: String
        /// The character's folder: `character03`.
        public let character: String
        /// Whether its alphabet is one of the 30 of the background set.
        public let isBackground: Bool
        /// Its drawings, as rows of ``Omniglot/images``.
        public let drawings: Range<Int>

        /// The name that split files use: `Greek/character03`.
        public var name: String { "\(alphabet)/\(character)" }
    }

    /// Shape `[drawings, channels, size, size]`, uint8: paper is 0, ink is 255, unless dark ink is asked for.
    public let images: Tensor
    /// The characters, ordered by name, the background set first.
    public let glyphs: [Glyph]
    /// SHA-256 of the zip file, or of a folder's names and contents.
    public let digest: String
    /// `[channels, height, width]`.
    public let imageShape: [Int]
    /// The ink of the drawings.
    public let ink: Ink
    /// Notes on the loading for the user.
    public let notes: [String]
    let path: String

    /// Loads all drawings, inverted so that ink is bright unless dark ink is asked for, and resized with antialiasing.
    public init(path: String, options: DataOptions = DataOptions()) throws {
        let archive = try ImageArchive(path: path, limits: options.archiveLimits)
        let size = try options.checkedSize(default: 28)
        let channels = try options.checkedChannels(default: 1)
        var (members, sets): ([ImageArchive.Member], Set<String>) = ([], [])
        for member in archive.members {
            guard let place = Place(member.name) else { continue }
            members.append(member)
            sets.insert(place.set)
        }
        for set in [Place.background, Place.evaluation] where !sets.contains(set) {
            let isPacked = archive.members.contains { $0.name.hasSuffix("\(set).zip") }
            let wanted = isPacked ? "unpack \(set).zip there" : "Omniglot is images_background and images_evaluation"
            throw DataError(.missing, "\(path): no \(set)/ALPHABET/characterNN/*.png in it; \(wanted)")
        }
        let loaded = try ImageLoader(archive: archive, options: options)
            .load(members, size: size, channels: channels, inverted: options.ink != .dark)
        ink = options.ink ?? .bright
        self.path = path
        images = try loaded.images.tensor(on: options.device)
        digest = loaded.digest
        notes = loaded.notes
        imageShape = [channels, size, size]
        glyphs = try Self.glyphs(of: loaded.images.names, in: path)
    }

    /// Groups drawings, which are ordered by name, into characters.
    private static func glyphs(of names: [String], in path: String) throws -> [Glyph] {
        var glyphs: [Glyph] = []
        var start = 0
        while start < names.count {
            guard let place = Place(names[start]) else {
                throw DataError(.damaged, "\(path): \(names[start]): it is not a drawing")
            }
            let end = names[start...].firstIndex { !$0.utf8.starts(with: place.folder.utf8) } ?? names.count
            let isBackground = place.set == Place.background
            glyphs.append(
                Glyph(
                    alphabet: place.alphabet, character: place.character, isBackground: isBackground,
                    drawings: start..<end
                )
            )
            start = end
        }
        var seen: Set<String> = []
        for glyph in glyphs where !seen.insert(glyph.name).inserted {
            throw DataError(.damaged, "\(path): \(glyph.name) is in it twice")
        }
        return glyphs
    }

    /// The place of a drawing: `…/images_background/Greek/character03/0396_07.png`.
    private struct Place {
        static let background = "images_background"
        static let evaluation = "images_evaluation"

        let set: String
        let alphabet: String
        let character: String
        let folder: Substring

        init?(_ name: String) {
            guard name.hasSuffix(".png") else { return nil }
            let parts = name.split(separator: "/")
            guard parts.count >= 4, [Self.background, Self.evaluation].contains(String(parts[parts.count - 4])) else {
                return nil
            }
            set = String(parts[parts.count - 4])
            alphabet = String(parts[parts.count - 3])
            character = String(parts[parts.count - 2])
            folder = name.dropLast(parts[parts.count - 1].count)
        }
    }
}
