import Foundation
import ShopGuideStore
import ShopGuideExperiments
import ShopGuideApplication

/// Runs the import of a table to its end, or to Ctrl-C, and shows how far it is.
struct ImportSession {
    private let work: TableImport
    private let part: String
    private let acknowledges: Bool

    /// Takes an import; where it `acknowledges`, a line is printed for every batch that is on the disk.
    init(_ work: TableImport, _ part: String, _ acknowledges: Bool) {
        self.work = work
        self.part = part
        self.acknowledges = acknowledges
    }

    func run() throws -> ImportResult {
        if let line = work.resumedAfter {
            Output.note("going on after line \(line), where an earlier import was interrupted")
        }
        let interruption = Interruption()
        let began = ContinuousClock.now
        let earlier = work.progress.stored + work.progress.rejected
        var bar = ProgressBar("import", total: work.fileBytes)
        func seconds() -> Double { max((ContinuousClock.now - began) / .seconds(1), 1e-9) }
        func rate() -> Double { Double(work.progress.stored + work.progress.rejected - earlier) / seconds() }
        var noted = began
        while try work.step() {
            let detail = "\(work.progress.stored) stored, \(work.progress.rejected) rejected, \(Int(rate())) rows/s"
            bar.show(work.offset, detail)
            if acknowledges || !bar.isShown && ContinuousClock.now - noted > .seconds(5) {
                bar.note("line \(work.progress.line): \(detail)")
                noted = .now
            }
            if interruption.isRequested {
                bar.clear()
                throw CommandError("stopped after line \(work.progress.line); the same command goes on from there")
            }
        }
        bar.clear()
        let progress = work.progress
        if !work.unusedColumns.isEmpty {
            Output.note(
                "not kept, for \(part) have no such field: \(work.unusedColumns.joined(separator: ", "))")
        }
        return ImportResult(
            part: part, stored: progress.stored, added: progress.added, rejected: progress.rejected,
            rejectedFile: progress.rejected > 0 ? progress.rejectedFile : nil, seconds: seconds(),
            rowsPerSecond: rate(),
            unusedColumns: work.unusedColumns, firstProblem: work.firstProblem,
            remarks: work.remarks)
    }
}
