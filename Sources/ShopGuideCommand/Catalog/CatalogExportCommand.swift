import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuideStore
import ShopGuideExperiments
import ShopGuideFeeds

/// `shopguide catalog export`.
struct CatalogExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Gives back what the store holds.",
        discussion: """
            Example:
              shopguide catalog export products --output products.csv
              shopguide catalog export interactions --table tsv | gzip > interactions.tsv.gz
              shopguide catalog export embeddings --output vectors.safetensors

            What is imported from an export with --verbatim and exported again is the same, byte for byte.
            """
    )

    @Argument(help: "What is exported: products, shoppers, interactions, embeddings, exposures.")
    var part: CatalogPart
    @OptionGroup var store: StoreArguments
    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"))
    var output: String?
    @Option(
        name: .long, help: "How a table is written: csv, tsv, jsonl (default: as the file's name says, else jsonl).")
    var table: TableFormat?
    @Option(name: .long, help: "Which embeddings.")
    var name = "default"

    func validate() throws {
        guard part != .builtin else { throw ValidationError("builtin isn't exported by itself; export products") }
        guard part != .embeddings || output != nil else {
            throw ValidationError("embeddings: name a file with --output")
        }
        guard table != .json, table != .xml else {
            throw ValidationError("--table must be csv, tsv or jsonl, not \(table?.rawValue ?? "")")
        }
        guard output?.hasSuffix(".gz") != true else {
            throw ValidationError("--output: exports aren't gzipped; pipe them into gzip")
        }
    }

    func run() throws {
        let store = try store.open()
        let format = table ?? output.flatMap { TableFormat(fileName: $0) } ?? .jsonl
        if let kind = part.table {
            try export { try TableExport(kind, as: format, from: store).write($0) }
        } else if part == .exposures {
            try export { try ExposureExport(as: format, from: store).write($0) }
        } else {
            try exportEmbeddings(store)
        }
    }

    private func export(_ rows: ((Data) throws -> Void) throws -> Int) throws {
        guard let output else {
            _ = try rows { piece in
                do { try FileHandle.standardOutput.write(contentsOf: piece) } catch {
                    throw CommandError("can't print the table: \(systemReason(of: error))")
                }
            }
            return
        }
        let count = try writePieces(to: output, rows)
        Output.note("\(output): \(count) \(part.rawValue)")
    }

    /// Writes a file; into a device where it is one, in whose place nothing must be renamed, and where a link leads.
    private func writePieces(to output: String, _ body: ((Data) throws -> Void) throws -> Int) throws -> Int {
        let target = URL(filePath: output).resolvingSymlinksInPath()
        var status = stat()
        let isLink = lstat(output, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
        let isDevice = stat(output, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
        guard isDevice || isLink && output.hasPrefix("/dev/") else {
            var rows = 0
            try DurableFile.write(to: target) { file in rows = try body { try file.write($0) } }
            return rows
        }
        return try writing(in: URL(filePath: output)) {
            let standard = ["/dev/stdout": FileHandle.standardOutput, "/dev/stderr": .standardError][output]
            let device = try standard ?? FileHandle(forWritingTo: URL(filePath: output))
            return try body { try device.write(contentsOf: $0) }
        }
    }

    private func exportEmbeddings(_ store: any Store) throws {
        guard let output else { return }
        var tensors: [String: Tensor] = [:]
        try store.forEachEmbedding(named: name) { tensors[$0] = Tensor($1, shape: [$1.count], on: .cpu) }
        guard !tensors.isEmpty else {
            let names = try store.contents().embeddings.keys.sorted().joined(separator: ", ")
            let others =
                names.isEmpty ? "it has none; shopguide catalog import embeddings takes some" : "--name one of \(names)"
            throw CommandError("\(store.path): no embeddings called \"\(name)\"; \(others)")
        }
        try Safetensors(tensors: tensors).write(to: URL(filePath: output))
        Output.note("\(output): \(tensors.count) embeddings")
    }
}
