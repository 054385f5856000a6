public import Foundation
import FewShotDigests
import ShopGuide

/// An import of a table under way, one transaction per batch.
///
/// ```swift
/// let work = try TableImport(request, into: store)
/// while try work.step() { print(work.progress.stored) }
/// ```
///
/// After each step what ``progress`` counts is on the disk. An import of the same content with the same mapping that was
/// interrupted goes on where it was; one that was finished is done again, which changes nothing but accepts rows that were rejected
/// before and fit now.
public final class TableImport {
    /// A request for an import.
    public struct Request {
        /// The file.
        public var file: URL
        /// The kind of its rows.
        public var kind: TableKind
        /// The format of the file.
        public var format: TableFormat
        /// The columns that hold fields.
        public var mapping = ColumnMapping()
        /// The byte of ASCII between two fields, where it isn't the format's.
        public var separator: UInt8?
        /// Whether a `"` at a field's beginning quotes it.
        public var hasQuotes = true
        /// The file that lists rejected rows.
        public var rejected: URL
        /// Rows per transaction.
        public var batch = 25_000
        /// The limits of a row.
        public var limits = TableLimits()
        /// Finds a product's picture: accepts the row's value, if any, and the product's id; throws ``RowProblem``.
        public var findImage: ((_ named: String?, _ product: String) throws -> String?)?

        /// Creates a request.
        public init(file: URL, kind: TableKind, format: TableFormat, rejected: URL) {
            self.file = file
            self.kind = kind
            self.format = format
            self.rejected = rejected
        }
    }

    /// The progress so far.
    public private(set) var progress: ImportProgress
    /// The line after which it went on where an earlier one was interrupted.
    public let resumedAfter: Int?
    /// The first row that was rejected in this run.
    public private(set) var firstProblem: String?
    /// The bytes of the file, packed as it is.
    public let fileBytes: Int

    private let request: Request
    private let session: any ImportSession
    private let reader: any RowReader
    private let key: ImportKey
    private let rejected: RejectedRows
    private var parser: RowParser
    private let path: String

    /// Reads a file once to know it again, opens it and finds out how far an earlier import came.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - store: The store; evaluated last, so that no store is made for a file that can't be read.
    /// - Throws: ``StoreError`` where it can't be read, or lacks a column.
    public init(_ request: Request, into store: @autoclosure () throws -> any Store) throws {
        try request.mapping.check(for: request.kind)
        path = request.file.path(percentEncoded: false)
        self.request = request
        parser = try RowParser(request.kind, request.mapping, findImage: request.findImage)
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        fileBytes = size?.intValue ?? 0

        reader = try request.format.reader(
            of: path, separator: request.separator, hasQuotes: request.hasQuotes, limits: request.limits)
        if reader is DelimitedReader {
            try request.mapping.check(columns: reader.columns, of: request.kind, path: path)
        }
        let separator = request.separator.map { "\($0)" } ?? ""
        let settings = "\(request.format.rawValue)\(separator) \(request.hasQuotes) \(request.mapping.signature)"
        key = ImportKey(source: try Self.digest(of: path), kind: request.kind, settings: settings)
        let rejectedPath = URL(filePath: request.rejected.path(percentEncoded: false)).absoluteURL.path(
            percentEncoded: false)
        try RejectedRows.check(rejectedPath)
        let store = try store()
        session = store.importSession()
        let earlier = try store.progress(of: key)
        if let earlier, !earlier.isFinished, earlier.line > 0, earlier.rejectedFile == rejectedPath,
            RejectedRows.isIntact(rejectedPath, bytes: earlier.rejectedBytes)
        {
            progress = earlier
        } else {
            progress = ImportProgress(rejectedFile: rejectedPath)
        }
        resumedAfter = progress.line > 0 ? progress.line : nil
        rejected = RejectedRows(path: rejectedPath, resumingAt: progress.rejectedBytes)
    }

    /// The bytes of the file, packed as it is, that have been read.
    public var offset: Int { min(reader.offset, fileBytes) }

    /// The columns whose content isn't kept, but for those that are left out on purpose.
    public var unusedColumns: [String] {
        reader.columns.filter {
            !request.mapping.ignored.contains($0)
                && (try? request.mapping.fields(ofColumn: $0, in: request.kind).isEmpty) ?? false
        }
    }

    /// Imports the next batch; returns false where there is none left.
    ///
    /// - Throws: ``StoreError``; what earlier steps stored stays, and a new import goes on from there.
    public func step() throws -> Bool {
        guard !progress.isFinished else { return false }
        var next = progress
        try session.write { writer in
            if progress.line == 0 { try writer.begin(importOf: request.kind) }
            var rows = 0
            while rows < request.batch {
                guard let event = try reader.next() else {
                    next.isFinished = true
                    break
                }
                guard event.line > progress.line else { continue }
                rows += 1
                try save(event, writer, &next)
            }
            if next.isFinished { try writer.finish(importOf: request.kind) }
            try rejected.flush()
            next.rejectedBytes = rejected.bytes
            try writer.save(next, of: key)
        }
        progress = next
        return !progress.isFinished
    }

    private func save(_ event: RowEvent, _ writer: any ImportWriter, _ next: inout ImportProgress) throws {
        next.line = event.line
        do {
            if case .rejected(_, let reason) = event { throw RowProblem(reason) }
            try parser.learnColumns(of: reader)
            let isNew =
                switch request.kind {
                case .products: try writer.save(parser.product(reader))
                case .shoppers: try writer.save(parser.shopper(reader))
                case .interactions:
                    try writer.save(parser.interaction(reader), at: SourceLine(source: key.source, line: event.line))
                }
            next.stored += 1
            if isNew { next.added += 1 }
        } catch let problem as RowProblem {
            next.rejected += 1
            rejected.add(line: event.line, problem.reason)
            firstProblem = firstProblem ?? "line \(event.line): \(problem.reason)"
        }
    }

    /// The first 16 digits of the SHA-256 of a file's content, unpacked.
    private static func digest(of path: String) throws -> String {
        let stream = try ByteStream(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var hash = SHA256()
        while case let count = try stream.read(into: buffer), count > 0 {
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return hash.finalize().prefix(8).hexadecimal
    }
}
