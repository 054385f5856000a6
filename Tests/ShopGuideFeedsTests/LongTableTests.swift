import Foundation
import Testing

import ShopGuideFeeds

/// Tables with a row for each property.
@Suite struct LongTableTests {
    private static let columns = ["id", "property", "value", "time"]

    private func table(
        _ rows: [[String]], newest: String? = "time", ignoring ignored: Set<String> = [], runBytes: Int = 1 << 20
    ) throws -> LongTable {
        try LongTable(
            of: TableReader(Self.columns, rows), columns: Array(Self.columns.prefix(3)), newest: newest,
            ignoring: ignored, runBytes: runBytes)
    }

    /// All rows as texts, `line id name=value …`; a rejected one with its reason.
    private func texts(_ reader: any RowReader) throws -> [String] {
        var texts = [String]()
        while let event = try reader.next() {
            var words = ["\(event.line)"]
            if case .rejected(_, let reason) = event {
                words.append(reason)
            } else {
                words.append(try reader.cell(0).text ?? "")
                for (column, name) in reader.columns.enumerated().dropFirst() {
                    if let text = try reader.cell(column).text { words.append("\(name)=\(text)") }
                }
            }
            texts.append(words.joined(separator: " "))
        }
        return texts
    }

    @Test func `Retailrocket's newest values count`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "ShopGuideCommandTests/Fixtures/Feeds/retailrocket_properties.csv")
        let reader = try FeedFile(contentsOf: file, options: FeedOptions()).reader()
        let table = try LongTable(of: reader, columns: ["itemid", "property", "value"], newest: "timestamp")
        #expect(table.columns == ["id", "categoryid", "790"])
        #expect(try texts(table) == ["1 318965 categoryid=1341", "2 355908 categoryid=1339 790=n12000.000"])
        #expect(table.rows == 4)
        #expect(table.offset == reader.offset)
    }

    @Test(arguments: [
        (["9", "10"], "b"), (["10", "9"], "a"), (["5", "5"], "b"), (["", ""], "b"), (["1", ""], "a"),
        (["2015-09-11", "2015-09-10"], "a"), (["2015-09-11", "2015-09-11 00:00:00"], "b"),
        (["2015-09-11T10:00:00.5", "2015-09-11T10:00:00.25Z"], "a"),
        (["2015-09-11T10:00:00+02:00", "2015-09-11 09:00:00 UTC"], "b"),
        (["2015-09-11T10:00-0230", "2015-09-11T12:29Z"], "a"),
        (["1e3", "999.5"], "a"), (["-1", "0"], "b"),
    ])
    func `times are compared as numbers or as dates`(_ times: [String], _ newest: String) throws {
        let table = try table([["x", "colour", "a", times[0]], ["x", "colour", "b", times[1]]])
        #expect(try texts(table) == ["1 x colour=\(newest)"])
    }

    @Test func `the last value counts where there is no time, and an empty one too`() throws {
        let rows = [["x", "size", "2", "9"], ["y", "size", "3", ""], ["x", "size", "1", ""], ["y", "size", "", ""]]
        #expect(try texts(table(rows, newest: nil)) == ["1 x size=1", "2 y"])
    }

    @Test func `rejected rows come last with their own lines`() throws {
        let rows = [
            ["bad"], ["b", "p", "1", "1"], ["", "p", "1", "1"], ["a", "", "1", "1"], ["a", "p", "1", "31/12/2015"],
            ["a", "p", "unreadable", "1"], ["a", "p", "2", "1"],
        ]
        let table = try table(rows)
        let expected = [
            "1 a p=2", "2 b p=1", "3 line 2: bad", "4 line 4: no id", "5 line 5: no property",
            "6 line 6: time \"31/12/2015\" is neither a number nor a date such as 2015-09-11 10:30:00",
            "7 line 7: unreadable",
        ]
        #expect(try texts(table) == expected)
        #expect(try texts(table.again()) == expected)
        #expect(table.rows == 7)
    }

    @Test func `runs in a file make the same rows as those in memory`() throws {
        let rows = (0..<6000).map { number -> [String] in
            if number % 50 == 0 { return ["bad"] }
            let id = "product-\(number * 7919 % 331)" + (number % 3 == 0 ? "" : "-long-enough-for-more-than-a-prefix")
            return [id, "p\(number % 5)", "value \(number)", "\(number * 31 % 97)"]
        }
        let inMemory = try texts(table(rows))
        let inFile = try texts(table(rows, runBytes: 2048))
        #expect(inMemory == inFile)
        var expected: [String: [String: (time: Int, value: String)]] = [:]
        for row in rows where row.count == 4 {
            let time = try #require(Int(row[3]))
            if time >= expected[row[0]]?[row[1]]?.time ?? 0 { expected[row[0], default: [:]][row[1]] = (time, row[2]) }
        }
        let ids = expected.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let lines = ids.enumerated().map { place, id in
            let values = (1...5).compactMap { number in
                expected[id]?["p\(number % 5)"].map { "p\(number % 5)=\($0.value)" }
            }
            return (["\(place + 1)", id] + values).joined(separator: " ")
        }
        #expect(Array(inFile.prefix(lines.count)) == lines)
        #expect(inFile.count == lines.count + 120)
    }

    @Test func `all kinds of cells come back as they were`() throws {
        let cells: [Cell] = [
            .text("é"), .json("{}"), .integer(-5), .number(0.1), .flag(true), .flag(false), .list(["a", "", "茶壶"]),
            .empty,
        ]
        for cell in cells {
            let size = LongRecord.size(id: "id", cell: cell)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
            defer { buffer.deallocate() }
            let time = LongTime(rank: 2, value: 1.5)
            LongRecord.write(id: "id", property: 4096, time: time, cell: cell, size: size, to: buffer)
            let record = LongRecord(block: UnsafeRawBufferPointer(buffer))
            #expect(record.cell == cell)
            #expect(record.time == time)
            #expect(record.property == 4096)
            #expect(record.id.elementsEqual("id".utf8))
        }
    }

    @Test func `what is left out is a column without values`() throws {
        let table = try table([["x", "a", "1", "1"], ["x", "b", "2", "1"], ["x", "id", "3", "1"]], ignoring: ["a"])
        #expect(table.columns == ["id", "a", "b", "id (2)"])
        #expect(try texts(table) == ["1 x b=2 id (2)=3"])
    }

    @Test func `too many properties are refused`() throws {
        let many = TableReader(["id", "property", "value"]) { $0 < 4096 ? ["x", "p\($0)", "1"] : nil }
        #expect(try LongTable(of: many, columns: many.columns, newest: nil).columns.count == 4097)
        let more = TableReader(["id", "property", "value"]) { $0 < 4097 ? ["x", "p\($0)", "1"] : nil }
        let error = #expect(throws: FeedError.self) { try LongTable(of: more, columns: more.columns, newest: nil) }
        let message = "more than 4096 properties, \"p4096\" among them; leave out those that aren't needed: --ignore p0"
        #expect(error?.message == message)
    }

    @Test func `a row that is too large is rejected`() throws {
        let rows = (0..<5).map { ["x", "p\($0)", "12345678", ""] } + [["y", "p1", "1", ""]]
        let reader = TableReader(Self.columns, rows)
        let table = try LongTable(of: reader, columns: Array(Self.columns.prefix(3)), newest: nil, limit: 32)
        #expect(try texts(table) == ["1 the values of \"x\" take more than 32 bytes", "2 y p1=1"])
    }

    @Test(
        arguments: [
            (["id", "name", "value"], nil, "no column \"name\"; the table has id, property, value, time"),
            (["id", "property", "value"], "date", "no column \"date\"; the table has id, property, value, time"),
            (["id", "property"], nil, "a long table has three columns, id,property,value (got id,property)"),
        ] as [([String], String?, String)])
    func `columns that aren't there are named`(_ columns: [String], _ newest: String?, _ message: String) {
        for rows in [[], [["x", "p", "1", "1"]], [[String]](repeating: ["x", "p", "1", "1"], count: 300)] {
            let error = #expect(throws: FeedError.self) {
                try LongTable(of: TableReader(Self.columns, rows), columns: columns, newest: newest)
            }
            #expect(error?.message == message)
        }
    }
}
