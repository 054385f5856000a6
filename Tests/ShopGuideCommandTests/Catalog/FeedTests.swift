import Foundation
import Testing

/// A file as a shop has it, with what its owner expects of it: a line of Fixtures/Feeds/expected.json.
struct FeedCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Expectation: Decodable, Sendable {
        var products: Int?
        var interactions: Int?
        var rejected: Int?
        var refused: Bool?
        var kinds: [String: Int]?
    }

    let file: String
    let `import`: String
    let arguments: [String]
    let expect: Expectation
    let products: [String: [String: FeedValue]]
    var testDescription: String { file }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Feeds")

    static let all: [FeedCase] = {
        let data = (try? Data(contentsOf: folder.appending(path: "expected.json"))) ?? Data()
        return (try? JSONDecoder().decode([FeedCase].self, from: data)) ?? []
    }()
}

/// A field of an exported product, compared as people would: a price as a number.
enum FeedValue: Decodable, Hashable, Sendable {
    case none
    case text(String)
    case list([String])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .none
        } else if let list = try? container.decode([String].self) {
            self = .list(list)
        } else if let number = try? container.decode(Double.self) {
            self = .text("\(number)")
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    init(_ value: Any?) {
        switch value {
        case let list as [String]: self = .list(list)
        case let text as String: self = .text(text)
        case let number as NSNumber: self = .text("\(number.doubleValue)")
        default: self = .none
        }
    }

    /// Prices are texts in expectations and numbers in exports.
    var asNumber: FeedValue {
        if case .text(let text) = self, let number = Double(text) { return .text("\(number)") }
        return self
    }
}

/// The imports of files as shops have them, through the program.
@Suite struct FeedTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Imports a file that lies in the test's folder, and returns what was printed of it.
    private func run(_ feed: FeedCase, _ arguments: [String]) throws -> (
        outcome: Program.Outcome, result: [String: Any]
    ) {
        let command = ["catalog", "import", feed.import, feed.file] + arguments + ["--format", "json"]
        let outcome = try Program.start(command, in: folder).wait()
        let result = try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return (outcome, result ?? [:])
    }

    private func exported(_ part: String) throws -> [[String: Any]] {
        let outcome = try Program.run("catalog", "export", part, in: folder)
        return try outcome.output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test func `there are cases`() { #expect(FeedCase.all.count >= 40) }

    @Test(arguments: FeedCase.all)
    func `comes out as its owner expects`(_ feed: FeedCase) throws {
        for name in [feed.file, "retailrocket_tree.csv"] {
            try FileManager.default.copyItem(
                at: FeedCase.folder.appending(path: name), to: URL(filePath: folder.path).appending(path: name))
        }
        let (outcome, result) = try run(feed, feed.arguments)
        if feed.expect.refused == true {
            #expect(outcome.status != 0)
            #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/shopguide.sqlite"))
            return
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(result["rejected"] as? Int == feed.expect.rejected ?? 0, "\(outcome.errors)\(outcome.output)")
        if let count = feed.expect.products, feed.import == "products" {
            let products = try exported("products")
            #expect(products.count == count, "\(outcome.errors)\(outcome.output)")
            let byID = Dictionary(grouping: products) { $0["id"] as? String ?? "" }
            for (id, fields) in feed.products {
                let product = try #require(byID[id]?.first, "no \(id) among \(byID.keys.sorted())")
                for (name, expected) in fields {
                    let value =
                        name.hasPrefix("attributes.")
                        ? (product["attributes"] as? [String: Any])?[String(name.dropFirst("attributes.".count))]
                        : product[name]
                    let found = FeedValue(value)
                    let isSame = name == "price" ? found.asNumber == expected.asNumber : found == expected
                    #expect(isSame, "\(id).\(name) is \(found), expected \(expected)")
                }
            }
        }
        if let count = feed.expect.interactions {
            let events = try exported("interactions")
            #expect(events.count == count, "\(outcome.errors)\(outcome.output)")
            if let kinds = feed.expect.kinds {
                #expect(Dictionary(grouping: events) { $0["kind"] as? String ?? "" }.mapValues(\.count) == kinds)
            }
        }
    }

    @Test(arguments: [("gb18030.csv", "gb18030"), ("windows1252.csv", "windows-1252")])
    func `a file that isn't UTF-8 is refused whole, and the encoding named`(_ file: String, _ encoding: String) throws {
        let feed = try #require(FeedCase.all.first { $0.file == file })
        try FileManager.default.copyItem(
            at: FeedCase.folder.appending(path: file), to: URL(filePath: folder.path).appending(path: file))
        var arguments = feed.arguments
        if let place = arguments.firstIndex(of: "--encoding") { arguments.removeSubrange(place...place + 1) }
        let (outcome, _) = try run(feed, arguments)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("--encoding \(encoding)"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/shopguide.sqlite"))
    }
}
