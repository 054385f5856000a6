import FewShotTensors
import Foundation
import ShopGuide

/// Builds a vector index of a file of vectors, searches it for those of another one, and changes it: `FILE COUNT DIMENSIONS QUERIES THREADS CHANGES
/// NEAREST:EVERY …`.
///
/// Prints the seconds of the build and waits for a line. For each pair it then prints what each search found with its seconds, so many nearest among
/// the vectors whose number EVERY divides; then the seconds of each change, a vector that goes and comes back; and the bytes that the process had
/// before the build.
@main
struct IndexBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        let numbers = arguments.dropFirst().prefix(6).compactMap { Int($0) }
        guard arguments.count > 7, numbers.count == 4 else { throw CocoaError(.fileReadInvalidFileName) }
        let (count, dimensions, lanes, changes) = (numbers[0], numbers[1], numbers[2], numbers[3])
        try TensorRuntime.setThreads(1)
        let vectors = try Data(contentsOf: URL(filePath: arguments[1]), options: .alwaysMapped)
        let queries = try Data(contentsOf: URL(filePath: arguments[4]))
        let before = try ownBytes()
        let clock = ContinuousClock()
        let start = clock.now
        var index = InvertedFileIndex(dimensions: dimensions, slots: count, lanes: lanes) { slots in
            VectorBlock(slots: Array(slots), numbers: Self.numbers(of: slots, dimensions, in: vectors))
        }
        print((clock.now - start) / .seconds(1))
        fflush(nil)
        _ = readLine()
        let total = queries.count / 4 / dimensions
        for pair in arguments.dropFirst(7) {
            let pair = pair.split(separator: ":").compactMap { Int($0) }
            var results: [(slots: [Int], seconds: Double)] = []
            // The first ones twice, to warm up.
            for query in Array(0..<min(50, total)) + Array(0..<total) {
                let vector = Self.numbers(of: query..<query + 1, dimensions, in: queries)
                let start = clock.now
                let found = try search(index, vector, pair[0], every: pair[1])
                results.append((found, (clock.now - start) / .seconds(1)))
            }
            for (slots, seconds) in results.suffix(total) {
                print("{\"slots\": \(slots), \"seconds\": \(seconds)}")
            }
        }
        for slot in 0..<changes {
            let vector = Self.numbers(of: slot..<slot + 1, dimensions, in: vectors)
            let start = clock.now
            index.remove(slot)
            try index.insert(vector, at: slot)
            print((clock.now - start) / .seconds(1))
        }
        print(before)
        fflush(nil)
    }

    /// Searches as recommendations do: everything, where a filter leaves too little of a neighbourhood.
    private static func search(
        _ index: InvertedFileIndex, _ vector: [Float], _ nearest: Int, every: Int
    ) throws -> [Int] {
        for scope in [VectorSearchScope.neighborhood, .everything] {
            let found = try index.search(vector, limit: nearest, in: scope) { $0.isMultiple(of: every) }
            if every == 1 || found.count == nearest || scope == .everything { return found.map(\.slot) }
        }
        return []
    }

    /// The numbers of some vectors of a file.
    private static func numbers(of slots: Range<Int>, _ dimensions: Int, in file: Data) -> [Float] {
        let bytes = dimensions * MemoryLayout<Float>.size
        return [Float](unsafeUninitializedCapacity: slots.count * dimensions) { numbers, count in
            file.copyBytes(to: numbers, from: slots.lowerBound * bytes..<slots.upperBound * bytes)
            count = slots.count * dimensions
        }
    }

    /// The bytes that this process has beside mapped files.
    private static func ownBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return line.flatMap { $0.split(separator: " ").dropLast().last }.flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }
}
