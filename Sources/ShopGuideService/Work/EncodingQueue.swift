import ShopGuideApplication
import Synchronization

/// Encodes rows by a model, those that come at about the same time in one batch: a batch of pictures takes little longer than one.
final class EncodingQueue: Sendable {
    private struct Entry: Sendable {
        let model: CategoryModel
        let rows: [[Float]]
        let finish: @Sendable (Result<[[Float]], any Error>) -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var running = 0
    }

    private let work: WorkThreads
    private let lanes: Int
    /// The rows of one batch, at most.
    private static let together = 64
    private let state = Mutex(State())

    /// Creates a queue.
    ///
    /// - Parameters:
    ///   - work: The threads.
    ///   - lanes: The batches that are encoded at the same time.
    init(_ work: WorkThreads, lanes: Int) {
        self.work = work
        self.lanes = lanes
    }

    /// Returns the embeddings of rows.
    func embeddings(of rows: [[Float]], by model: CategoryModel) async throws -> [[Float]] {
        guard !rows.isEmpty else { return [] }
        return try await withCheckedThrowingContinuation { continuation in
            let entry = Entry(model: model, rows: rows) { continuation.resume(with: $0) }
            let begins = state.withLock { state in
                state.waiting.append(entry)
                guard state.running < lanes else { return false }
                state.running += 1
                return true
            }
            if begins { work.submit { self.run() } }
        }
    }

    private func run() {
        while true {
            let entries = state.withLock { state -> [Entry] in
                var (count, rows) = (0, 0)
                // Of one model, and as many as fit; the first always does.
                for entry in state.waiting {
                    guard entry.model.digest == state.waiting[0].model.digest else { break }
                    guard count == 0 || rows + entry.rows.count <= Self.together else { break }
                    (count, rows) = (count + 1, rows + entry.rows.count)
                }
                let entries = Array(state.waiting.prefix(count))
                state.waiting.removeFirst(count)
                if entries.isEmpty { state.running -= 1 }
                return entries
            }
            guard let first = entries.first else { return }
            do {
                let points = try work.telemetry.measured(.encode) {
                    try first.model.embeddings(of: entries.flatMap(\.rows))
                }
                var start = 0
                for entry in entries {
                    entry.finish(.success(Array(points[start..<start + entry.rows.count])))
                    start += entry.rows.count
                }
            } catch {
                for entry in entries { entry.finish(.failure(error)) }
            }
        }
    }
}
