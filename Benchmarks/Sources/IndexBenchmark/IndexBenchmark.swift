import FewShotTensors
import Foundation
import ShopGuide

/// Builds a vector index of a file of vectors, and searches it for those of another one: `FILE COUNT DIMENSIONS QUERIES THREADS`.
///
/// Prints the seconds of the build, waits for a line, and prints what each search found with its seconds, and the bytes that the process had
/// before the build.
@main
struct IndexBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let count = Int(arguments[2]), let dimensions = Int(arguments[3]),
            let lanes = Int(arguments[5])
        else { throw CocoaError(.fileReadInvalidFileName) }
        try TensorRuntime.setThreads(1)
        let vectors = try Data(contentsOf: URL(filePath: arguments[1]), options: .alwaysMapped)
        let queries = try Data(contentsOf: URL(filePath: arguments[4]))
        let before = try ownBytes()
        let clock = ContinuousClock()
        let start = clock.now
        let index = InvertedFileIndex(dimensions: dimensions, slots: count, lanes: lanes) { slots in
            VectorBlock(slots: Array(slots), numbers: numbers(of: slots, dimensions, in: vectors))
        }
        print((clock.now - start) / .seconds(1))
        fflush(nil)
        _ = readLine()
        let total = queries.count / 4 / dimensions
        var results: [(slots: [Int], seconds: Double)] = []
        // The first ones twice, to warm up.
        for query in Array(0..<min(50, total)) + Array(0..<total) {
            let vector = numbers(of: query..<query + 1, dimensions, in: queries)
            let start = clock.now
            let found = try index.search(vector, limit: 10, in: .neighborhood) { _ in true }
            results.append((found.map(\.slot), (clock.now - start) / .seconds(1)))
        }
        for (slots, seconds) in results.suffix(total) { print("{\"slots\": \(slots), \"seconds\": \(seconds)}") }
        print(before)
        fflush(nil)
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
