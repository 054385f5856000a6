import Foundation
import ShopGuideFeeds
import Testing

/// Files whose writing is recognised.
@Suite struct FeedFileTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "feeds-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ bytes: [UInt8], _ name: String = "table.csv", _ options: FeedOptions = FeedOptions()) throws
        -> FeedFile
    {
        let url = folder.appending(path: name)
        try Data(bytes).write(to: url)
        return try FeedFile(contentsOf: url, options: options)
    }

    /// All rows of a text as the texts of their cells; a rejected one as its reason.
    private func rows(
        _ text: String, _ name: String = "table.csv", _ options: FeedOptions = FeedOptions()
    ) throws -> (columns: [String], rows: [[String]]) {
        let reader = try file(Array(text.utf8), name, options).reader()
        var rows: [[String]] = []
        while let event = try reader.next() {
            if case .rejected(let line, let reason) = event {
                rows.append(["line \(line): \(reason)"])
            } else {
                rows.append(try reader.columns.indices.map { try reader.cell($0).text ?? "" })
            }
        }
        return (reader.columns, rows)
    }

    @Test(arguments: [(",", "a.csv"), (";", "a.csv"), ("\t", "a.csv"), ("|", "a.txt"), ("::", "a.dat"), (",", "a.tsv")])
    func `the separator is found in the first rows`(_ separator: String, _ name: String) throws {
        let table = [["id", "title", "price"], ["a", "\"one\(separator)two\"", "1"], ["b", "three", "2"]]
        let text = table.map { $0.joined(separator: separator) }.joined(separator: "\n")
        let result = try rows(text, name)
        #expect(result.columns == ["id", "title", "price"])
        #expect(result.rows == [["a", "one\(separator)two", "1"], ["b", "three", "2"]])
    }

    @Test func `decimal commas don't make a comma the separator`() throws {
        #expect(try rows("id;price\na;1,5\nb;2,5\n").rows == [["a", "1,5"], ["b", "2,5"]])
    }

    @Test func `any separator of up to eight characters can be set`() throws {
        var options = FeedOptions()
        options.separator = "<|>"
        #expect(
            try rows("id<|>title\na<|>\"x<|>\"\"y\"\nb<|>\n", "a.csv", options).rows == [["a", "x<|>\"y"], ["b", ""]])
    }

    @Test func `padding, blank lines and a separator at the end are forgiven`() throws {
        let text = "Handle  ,Title      ,\n\n  \nteapot  ,\"Blue, big\"  ,\r\n\n a ,\t b,\n"
        let result = try rows(text)
        #expect(result.columns == ["Handle", "Title"])
        #expect(result.rows == [["teapot", "Blue, big"], ["a", "b"]])
    }

    @Test func `blanks inside of quotes are part of the field`() throws {
        #expect(try rows("id,title\n\" a \",\" b\"\n").rows == [[" a ", " b"]])
    }

    @Test func `columns of one name are kept apart`() throws {
        #expect(try rows("id,tag,tag,tag\na,b,c,d\n").columns == ["id", "tag", "tag (2)", "tag (3)"])
    }

    @Test func `Excel's line of the separator is no row`() throws {
        let result = try rows("sep=;\nid;title\na;Bowl\n")
        #expect((result.columns, result.rows) == (["id", "title"], [["a", "Bowl"]]))
    }

    @Test func `a table without a header is given one`() throws {
        var options = FeedOptions()
        options.header = ["id", "title", "price"]
        #expect(try rows("7610300002791,Juice,1.20\n", "a.csv", options).rows == [["7610300002791", "Juice", "1.20"]])
        let error = #expect(throws: FeedError.self) { try rows("7610300002791,Juice,1.20\n") }
        #expect(error?.message.hasSuffix("name them: --header id,title,price") == true)
        #expect(try rows("id,2020,2021\na,1,2\n").columns == ["id", "2020", "2021"])
    }

    @Test func `values that stand for none are empty`() throws {
        var options = FeedOptions()
        options.nulls = ["NA", "\\N"]
        #expect(
            try rows("id,user\n1,NA\n2,\\N\n3,NAB\n", "a.csv", options).rows == [["1", ""], ["2", ""], ["3", "NAB"]])
    }

    @Test func `lines that end with a carriage return alone are lines`() throws {
        #expect(try rows("id,title\ra,b\rc,d\r").rows == [["a", "b"], ["c", "d"]])
    }

    @Test func `a mark of UTF-16 says it all`() throws {
        for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
            let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
            let text = try #require("id\ttitle\nu1\tThéière 茶壶\n".data(using: encoding))
            let reader = try file(mark + text).reader()
            #expect(reader.columns == ["id", "title"])
            _ = try reader.next()
            #expect(try reader.cell(1).text == "Théière 茶壶")
        }
    }

    @Test(arguments: [
        ("gb18030", "商品编号,商品名称\n1001,陶瓷茶壶\n"),
        ("big5", "商品編號,商品名稱\n1001,陶瓷茶壺與馬克杯\n"),
        ("shift-jis", "商品番号,商品名\n1001,やかんと急須のセット\n"),
        ("windows-1251", "артикул,название\n1001,Заварочный чайник с ситечком\n"),
        ("koi8-r", "артикул,название\n1001,Заварочный чайник с ситечком\n"),
    ])
    func `a file that isn't UTF-8 is refused whole, and read as it was named`(
        _ name: String, _ text: String
    ) throws {
        let bytes = try Self.encoded(text, name)
        let error = #expect(throws: FeedError.self) { try file(bytes) }
        #expect(error?.message.contains("--encoding \(name)") == true, "\(error?.message ?? "")")
        var options = FeedOptions()
        options.encoding = TextEncoding(name)
        let reader = try file(bytes, "table.csv", options).reader()
        _ = try reader.next()
        #expect(try reader.cell(1).text == text.split(separator: "\n")[1].split(separator: ",")[1].description)
    }

    @Test func `letters of the West are taken for Windows' encoding`() throws {
        let bytes =
            Array("id,title\n1,K".utf8) + [0xE4] + Array("semesser ".utf8) + [0x96, 0x20] + Array("gro".utf8) + [
                0xDF, 10,
            ]
        let error = #expect(throws: FeedError.self) { try file(bytes) }
        #expect(
            error?.message.hasSuffix(
                "table.csv, line 2: the text isn't UTF-8 (E4 73 65 6D); it reads as windows-1252: --encoding windows-1252"
            ) == true)
        var options = FeedOptions()
        options.encoding = .windows1252
        let reader = try file(bytes, "table.csv", options).reader()
        _ = try reader.next()
        #expect(try reader.cell(1).text == "Käsemesser – groß")
    }

    @Test func `a file that isn't in the encoding that was named is refused at the first such line`() throws {
        var options = FeedOptions()
        options.encoding = .gb18030
        // Whatever comes behind it: a reader may have more than it holds at once.
        for rest in [10, 300_000] {
            let bytes =
                Array("id,title\n1,".utf8) + [0xC1, 0xD2, 10, 0x32, 0x2C, 0xCC, 0x2C]
                + Array(repeating: 0x61, count: rest)
            let error = #expect(throws: FeedError.self) { try file(bytes, "table.csv", options) }
            #expect(
                error?.message.hasSuffix("table.csv, line 3: the text isn't gb18030; --encoding names another") == true)
        }
    }

    @Test(arguments: [("windows-1250", "Žluté dózy na čaj"), ("iso-8859-2", "Łyżka do herbaty, świeża")])
    func `encodings of Central Europe are read where they are named`(_ name: String, _ text: String) throws {
        var options = FeedOptions()
        options.encoding = TextEncoding(name)
        let reader = try file(Self.encoded("id,title\n1,\"\(text)\"\n", name), "table.csv", options).reader()
        _ = try reader.next()
        #expect(try reader.cell(1).text == text)
    }

    @Test func `a field may be as long as a row, and no longer`() throws {
        for (length, isRead) in [(500_000, true), (1_048_000, true), (1_100_000, false)] {
            let reader = try file(Array("id,variants\n1,\(String(repeating: "v", count: length))\n2,v\n".utf8)).reader()
            guard let event = try reader.next() else { continue }
            if case .row = event { #expect(isRead) } else { #expect(!isRead) }
            if isRead { #expect(try reader.cell(1).text?.count == length) }
        }
    }

    @Test func `a character that lies across two readings is one`() throws {
        // The first reading takes a megabyte at a time.
        let text = "id,title\n1," + String(repeating: "a", count: 60_000) + "\n"
        let many = String(repeating: text.dropFirst("id,title\n".count) + "2,茶壶茶壶é\n", count: 40)
        #expect(try rows("id,title\n" + many).rows.count == 80)
    }

    @Test(arguments: [
        ("PAR1", "Parquet"), ("PK\u{3}\u{4}", "Excel workbook"), ("%PDF-1.4", "a PDF"),
        ("<!DOCTYPE html>", "a web page"),
    ])
    func `what is no feed is refused with what to do`(_ beginning: String, _ word: String) throws {
        let error = #expect(throws: FeedError.self) { try file(Array(beginning.utf8)) }
        #expect(error?.message.contains(word) == true)
    }

    /// Encodes a text with the system's own tool, so that no code of the reader is asked.
    private static func encoded(_ text: String, _ name: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", "import sys; sys.stdout.buffer.write(sys.argv[1].encode(sys.argv[2]))", text,
            ["shift-jis": "cp932"][name] ?? name,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return [UInt8](data)
    }
}
