import Foundation
import ShopGuideFeeds
import Testing

/// A list of as many items as are asked for, of which only one is kept.
private final class RepeatedItem: ByteSource {
    private let item: [UInt8]
    private var left: Int
    private(set) var offset = 0

    init(_ item: String, count: Int) { (self.item, left) = (Array(item.utf8), count) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard left >= 0 else { return 0 }
        var count = 0
        if offset == 0 {
            buffer[0] = UInt8(ascii: "[")
            count = 1
        }
        while left > 0, count + item.count + 1 <= buffer.count {
            left -= 1
            UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyBytes(from: item)
            count += item.count
            buffer[count] = UInt8(ascii: ",")
            if left == 0 { buffer[count] = UInt8(ascii: "]") }
            count += 1
        }
        if left == 0 { left = -1 }
        offset += count
        return count
    }
}

@Suite struct JSONListTests {
    private func read(
        _ json: String, at place: String? = nil, limits: TableLimits = TableLimits(), piece: Int = .max,
        chunk: Int = 1 << 18
    ) throws -> [String] {
        try events(
            JSONRowReader(
                PiecewiseSource(json.utf8, piece: piece), path: "feed.json", at: place, limits: limits, nulls: [],
                chunk: chunk))
    }

    private func small(_ rowBytes: Int) -> TableLimits {
        var limits = TableLimits()
        limits.rowBytes = rowBytes
        return limits
    }

    @Test(arguments: [
        (
            #"[{"id": 1}, {"id": x}, {"id": 3}]"#,
            ["1 id=1", "2 ! not a JSON object: malformed JSON at byte 8 of it", "3 id=3"]
        ),
        (#"[{"id": 1}, {"a": 1, "a": [2]}, {"id": 3}]"#, ["1 id=1", "2 ! \"a\" is there twice", "3 id=3"]),
        (
            #"[{"id": 1}, 5, "a,]", [{"id": 2}], null, {"id": 6}]"#,
            ["1 id=1"] + (2...5).map { "\($0) ! not a JSON object" } + ["6 id=6"]
        ),
        (
            #"[{"id": 1}, {"a": [1, }, {"id": 3}]"#,
            ["1 id=1", "2 ! not a JSON object: malformed JSON at byte 11 of it", "3 id=3"]
        ),
        (#"[{"id": 1}}, {"id": 2}]"#, ["1 id=1", "2 ! no comma after the item before it", "3 id=2"]),
        (#"[{"id": 1} {"id": 2}, {"id": 3}]"#, ["1 id=1", "2 ! no comma after the item before it", "3 id=3"]),
        (#"[{"id": 1},, {"id": 2}]"#, ["1 id=1", "2 ! not a JSON object", "3 id=2"]),
        (#"[{"id": 1},]"#, ["1 id=1", "2 ! no item after the last comma"]),
        (#"[{"id": 1}, {"id": 2]"#, ["1 id=1", "2 ! not a JSON object: malformed JSON at byte 9 of it"]),
        (
            #"[{"id": 1}, {"id": "2}, {"id": 3}]"#,
            ["1 id=1", "2 ! not a JSON object: malformed JSON at byte 15 of it; nothing after it can be read"]
        ),
        (#"[{"id": 1}] x"#, ["1 id=1", "2 ! text after the end of the list"]),
        (#"[{"id": 1}, {"id": 2"#, ["1 id=1", "2 ! the file ends inside of item 2"]),
        (#"[{"id": 1},"#, ["1 id=1", "2 ! the file ends after item 1"]),
        ("[", ["1 ! the file ends before its first item"]),
        (#"{"a": [{"id": 1}]"#, ["1 id=1", "2 ! the file ends before the object around the list does"]),
        (
            #"{"a": [{"id": 1}], "b": [{"id": 2}]}"#,
            ["1 id=1", "2 ! \"b\" is a list of objects too; only \"a\" is read"]
        ),
        (#"{"a": [{"id": 1}], b}"#, ["1 id=1", "2 ! malformed JSON at byte 20 of the file"]),
        (#"{"id": x}"#, ["1 ! not a JSON object: malformed JSON at byte 8 of it"]),
        ("{\"id\": 1,\n \"a\":", ["1 ! the file ends inside of an object"]),
        ("{\n\"id\": 1\n} [", ["1 id=1", "3 ! text after the object"]),
    ])
    func `what is wrong in a list is told, and the rest is read`(_ json: String, _ expected: [String]) throws {
        for piece in [1, 7, 4096] { #expect(try read(json, piece: piece) == expected) }
    }

    @Test(arguments: [
        ("products", #"{"products": [{"id": 1}], "more": 1}"#),
        ("data.items", #"{"ok": [{}], "data": {"n": {"items": 0}, "items": [{"id": 1}]}}"#),
        ("a.b.c", "{\"a\": {\"b\": {\"c\": [{\"id\": 1}]}}}\n"), ("é", #"{"\u00e9": [{"id": 1}]}"#),
    ])
    func `a list at a path`(_ path: String, _ json: String) throws {
        for piece in [1, 7, 4096] { #expect(try read(json, at: path, piece: piece) == ["1 id=1"]) }
    }

    @Test(arguments: [
        ("items", "{\"a\": [], \"b\": 1}", "feed.json: there is no \"items\"; there is a, b"),
        ("a.b", "{\"a\": []}", "feed.json: \"a\" is no object, so there is no \"a.b\""),
        ("a", "{\"a\": {}}", "feed.json: \"a\" is no list"),
        ("a", "[]", "feed.json: it isn't an object, so there is no \"a\"; leave the path out"),
        ("a", "{\"b\": [", "feed.json: the file ends before \"a\" begins"),
        ("a", "{\"b\" 1}", "feed.json: malformed JSON at byte 6 of the file"),
    ])
    func `a path that isn't there is refused`(_ path: String, _ json: String, _ message: String) {
        let error = #expect(throws: FeedError.self) { try read(json, at: path) }
        #expect(error?.message == message)
    }

    @Test func `an item that is too long is skipped`() throws {
        let long = #"{"id": "\#(String(repeating: "x,]}{[", count: 2000))"}"#
        for piece in [1, 7, 4096] {
            let list = "[{\"id\": 1}, \(long), {\"id\": 3}]"
            #expect(
                try read(list, limits: small(1000), piece: piece, chunk: 16)
                    == ["1 id=1", "2 ! longer than 1000 bytes", "3 id=3"])
            #expect(
                try read("{\"note\": \(long), \"products\": \(list)}", limits: small(1000), piece: piece, chunk: 16)
                    == ["1 id=1", "2 ! longer than 1000 bytes", "3 id=3"])
            #expect(
                try read(long, limits: small(1000), piece: piece, chunk: 16)
                    == ["1 ! longer than 1000 bytes, and holds no list of objects"])
        }
        let exact = #"{"id": "\#(String(repeating: "x", count: 990))"}"#
        #expect(try read("[\(exact)]", limits: small(1000)).count == 1)
        #expect(try read("[\(exact)]", limits: small(999)) == ["1 ! longer than 999 bytes"])
    }

    @Test func `a file that is cut off anywhere gives its whole items and one rejection`() throws {
        let items = (1...5).map { #"{"id": \#($0), "title": "é\ud83d\ude00 \"x\"", "a": {"b": [1, {"c": null}]}}"# }
        let json = Array("[\(items.joined(separator: ", "))]".utf8)
        let ends = items.indices.map { items[...$0].joined(separator: ", ").utf8.count + 1 }
        for end in 1..<json.count {
            let reader = try JSONRowReader(
                PiecewiseSource(json[..<end]), path: "feed.json", at: nil, limits: TableLimits(), nulls: [])
            var (rows, rejected) = (0, 0)
            while let event = try reader.next() {
                if case .row = event { rows += 1 } else { rejected += 1 }
            }
            #expect(rejected == 1)
            #expect(rows == ends.count { $0 <= end })
        }
    }

    @Test func `a list of any number of items on one line`() throws {
        let source = RepeatedItem(#"{"id": "p", "price": {"amount": 5}}"#, count: 200_000)
        let reader = try JSONRowReader(
            source, path: "feed.json", at: nil, limits: small(4096), nulls: [], chunk: 4096)
        var (rows, last) = (0, 0)
        while case .row(let line)? = try reader.next() { (rows, last) = (rows + 1, line) }
        #expect((rows, last) == (200_000, 200_000))
        #expect(try reader.next() == nil)
        #expect(reader.columns == ["id", "price.amount"])
    }
}
