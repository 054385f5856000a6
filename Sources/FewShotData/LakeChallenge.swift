import FewShotLearning
import FewShotTensors
import Foundation

/// Lake's one-shot challenge (Lake et al., 2015): 20 runs of 20-way one-shot classification within one alphabet.
///
/// Its drawings are of Omniglot's evaluation alphabets: only a model that was trained on the background ones may be measured by it.
/// Read from a zip file or a folder with `runNN/class_labels.txt`, a line `runNN/test/itemNN.png runNN/training/classNN.png` for every
/// test drawing.
public struct LakeChallenge: Sendable {
    /// A run's drawings by their rows of ``LakeChallenge/images``.
    public struct Run: Sendable {
        /// The run's folder: `run01`.
        public let name: String
        /// One training drawing of each class.
        public let training: [Int]
        /// Test drawings.
        public let test: [Int]
        /// The class of each test drawing, as a position in ``training``.
        public let labels: [Int]
    }

    /// Shape `[drawings, channels, size, size]`, uint8: paper is 0, ink is 255, as ``Omniglot/images``.
    public let images: Tensor
    /// The runs in order.
    public let runs: [Run]
    /// SHA-256 of the zip file, or of a folder's names and contents.
    public let digest: String

    private static let list = "class_labels.txt"
    private static let listLimit: UInt64 = 1 << 20

    /// Loads all drawings, processed as Omniglot's.
    ///
    /// - Throws: ``DataError`` naming the file and line that is wrong.
    public init(path: String, options: DataOptions = DataOptions()) throws {
        let archive = try ImageArchive(path: path, limits: options.archiveLimits)
        let size = try options.checkedSize(default: 28)
        let channels = try options.checkedChannels(default: 1)
        let lists = archive.members.filter { $0.name.split(separator: "/").last.map(String.init) == Self.list }
        guard !lists.isEmpty else {
            throw DataError(.missing, "\(path): no runNN/\(Self.list) in it; Lake's challenge is all_runs.zip")
        }
        let known = Dictionary(archive.members.map { ($0.name, $0) }) { first, _ in first }
        let plans = try lists.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .map { try Plan($0, of: archive, known: known) }
        let members = plans.flatMap { $0.training + $0.test.map(\.item) }
        let loaded = try ImageLoader(archive: archive, options: options)
            .load(members, size: size, channels: channels, inverted: true)
        let rows = Dictionary(loaded.images.names.enumerated().map { ($1, $0) }) { first, _ in first }
        images = try loaded.images.tensor(on: options.device)
        digest = loaded.digest
        runs = try plans.map { try $0.run(rows, path: path) }
    }

    /// Returns a run as a task; labels are positions in its training drawings.
    public func episode(_ run: Run) -> Episode {
        let all = Dataset(features: images, classes: [])
        return Episode(
            support: Examples(
                features: all.features(of: run.training), labels: .range(0..<run.training.count, on: images.device),
                ways: run.training.count),
            query: Examples(
                features: all.features(of: run.test), labels: Tensor(run.labels, on: images.device),
                ways: run.training.count))
    }

    /// The contents of a run's list.
    private struct Plan {
        struct Test {
            var item: ImageArchive.Member
            var label: Int
        }

        var name: String
        var training: [ImageArchive.Member]
        var test: [Test] = []

        init(_ list: ImageArchive.Member, of archive: ImageArchive, known: [String: ImageArchive.Member]) throws {
            let place = "\(archive.path): \(list.name)"
            guard list.size <= listLimit, let text = String(bytes: try archive.bytes(of: list), encoding: .utf8) else {
                throw DataError(.damaged, "\(place): it is not a list of drawings (\(list.size) bytes)")
            }
            let folders = list.name.split(separator: "/").dropLast()
            name = folders.last.map(String.init) ?? ""
            let outer = folders.dropLast().map { "\($0)/" }.joined()
            var pairs: [(item: ImageArchive.Member, example: ImageArchive.Member)] = []
            for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
                let words = line.split(separator: " ")
                guard words.count == 2 else {
                    throw DataError(
                        .damaged,
                        "\(place), line \(number + 1): \"\(line.prefix(80))\" is not a test and a training drawing")
                }
                let found = try words.map { word in
                    guard let member = known[outer + word] else {
                        throw DataError(.missing, "\(place), line \(number + 1): there is no \(word)")
                    }
                    return member
                }
                pairs.append((found[0], found[1]))
            }
            let examples = Set(pairs.map(\.example))
            training = examples.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            guard training.count >= 2 else {
                throw DataError(.damaged, "\(place): \(training.count) training drawings; a run needs two at least")
            }
            let positions = Dictionary(uniqueKeysWithValues: training.enumerated().map { ($1, $0) })
            test = pairs.map { Test(item: $0.item, label: positions[$0.example] ?? 0) }
        }

        func run(_ rows: [String: Int], path: String) throws -> Run {
            func row(_ member: ImageArchive.Member) throws -> Int {
                guard let row = rows[member.name] else {
                    throw DataError(.missing, "\(path): \(member.name) was left out; the challenge needs every drawing")
                }
                return row
            }
            return Run(
                name: name, training: try training.map(row), test: try test.map { try row($0.item) },
                labels: test.map(\.label))
        }
    }
}
