import Foundation
import Testing

import FewShotData

/// What strangers may hand in, and the message that each is to see. `DIR` stands for the test's folder.
@Suite struct BadInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let message: String
        let code: DataError.Code
        /// Does what is to fail.
        let attempt: @Sendable (TemporaryFolder) throws -> Void

        init(
            _ name: String, _ code: DataError.Code, _ message: String,
            attempt: @escaping @Sendable (TemporaryFolder) throws -> Void
        ) {
            (self.name, self.code, self.message, self.attempt) = (name, code, message, attempt)
        }

        var testDescription: String { name }
    }

    @Test(arguments: sources + images + archives + folders + divisions)
    func `is refused with a message that names it`(_ bad: Case) throws {
        let error = #expect(throws: DataError.self) { try bad.attempt(folder) }
        #expect(error?.message.replacing(folder.path, with: "DIR") == bad.message)
        #expect(error?.code == bad.code)
    }

    // MARK: - Sources

    private static let kinds = "omniglot:ZIP-or-FOLDER or images:ZIP-or-FOLDER"

    private static func source(_ text: String, _ message: String) -> Case {
        Case("source \"\(text)\"", .badRequest, "data \"\(text)\": \(message)") { _ in _ = try DataSource(parsing: text)
        }
    }

    static let sources = [
        source("", "it is not KIND:PATH; use \(kinds)"),
        source("photos", "it is not KIND:PATH; use \(kinds)"),
        source("zip:photos", "unknown kind \"zip\"; use \(kinds)"),
        source("omniglot", "the path is missing; write omniglot:ZIP-or-FOLDER"),
        source("images:", "the path is missing; write images:ZIP-or-FOLDER"),
        source("builtin:x", "unknown kind \"builtin\"; use \(kinds)"),
    ]

    // MARK: - Images

    private static func image(_ name: String, _ code: DataError.Code, _ message: String, _ bytes: [UInt8]) -> Case {
        Case(name, code, "tea.png: \(message)") { _ in _ = try ImageCodec.decode(bytes, named: "tea.png") }
    }

    static let images = [
        image("an empty image", .damaged, "it is empty", []),
        image(
            "text for an image", .damaged, "it is not a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF image",
            Array("tea".utf8)
        ),
        image("a truncated PNG", .damaged, "it ends too early", Array(PNGFixture.grey(9).prefix(50))),
        image(
            "a PNG with a wrong checksum", .damaged, "IDAT: CRC error",
            Array(PNGFixture.grey(9).dropLast(13)) + [0] + PNGFixture.grey(9).suffix(12)
        ),
        image(
            "a PNG of absurd size", .overLimit, "1000000 × 1000000 pixels; the limit is 67108864 in all",
            PNGFixture.bytes(width: 1_000_000, depth: 8, .grey, rows: [[0]], claimedHeight: 1_000_000)
        ),
        image(
            "a PNG with too few rows", .damaged, "Not enough image data",
            PNGFixture.bytes(width: 2, depth: 8, .grey, rows: [[0, 0]], claimedHeight: 3)
        ),
        image("a truncated JPEG", .damaged, "Premature end of JPEG file", Array(PhotoFixture.jpeg.dropLast(20))),
        image("a truncated WebP", .damaged, "it ends too early", Array(PhotoFixture.lossyWebP.dropLast(30))),
    ]

    // MARK: - Archives

    private static func zip(
        _ name: String, _ code: DataError.Code, _ message: String, _ members: ZipFixture.Member...,
        limits: @escaping @Sendable (inout ImageArchive.Limits) -> Void = { _ in }
    ) -> Case {
        Case(name, code, "DIR/shop.zip: \(message)") { folder in
            var changed = ImageArchive.Limits()
            limits(&changed)
            let archive = try ImageArchive(path: folder.write(members, to: "shop.zip"), limits: changed)
            for member in archive.members { _ = try archive.bytes(of: member) }
        }
    }

    static let archives = [
        zip("traversal", .unsafe, "tea/../../1.png: its path leads out of the archive", .init("tea/../../1.png")),
        zip(
            "traversal on Windows", .unsafe, "tea\\..\\1.png: its path leads out of the archive",
            .init("tea\\..\\1.png")),
        zip("an absolute path", .unsafe, "/etc/passwd: its path is absolute", .init("/etc/passwd")),
        zip("a drive", .unsafe, "C:\\tea.png: its path is absolute", .init("C:\\tea.png")),
        zip("control characters", .damaged, "its sizes or names are inconsistent", .init("tea\u{1b}[31m.png")),
        zip(
            "a link", .unsafe, "tea.png: it is a symbolic link",
            .init("tea.png", "/etc/passwd").with { $0.isSymbolicLink = true }),
        zip(
            "the same name twice", .unsafe, "two members are called tea.png", .init("tea.png", "a"),
            .init("tea.png", "b")),
        zip(
            "an encrypted member", .unsupported, "tea.png: it is encrypted",
            .init("tea.png", "a").with { $0.isEncrypted = true }),
        zip(
            "a bomb", .overLimit, "tea.png: 5 bytes unpack to 200000000; the limit is 100 to 1",
            .init("tea.png", "").with { ($0.isDeflated, $0.claimedSize) = (true, 200_000_000) }
        ),
        zip(
            "a bomb that lies", .damaged, "tea.png: it is longer than its declared 10 bytes",
            .init("tea.png", [UInt8](repeating: 0, count: 100_000)).with {
                ($0.isDeflated, $0.claimedSize) = (true, 10)
            }
        ),
        zip("too many members", .overLimit, "more than 1 members", .init("a"), .init("b"), limits: { $0.members = 1 }),
        zip(
            "a huge member", .overLimit, "a: 3 bytes; the limit is 2 for a member", .init("a", "aaa"),
            limits: { $0.memberBytes = 2 }),
        zip(
            "too much in all", .overLimit, "b: more than 3 bytes in all", .init("a", "aa"), .init("b", "bb"),
            limits: { $0.totalBytes = 3 }),
        zip(
            "a wrong checksum", .damaged, "tea.png: its checksum is wrong",
            .init("tea.png", "a").with { $0.claimedChecksum = 7 }),
        zip(
            "a truncated member", .damaged, "tea.png: its sizes or names are inconsistent",
            .init("tea.png", "a").with { ($0.isDeflated, $0.claimedSize) = (false, 900_000) }),
        zip("an empty archive", .missing, "there are no files in it"),
        Case("a truncated zip file", .damaged, "DIR/shop.zip: it is not a zip file, or its end is missing") { folder in
            let bytes = ZipFixture.bytes([.init("tea.png", PNGFixture.grey(9))])
            _ = try ImageArchive(path: folder.write(Array(bytes.dropLast(30)), to: "shop.zip"))
        },
        Case("no zip file", .damaged, "DIR/shop.zip: it is not a zip file, or its end is missing") { folder in
            _ = try ImageArchive(path: folder.write("tea", to: "shop.zip"))
        },
        Case("nothing there", .missing, "DIR/shop.zip: no such file or folder") { folder in
            _ = try ImageArchive(path: "\(folder.path)/shop.zip")
        },
    ]

    // MARK: - Folders

    static let folders = [
        Case("control characters in a folder", .unsafe, "DIR/shop: tea?[31m.png: control characters in its name") {
            folder in
            try folder.write("", to: "shop/tea\u{1b}[31m.png")
            _ = try ImageArchive(path: "\(folder.path)/shop")
        },
        Case("a link out of the folder", .unsafe, "DIR/shop: tea.png: a symbolic link that leads out of the folder") {
            folder in
            try folder.write("", to: "secret.png")
            try folder.write("", to: "shop/jam.png")
            let link = "\(folder.path)/shop/tea.png"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../secret.png")
            _ = try ImageArchive(path: "\(folder.path)/shop")
        },
        Case("a link to a folder", .unsafe, "DIR/shop: tea/all: a symbolic link to a folder") { folder in
            try folder.write("", to: "shop/tea/1.png")
            try folder.write("", to: "shop/jam/1.png")
            let link = "\(folder.path)/shop/tea/all"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../jam")
            _ = try ImageArchive(path: "\(folder.path)/shop")
        },
        Case("a dangling link", .unreadable, "DIR/shop: tea.png: No such file or directory") { folder in
            try folder.write("", to: "shop/jam.png")
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/shop/tea.png", withDestinationPath: "gone.png"
            )
            _ = try ImageArchive(path: "\(folder.path)/shop")
        },
        Case("an empty folder", .missing, "DIR/shop: there are no files in it") { folder in
            try FileManager.default.createDirectory(atPath: "\(folder.path)/shop", withIntermediateDirectories: true)
            _ = try ImageArchive(path: "\(folder.path)/shop")
        },
    ]

    // MARK: - Data sets

    private static func shop(
        _ name: String, _ code: DataError.Code, _ message: String, _ members: [String],
        options: DataOptions = DataOptions()
    ) -> Case {
        Case(name, code, message) { folder in
            let path = try folder.write(members.map { .init($0, PNGFixture.grey(9)) }, to: "shop.zip")
            _ = try DataSource.images(path: path).load(options)
        }
    }

    private static func options(_ change: (inout DataOptions) -> Void) -> DataOptions {
        var options = DataOptions()
        change(&options)
        return options
    }

    private static func omniglot(
        _ name: String, _ code: DataError.Code, _ message: String, scheme: SplitScheme = .vinyals,
        splits: [String: String] = [:]
    ) -> Case {
        Case(name, code, message) { folder in
            let path = try folder.write(OmniglotFixture.members(characters: 1, drawings: 1), to: "omniglot.zip")
            if !splits.isEmpty { try OmniglotFixture.writeSplits(into: folder) }
            for (file, text) in splits { try folder.write(text, to: "splits_vinyals/\(file)") }
            _ = try DataSource.omniglot(path: path).load(options { $0.scheme = scheme })
        }
    }

    static let divisions = [
        Case("a corrupt image among good ones", .damaged, "DIR/shop.zip: tea/2.png: it ends too early") { folder in
            let good = ["tea/1.png", "jam/1.png", "oil/1.png"].map { ZipFixture.Member($0, PNGFixture.grey(9)) }
            let path = try folder.write(
                good + [.init("tea/2.png", Array(PNGFixture.grey(9).prefix(50)))], to: "shop.zip")
            _ = try DataSource.images(path: path).load()
        },
        shop(
            "no images", .missing,
            "DIR/shop.zip: no PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF images among its 2 files", ["a/b.txt", "c.doc"]),
        shop(
            "no folders", .missing,
            "DIR/shop.zip: 2 images but no folders; a folder is a class, or labels say the classes", ["a.png", "b.png"]),
        shop(
            "too few classes", .missing, "DIR/shop.zip: 2 classes; train, validation and test need one each at least",
            ["tea/1.png", "jam/1.png"]
        ),
        shop(
            "a class in two parts", .badRequest,
            "DIR/shop.zip: class a is in train and test; episodes need parts without common classes; scheme drawn pools "
                + "the parts and divides the classes",
            ["train/a/1.png", "train/b/1.png", "test/a/1.png"], options: options { $0.scheme = .folders }
        ),
        shop(
            "no parts", .missing,
            "DIR/shop.zip: scheme folders needs folders train and validation, val or test at the top",
            ["a/1.png", "b/1.png"], options: options { $0.scheme = .folders }
        ),
        shop(
            "Omniglot's scheme for photos", .badRequest,
            "scheme vinyals is for Omniglot; folders, drawn and coarse are for images",
            ["a/1.png"], options: options { $0.scheme = .vinyals }
        ),
        shop(
            "no size", .badRequest, "image size 0: it must be from 1 to 1024", ["a/1.png"],
            options: options { $0.size = 0 }),
        shop(
            "two channels", .badRequest, "2 channels: images have 1 (grey) or 3 (RGB)", ["a/1.png"],
            options: options { $0.channels = 2 }),
        shop(
            "more than memory holds", .overLimit,
            "DIR/shop.zip: 1 images of 3×84×84 take 21168 bytes; the limit is 9999; choose a smaller size", ["a/1.png"],
            options: options { $0.memoryLimit = 9999 }
        ),
        omniglot(
            "missing split files", .missing,
            "the vinyals split needs train.txt, val.txt, test.txt: not in DIR/omniglot.zip/splits_vinyals, nor in "
                + "DIR/splits_vinyals, nor in DIR/omniglot.zip/splits/vinyals, nor in DIR/splits/vinyals; take them from "
                + "data/omniglot/data/splits/vinyals of github.com/jakesnell/prototypical-networks, or use another scheme "
                + "(background, paper)"
        ),
        omniglot(
            "a split file of something else", .damaged,
            "DIR/splits_vinyals/val.txt, line 2: \"tea\" is not Alphabet/characterNN/rotRRR",
            splits: ["val.txt": "Old_2/character01/rot000\ntea\n"]
        ),
        omniglot(
            "a character that isn't there", .missing,
            "DIR/splits_vinyals/val.txt, line 1: DIR/omniglot.zip has no character Old_9/character01",
            splits: ["val.txt": "Old_9/character01/rot000\n"]
        ),
        omniglot(
            "an odd rotation", .damaged,
            "DIR/splits_vinyals/val.txt, line 1: rot045: rotations are rot000, rot090, rot180, rot270",
            splits: ["val.txt": "Old_2/character01/rot045\n"]
        ),
        omniglot(
            "a class in two splits", .damaged,
            "DIR/splits_vinyals/test.txt, line 1: Old_1/character01/rot000 is also in DIR/splits_vinyals/train.txt, line 1",
            splits: ["test.txt": "Old_1/character01/rot000\n"]
        ),
        omniglot(
            "an empty split file", .damaged, "DIR/splits_vinyals/val.txt: there are no classes in it",
            splits: ["val.txt": "\n"]
        ),
        omniglot(
            "too few characters for the paper's draw", .missing,
            "DIR/omniglot.zip: scheme paper draws 64 + 16 + 20 characters; there are 9", scheme: .paper
        ),
        omniglot(
            "photos' scheme for Omniglot", .badRequest,
            "scheme drawn isn't for Omniglot; vinyals, background, small-background and paper are", scheme: .drawn
        ),
        Case(
            "the original zip files, not unpacked", .missing,
            "DIR/lake: no images_background/ALPHABET/characterNN/*.png in it; unpack images_background.zip there"
        ) { folder in
            for name in ["images_background", "images_evaluation"] { try folder.write("", to: "lake/\(name).zip") }
            _ = try Omniglot(path: "\(folder.path)/lake")
        },
        Case(
            "half of Omniglot", .missing,
            "DIR/half.zip: no images_evaluation/ALPHABET/characterNN/*.png in it; Omniglot is images_background and "
                + "images_evaluation"
        ) { folder in
            let half = OmniglotFixture.members().filter { $0.name.hasPrefix("images_background") }
            _ = try Omniglot(path: folder.write(half, to: "half.zip"))
        },
    ]
}
