import FewShotTensors
import Foundation
import ShopGuideStore
import ShopGuideExperiments
import ShopGuideApplication
import ShopGuideFeeds

/// Takes ready embeddings into the store: of a NumPy file, or of a safetensors file that holds one table, or a vector for each
/// product under its id.
struct EmbeddingImport {
    let file: String
    let ids: String?
    let name: String
    /// The file that lists the rejected rows.
    let rejected: String

    /// Embeddings per transaction.
    private static let batch = 5_000

    func run(into arguments: StoreArguments) throws -> ImportResult {
        let vectors = try self.vectors()
        let path = URL(filePath: rejected).absoluteURL.path(percentEncoded: false)
        try RejectedRows.check(path)
        let problems = RejectedRows(path: path)
        let store = try arguments.open()
        let began = ContinuousClock.now
        let interruption = Interruption()
        var bar = ProgressBar("import", total: vectors.count)
        var result = ImportResult(part: CatalogPart.embeddings.rawValue, stored: 0, added: 0, rejected: 0)
        let before = try store.contents().embeddings[name] ?? 0
        for start in stride(from: 0, to: vectors.count, by: Self.batch) {
            let rows = start..<min(start + Self.batch, vectors.count)
            let embeddings = try rows.map {
                ImportedEmbedding(line: $0 + 1, product: vectors.ids[$0], vector: try vectors.vector($0))
            }
            try store.write { writer in
                let rejected = try writer.save(embeddings, named: name)
                for (line, reason) in rejected { problems.add(line: line, "\(reason)") }
                if let first = rejected.first {
                    result.firstProblem = result.firstProblem ?? "row \(first.line): \(first.reason)"
                    result.rejectedFile = path
                }
                result.stored += embeddings.count - rejected.count
                result.rejected += rejected.count
                try problems.flush()
            }
            bar.show(rows.upperBound)
            if interruption.isRequested {
                bar.clear()
                throw CommandError("stopped after \(rows.upperBound) embeddings; the same command does them all")
            }
        }
        bar.clear()
        result.added = (try store.contents().embeddings[name] ?? 0) - before
        let seconds = max((ContinuousClock.now - began) / .seconds(1), 1e-9)
        (result.seconds, result.rowsPerSecond) = (seconds, Double(vectors.count) / seconds)
        return result
    }

    /// Vectors with their products' ids.
    private struct Vectors {
        let ids: [String]
        let vector: (Int) throws -> [Float]
        var count: Int { ids.count }
    }

    private func vectors() throws -> Vectors {
        let url = URL(filePath: file)
        guard !file.hasSuffix(".npy") else {
            let array = try NumPyArray(contentsOf: url)
            return Vectors(ids: try readIDs(count: array.count)) { array.row($0) }
        }
        guard file.hasSuffix(".safetensors") else {
            throw CommandError("\(file): embeddings are read from .npy and .safetensors files")
        }
        let tensors = try Safetensors(contentsOf: url).tensors
        if ids != nil {
            guard tensors.count == 1, let table = tensors.values.first, table.shape.count == 2 else {
                throw CommandError("\(file): with --ids it should hold one tensor, of shape [products, dimensions]")
            }
            let (count, dimensions) = (table.shape[0], table.shape[1])
            let values = try table.values(as: Float.self)
            return Vectors(ids: try readIDs(count: count)) { Array(values[$0 * dimensions..<($0 + 1) * dimensions]) }
        }
        if let (id, tensor) = tensors.first(where: { $1.shape.count != 1 }) {
            throw CommandError(
                "\(file): tensor \"\(id)\" has shape \(tensor.shape); without --ids each is a product's vector")
        }
        let names = tensors.keys.sorted()
        return Vectors(ids: names) { try tensors[names[$0]]?.values(as: Float.self) ?? [] }
    }

    private func readIDs(count: Int) throws -> [String] {
        guard let ids else { throw CommandError("\(file): say whose its rows are: --ids FILE, one id a line") }
        let lines = try self.lines(of: ids)
        guard lines.count == count else {
            throw CommandError("\(ids) has \(lines.count) ids; \(file) has \(count) rows")
        }
        return lines
    }

    /// Returns the ids of a file with one a line, or of a column of a table, `products.csv:sku`.
    private func lines(of ids: String) throws -> [String] {
        if !FileManager.default.fileExists(atPath: ids), let colon = ids.lastIndex(of: ":") {
            let (table, column) = (URL(filePath: String(ids[..<colon])), String(ids[ids.index(after: colon)...]))
            var lines: [String] = []
            try TableScan.forEachRow(of: table, columns: [column]) { texts, _ in lines.append(texts[0]) }
            return lines
        }
        let text: String
        do { text = try String(contentsOfFile: ids, encoding: .utf8) } catch {
            throw CommandError("\(ids): can't be read: \(systemReason(of: error))")
        }
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }
}
