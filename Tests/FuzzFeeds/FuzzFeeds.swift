import Foundation
import ShopGuideFeeds

/// Changes the files of Fixtures/Feeds at random and reads what comes out: `fuzz-feeds FOLDER --minutes 30 --endings csv,tsv --seed 1`.
///
/// A reader may refuse a file, but not crash, hang or grow. The file that is being read is `.build/fuzz-feeds.input.*`, so that it is there when
/// the process is not.
@main struct FuzzFeeds {
    /// Seconds that a file of a few kilobytes may take.
    private static let patience = 2.0
    /// Kilobytes of memory that a run may grow by.
    private static let growth = 200_000

    static func main() throws {
        var (folder, minutes, seed, endings) = ("", 1.0, UInt64(1), ["csv", "tsv", "dat", "inter"])
        var arguments = CommandLine.arguments.dropFirst().makeIterator()
        while let argument = arguments.next() {
            switch argument {
            case "--minutes": minutes = arguments.next().flatMap(Double.init) ?? minutes
            case "--seed": seed = arguments.next().flatMap(UInt64.init) ?? seed
            case "--endings": endings = arguments.next()?.split(separator: ",").map(String.init) ?? endings
            default: folder = argument
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let files = try names.filter { name in name != "expected.json" && endings.contains { name.hasSuffix(".\($0)") }
        }
        .map { (name: $0, bytes: [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\($0)")))) }
        guard !files.isEmpty else { fail("\(folder): no file ends with \(endings.joined(separator: " or "))") }

        var mutator = Mutator(seed: seed, others: files.map(\.bytes))
        let end = Date().addingTimeInterval(minutes * 60)
        var (runs, refused, rows, slowest, memory) = (0, 0, 0, 0.0, 0)
        while Date() < end {
            let file = files[mutator.below(files.count)]
            let input = mutator.changed(file.bytes)
            let url = URL(filePath: ".build/fuzz-feeds.input.\(file.name.split(separator: ".").last ?? "")")
            try Data(input).write(to: url)
            let began = Date()
            do { rows += try read(url) } catch is FeedError { refused += 1 }
            let seconds = Date().timeIntervalSince(began)
            slowest = max(slowest, seconds)
            guard seconds < patience else { fail("\(url.path): \(seconds) s for \(input.count) bytes") }
            runs += 1
            if runs == 1000 { memory = residentKilobytes() }
            if runs % 10_000 == 0, residentKilobytes() - memory > growth {
                fail("grew by \(residentKilobytes() - memory) KB")
            }
        }
        print(
            "\(runs) files, \(refused) refused, \(rows) rows; slowest \(slowest) s; grew by \(residentKilobytes() - memory) KB"
        )
    }

    /// Reads all rows as an import does; returns how many there are.
    private static func read(_ url: URL) throws -> Int {
        let feed = try FeedFile(contentsOf: url, options: FeedOptions())
        var reader = try feed.reader()
        if let profile = FeedProfile.recognize(columns: reader.columns) {
            let survey = profile.survey()
            while let event = try reader.next() { if case .row = event { try survey.add(reader) } }
            reader = survey.reader(over: try feed.reader())
        }
        var (rows, line, prices, categories) = (0, 0, PriceSurvey(), CategorySurvey())
        while let event = try reader.next() {
            guard event.line > line else { fail("\(url.path): line \(event.line) after line \(line)") }
            line = event.line
            guard case .row = event else { continue }
            rows += 1
            for column in reader.columns.indices {
                guard let cell = try? reader.cell(column) else { continue }
                _ = PictureList.addresses(in: cell)
                guard let text = cell.text else { continue }
                prices.add(text)
                categories.add(text)
                _ = prices.convention.read(text)
                _ = PlainText.of(html: text)
            }
        }
        return rows
    }

    private static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data("fuzz-feeds: \(message)\n".utf8))
        exit(1)
    }

    private static func residentKilobytes() -> Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
        return (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024
    }
}

/// Changes files at random; the same seed makes the same files.
private struct Mutator {
    private var state: UInt64
    private let others: [[UInt8]]

    private static let words: [String] = [
        "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\r", "{", "}", "[", "]", ":", "\\u0000", "\\ud800", "<", ">", "&",
        "&amp;", "&#0;",
        "<![CDATA[", "]]>", "<!DOCTYPE r [", "<item>", "</item>", "sep=;", "\u{FEFF}", "1,234.50", "1.234,50", "-",
        "null", "true", "1e999",
        "\u{301}", "茶", "id", "Handle", "SKU",
    ]

    init(seed: UInt64, others: [[UInt8]]) {
        state = seed
        self.others = others
    }

    /// Returns a number below a bound (Marsaglia, "Xorshift RNGs", 2003, multiplied).
    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(bound, 1)))
    }

    mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(8) {
            let place = below(bytes.count + 1)
            switch below(7) {
            case 0: if place < bytes.count { bytes[place] = UInt8(below(256)) }
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + below(20)))
            case 2: bytes.insert(contentsOf: Self.words[below(Self.words.count)].utf8, at: place)
            case 3: bytes.insert(contentsOf: [UInt8](repeating: UInt8(below(256)), count: below(300)), at: place)
            case 4: bytes.removeSubrange(place...)
            case 5:
                let end = min(bytes.count, place + below(200))
                bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count + 1))
            default:
                let other = others[below(others.count)]
                let start = below(other.count + 1)
                bytes.insert(contentsOf: other[start..<min(other.count, start + below(200))], at: place)
            }
        }
        return bytes
    }
}
