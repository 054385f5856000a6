import Foundation
public import ShopGuide
import ShopGuideFeeds
public import ShopGuideStore

/// An import of a table under way, one transaction per batch.
///
/// ```swift
/// let work = try TableImport(request, into: store)
/// while try work.step() { print(work.progress.stored) }
/// ```
///
/// After each step what ``progress`` counts is on the disk. An import of the same content with the same settings that was
/// interrupted goes on where it was; one that was finished is done again, which changes nothing but accepts rows that were rejected
/// before and fit now.
public final class TableImport {
    /// The progress so far.
    public private(set) var progress: ImportProgress
    /// The remarks about rows that were taken.
    public private(set) var notes = ImportNotes()
    /// The line after which it went on where an earlier one was interrupted.
    public let resumedAfter: Int?
    /// The first row that was rejected in this run.
    public private(set) var firstProblem: String?
    /// The plan, by what the file was recognised as.
    public let plan: ImportPlan

    private let session: any ImportSession
    private let reader: any RowReader
    private let key: ImportKey
    private let rejected: RejectedRows
    private let now: Timestamp
    private var parser: RowParser
    private var repeats = SameFileRepeats()
    private var group = OrderedEvents()
    private var shoppers = LargestShopper()
    private var products = ProductSample()

    /// Looks at a file, opens it and finds out how far an earlier import came.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - now: The time that is now; no event lies long after it.
    ///   - store: The store; evaluated last, so that no store is made for a file that can't be read.
    /// - Throws: ``FeedError`` where it can't be read or lacks a column; ``StoreError``.
    public convenience init(
        _ request: ImportRequest, now: Timestamp = .now, into store: @autoclosure () throws -> any Store
    ) throws {
        try self.init(ImportPlan(request), now: now, into: store())
    }

    /// Begins, or goes on with, what was planned.
    public init(
        _ plan: ImportPlan, now: Timestamp = .now, into store: @autoclosure () throws -> any Store
    ) throws {
        self.plan = plan
        self.now = now
        reader = try plan.reader()
        parser = try plan.parser()
        key = ImportKey(source: plan.feed.digest, kind: plan.kind, settings: plan.request.settings(plan))
        let rejectedPath = URL(filePath: plan.request.rejected.path(percentEncoded: false)).absoluteURL.path(
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

    /// The bytes of the file, packed as it is.
    public var fileBytes: Int { plan.feed.bytes }

    /// The bytes of the file, packed as it is, that have been read.
    public var offset: Int { min(reader.offset, fileBytes) }

    /// The columns whose content isn't kept, but for those that are left out on purpose.
    public var unusedColumns: [String] {
        reader.columns.filter {
            !plan.mapping.ignored.contains($0)
                && (try? plan.mapping.fields(ofColumn: $0, in: plan.kind).isEmpty) ?? false
        }
    }

    /// Sentences about the import as a whole, at its end.
    public var remarks: [String] {
        var sentences = notes.sentences
        if let rows = (reader as? any GroupingReader)?.rows, rows != progress.stored + progress.rejected {
            sentences.insert("\(rows) rows made \(progress.stored) products", at: 0)
        }
        if let columns = products.summary { sentences.insert(columns, at: 0) }
        if let shopper = shoppers.dominant {
            sentences.append(
                "shopper \"\(shopper)\" has \(progress.stored < 100 ? "more than half" : "more than a tenth") of all events; is that one person? --column shopper=COLUMN "
                    + "names another column, --null \(shopper) leaves these out")
        }
        return sentences
    }

    /// Imports the next batch; returns false where there is none left.
    ///
    /// - Throws: ``StoreError``; what earlier steps stored stays, and a new import goes on from there.
    public func step() throws -> Bool {
        guard !progress.isFinished else { return false }
        var (next, notes) = (progress, self.notes)
        try session.write { writer in
            if progress.line == 0 { try writer.begin(importOf: plan.kind) }
            var batch = ImportBatch(source: key.source)
            var rows = 0
            while rows < plan.request.batch {
                guard let event = try reader.next() else {
                    try group.flush { batch.add(.interaction($0)) }
                    next.isFinished = true
                    break
                }
                guard event.line > progress.line else { continue }
                rows += 1
                next.line = event.line
                try read(event, into: &batch, &notes)
            }
            try writer.expect(batch.expected)
            for row in batch.rows { try save(row, writer, &next, &notes) }
            // Rows that wait for others of their shopper are read again where the import is interrupted.
            next.line = group.firstLine.map { $0 - 1 } ?? next.line
            if next.isFinished { try writer.finish(importOf: plan.kind) }
            try rejected.flush()
            next.rejectedBytes = rejected.bytes
            try writer.save(next, of: key)
        }
        (progress, self.notes) = (next, notes)
        return !progress.isFinished
    }

    /// Reads a row; one that can't be taken stands in the batch as what it isn't.
    private func read(_ event: RowEvent, into batch: inout ImportBatch, _ notes: inout ImportNotes) throws {
        do {
            if case .rejected(_, let reason) = event { throw RowProblem(reason) }
            try parser.learnColumns(of: reader)
            switch plan.kind {
            case .products:
                let product = try parser.product(reader, line: event.line, &notes)
                if let earlier = repeats.add(product.id, line: event.line) {
                    notes.add(
                        .replacedRow, line: event.line,
                        "line \(event.line) replaced line \(earlier) of the same file, product \"\(product.id)\"")
                }
                batch.add(.product(product, line: event.line))
            case .shoppers: batch.add(.shopper(try parser.shopper(reader), line: event.line))
            case .interactions:
                let (interaction, order) = try parser.interaction(reader, now: now)
                let row = OrderedEvents.Row(
                    line: event.line, order: order ?? -.infinity, interaction: .success(interaction))
                try group.add(row) { batch.add(.interaction($0)) }
            }
        } catch let problem as RowProblem {
            let row = OrderedEvents.Row(line: event.line, interaction: .failure(problem))
            try group.add(row) { batch.add(.interaction($0)) }
        }
    }

    private func save(
        _ row: ImportBatch.Row, _ writer: any ImportWriter, _ next: inout ImportProgress,
        _ notes: inout ImportNotes
    ) throws {
        do {
            switch row {
            case .product(let product, _):
                count(try writer.save(product), &next)
                products.add(product)
            case .shopper(let shopper, _): count(try writer.save(shopper), &next)
            case .interaction(let row):
                let interaction = try row.interaction.get()
                if plan.request.makesProducts, try writer.makeProduct(interaction.product) {
                    notes.add(.madeProduct, line: row.line, interaction.product)
                }
                count(try writer.save(interaction, at: SourceLine(source: key.source, line: row.line)), &next)
                shoppers.add(interaction.shopper)
            }
        } catch let problem as RowProblem {
            next.rejected += 1
            rejected.add(line: row.line, problem.reason)
            firstProblem = firstProblem ?? "line \(row.line): \(problem.reason)"
        }
    }

    private func count(_ isNew: Bool, _ next: inout ImportProgress) {
        next.stored += 1
        if isNew { next.added += 1 }
    }
}
