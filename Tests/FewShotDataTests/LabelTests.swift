import FewShotLearning
import FewShotTensors
import Foundation
import Testing

import FewShotData

/// Flat folders of images whose classes a table says.
@Suite struct LabelTests {
    private let folder: TemporaryFolder
    private static let images = ["1.png", "2.png", "3.png", "Käse, jung.png", "sub/5.png"]

    init() throws { folder = try TemporaryFolder() }

    private func load(_ table: String, zipped outer: String? = nil) throws -> LoadedData {
        try load(Array(table.utf8), zipped: outer)
    }

    private func load(_ table: [UInt8], zipped outer: String? = nil) throws -> LoadedData {
        var options = DataOptions()
        options.labels = try folder.write(table, to: "labels.csv")
        options.size = 8
        let members = Self.images.enumerated().map { ($1, PNGFixture.grey(UInt8($0))) }
        if let outer {
            let path = try folder.write(members.map { .init("\(outer)/\($0)", $1) }, to: "shop.zip")
            return try DataSource.images(path: path).load(options)
        }
        for (name, bytes) in members { try folder.write(bytes, to: "shop/\(name)") }
        return try DataSource.images(path: "\(folder.path)/shop").load(options)
    }

    /// The classes, and the grey value of each example.
    private func classes(_ data: LoadedData) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for dataset in data.splits.values {
            for category in dataset.classes {
                found[category.name] = try category.examples.map { try dataset.features[$0].bytes()[0] }
            }
        }
        return found
    }

    private static let table = "1.png,tea\n2.png,jam\n3.png,tea\n\"Käse, jung.png\",cheese\nsub/5.png,cheese\n"
    private static let expected: [String: [UInt8]] = ["tea": [0, 2], "jam": [1], "cheese": [3, 4]]

    @Test func `takes classes from a table, with and without a header`() throws {
        for header in ["", "file,class\n", "\u{feff}File,Class\n", "\n"] {
            let data = try load(header + Self.table)
            #expect(try classes(data) == Self.expected)
            #expect(data.notes.isEmpty && data.scheme == "drawn, seed 0")
        }
    }

    @Test func `takes tables as Windows and spreadsheets write them`() throws {
        let crlf = Self.table.replacing("\n", with: "\r\n").replacing("sub/5", with: ".\\sub\\5")
        #expect(try classes(load(crlf)) == Self.expected)
        let semicolons = "file;class\n1.png;tea\n2.png;jam\n3.png;tea\nKäse, jung.png;cheese\nsub/5.png;cheese"
        #expect(try classes(load(semicolons)) == Self.expected)
    }

    @Test func `finds files in another Unicode form, and in a zip file's outer folder`() throws {
        let decomposed = Self.table.decomposedStringWithCanonicalMapping
        #expect(Array(decomposed.utf8) != Array(Self.table.utf8))
        #expect(try classes(load(decomposed)) == Self.expected)
        #expect(try classes(load(Self.table, zipped: "export/photos")) == Self.expected)
    }

    @Test func `leaves out images that are in no line, and says so`() throws {
        let data = try load("1.png,a\n2.png,b\n3.png,c\n")
        #expect(
            data.notes == ["2 images are not in \(folder.path)/labels.csv and left out: Käse, jung.png, sub/5.png"])
    }

    @Test func `has another digest for other labels`() throws {
        let first = try load(Self.table).digest
        #expect(try load(Self.table).digest == first)
        #expect(try load(Self.table.replacing("jam", with: "oil")).digest != first)
    }

    @Test func `keeps images of one table apart from another's in the cache`() throws {
        var options = DataOptions()
        options.cacheDirectory = "\(folder.path)/cache"
        options.size = 8
        for (name, value) in [("1", 1), ("2", 2), ("3", 3), ("4", 4)] as [(String, UInt8)] {
            try folder.write(PNGFixture.grey(value), to: "shop/\(name).png")
        }
        for last in ["3", "4", "3"] {
            options.labels = try folder.write("1.png,a\n2.png,b\n\(last).png,c\n", to: "labels.csv")
            let data = try DataSource.images(path: "\(folder.path)/shop").load(options)
            #expect(try classes(data)["c"] == [UInt8(last) ?? 0])
        }
    }

    private static let form = "a line is file,class, and a name with a comma is quoted"
    static let bad: [(String, String)] = [
        ("", "labels.csv: there are no lines file,class in it"),
        ("file,class\n", "labels.csv: there are no lines file,class in it"),
        ("1.png,tea\n\n2.png\n", "labels.csv, line 3: 1 field; \(form)"),
        ("Käse, jung.png,cheese\n", "labels.csv, line 1: 3 fields; \(form)"),
        ("1.png,\n", "labels.csv, line 1: the class is missing"),
        (" ,tea\n", "labels.csv, line 1: the file is missing"),
        ("1.png,tea\u{1b}[31m\n", "labels.csv, line 1: control characters in the class"),
        ("\"1.png,tea\n", "labels.csv, line 1: a quote isn't closed"),
        ("1.png,tea\n2.png,jam\n1.png,jam\n", "labels.csv, line 3: 1.png is also in line 1"),
        ("1.png,tea\n9.png,jam\n", "labels.csv, line 2: DIR/shop has no 9.png"),
    ]

    @Test(arguments: bad) func `names the line that is wrong`(_ table: String, _ message: String) throws {
        let error = #expect(throws: DataError.self) { try load(table) }
        #expect(error?.message.replacing(folder.path, with: "DIR") == "DIR/\(message)")
    }

    @Test func `refuses what is no text, isn't there, or is for Omniglot`() throws {
        let error = #expect(throws: DataError.self) { try load([0x31, 0x2c, 0xff, 0xfe]) }
        #expect(error?.message == "\(folder.path)/labels.csv: it isn't UTF-8 text; save it as CSV in UTF-8")
        var options = DataOptions()
        options.labels = "\(folder.path)/none.csv"
        let missing = #expect(throws: DataError.self) { try DataSource.images(path: folder.path).load(options) }
        #expect(missing?.message.hasPrefix("\(folder.path)/none.csv: can't be read: ") == true)
        let omniglot = #expect(throws: DataError.self) { try DataSource.omniglot(path: folder.path).load(options) }
        #expect(omniglot?.message == "labels aren't for omniglot, whose folders are its classes")
    }
}
