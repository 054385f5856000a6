import Foundation
import ShopGuideFeeds
import Testing

/// Numbers that are the same each time.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Files with anything wrong: each is read to its end, and the same in whatever pieces it comes.
@Suite struct ReaderMutationTests {
    /// How many files are tried of each kind; more with `FEED_MUTATIONS`.
    private static let count = ProcessInfo.processInfo.environment["FEED_MUTATIONS"].flatMap(Int.init) ?? 150

    private static var limits: TableLimits {
        var limits = TableLimits()
        (limits.rowBytes, limits.fieldBytes, limits.columns) = (300, 60, 12)
        return limits
    }

    /// Changes some bytes for others, or for pieces of the format.
    private func mutated(_ bytes: [UInt8], _ pieces: [String], _ numbers: inout Numbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let place = Int.random(in: 0..<bytes.count, using: &numbers)
            let piece = Array((pieces.randomElement(using: &numbers) ?? "").utf8)
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &numbers)
            case 1: bytes.insert(contentsOf: piece, at: place)
            case 2: bytes.replaceSubrange(place..<min(place + piece.count, bytes.count), with: piece)
            case 3: bytes.removeSubrange(place..<min(place + Int.random(in: 1...20, using: &numbers), bytes.count))
            default: bytes.insert(contentsOf: bytes[place..<min(place + 30, bytes.count)], at: place)
            }
            if bytes.isEmpty { bytes = [32] }
        }
        return Int.random(in: 0..<8, using: &numbers) == 0
            ? Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &numbers))) : bytes
    }

    /// What a reader gives, or why it can't be opened; with problems of cells in their places.
    private func outcome(_ open: () throws -> any RowReader) throws -> [String] {
        do {
            let reader = try open()
            var (found, last) = ([String](), 0)
            while let event = try reader.next() {
                #expect(event.line > last)
                last = event.line
                if case .rejected(_, let reason) = event {
                    found.append("\(last) ! \(reason)")
                    continue
                }
                for column in reader.columns.indices {
                    do { found.append("\(last) \(reader.columns[column]) \(try reader.cell(column))") } catch {
                        found.append("\(last) ! \(error)")
                    }
                }
            }
            #expect(reader.columns.count <= Self.limits.columns)
            #expect(Set(reader.columns).count == reader.columns.count)
            return found
        } catch let error as FeedError {
            return [error.message]
        }
    }

    @Test(arguments: [
        "{\"id\": \"a\", \"n\": [\"x\", \"y\"]}\n{\"id\": \"b\", \"p\": {\"q\": 1.5e3}}\n\n{\"id\": \"\\u00e9\\n\", \"z\": null}\n",
        "[{\"id\": 1, \"t\": \"é\"}, {\"id\": 2, \"o\": {\"a\": {\"b\": true}}},\n {\"id\": 3, \"l\": [{\"u\": \"v\"}]}]",
        "{\"ok\": true, \"n\": [1], \"data\": [{\"id\": 1}, {\"id\": 2, \"x\": \"\\ud83d\\ude00\"}], \"page\": {\"a\": [{}]}}",
        "{\n  \"id\": 1,\n  \"b\": \"c\"\n}\n{\n  \"id\": 2\n}\n",
    ])
    func `broken JSON is read to its end`(_ json: String) throws {
        var numbers = Numbers(state: 7)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\n", "{\"id\":", "null", "1e999", "é", "-",
            "[[[[", "{\"a\":{",
        ]
        for _ in 0..<Self.count {
            let bytes = mutated(Array(json.utf8), pieces, &numbers)
            let outcomes = try [(1, 16), (7, 16), (4096, 4096)].map { (piece, chunk) in
                try outcome {
                    try JSONRowReader(
                        PiecewiseSource(bytes, piece: piece), path: "feed.json", at: nil, limits: Self.limits,
                        nulls: [],
                        chunk: chunk)
                }
            }
            #expect(
                outcomes[0] == outcomes[1] && outcomes[1] == outcomes[2], "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test(arguments: [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><item><g:id>1</g:id>"
            + "<t><![CDATA[a & b]]></t></item>\n<item id=\"2\"><s><c>é</c></s><s><c>&amp;</c></s></item></channel></rss>",
        "<!DOCTYPE r SYSTEM \"x\"><feed><entry><link href=\"a\"/><id>&#233;</id></entry><!-- c --><entry><id>2</id></entry></feed>",
    ])
    func `broken XML is read to its end`(_ xml: String) throws {
        var numbers = Numbers(state: 7)
        let pieces = [
            "<", ">", "</", "/>", "&", ";", "&lt;", "&#x1F600;", "<![CDATA[", "]]>", "<!--", "-->", "<item>", "</item>",
            "\"",
            "<a>", "<?p?>", "&nbsp;", "é", "<!ENTITY a \"b\">", "<!DOCTYPE a [", "]>", "encoding=\"latin1\"", "\n",
        ]
        for _ in 0..<Self.count {
            let bytes = mutated(Array(xml.utf8), pieces, &numbers)
            let outcomes = try [1, 7, 4096].map { piece in
                try outcome {
                    try XMLRowReader(
                        PiecewiseSource(bytes, piece: piece), path: "feed.xml", at: nil, limits: Self.limits, nulls: [])
                }
            }
            #expect(
                outcomes[0] == outcomes[1] && outcomes[1] == outcomes[2],
                "\(String(decoding: bytes, as: UTF8.self)) \(outcomes)")
        }
    }
}
