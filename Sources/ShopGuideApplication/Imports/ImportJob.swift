import Foundation
import ShopGuideFetch
public import ShopGuide
public import ShopGuideStore

/// An import that a service was asked for: what is imported, how far it came, and what there is to tell of it.
public struct ImportJob: Sendable, Hashable, Codable, Identifiable {
    /// Its id.
    public var id: String
    /// Its state.
    public var state: StoredJob.State
    /// The name of the file, or the address without what may be a secret.
    public var source: String
    /// The address that the file is fetched from; it may contain a password.
    public var address: String?
    /// The name of the feed that it was fetched for.
    public var feed: String?
    /// Whether the address is imported even where its server says that nothing has changed.
    var isAgain: Bool?
    /// Whether all rows are in the store, and only pictures are still to be fetched.
    var isStored: Bool?
    /// Whether the feed may have lost more than half of its products.
    var acceptsLoss = false
    /// The options.
    public var options: ImportOptions
    /// The time at which it was asked for.
    public var created: Timestamp
    /// The time at which it began.
    public var started: Timestamp?
    /// The time at which it ended.
    public var ended: Timestamp?
    /// The kind of the rows, once it is known.
    public var kind: TableKind?
    /// Sentences about what was recognised.
    public var remarks: [String] = []
    /// The bytes of the file, as it is packed.
    public var bytes: Int?
    /// The bytes that were read.
    public var read = 0
    /// The rows that are in the store.
    public var stored = 0
    /// Those of them that are new there.
    public var added = 0
    /// The rows that were rejected.
    public var rejected = 0
    /// Sentences about rows that were taken.
    public var notes: [String] = []
    /// The first row that was rejected, with the reason.
    public var firstProblem: String?
    /// The reason why it failed.
    public var problem: String?
    /// The version that the server of the address named.
    var version: WebFile.Version?
    /// The name of the spool file, once it holds everything.
    var spool: String?

    /// Creates a job.
    init(source: String, options: ImportOptions, now: Timestamp) {
        let letters = (0..<8).map { _ in "0123456789abcdefghjkmnpqrstvwxyz".randomElement() ?? "0" }
        let digits = now.text.prefix(19).filter { $0.isNumber }
        id = "\(digits)-\(String(letters))"
        (state, self.source, self.options, created) = (.queued, source, options, now)
    }

    /// Reads a stored job; nil for one of another kind.
    init?(_ stored: StoredJob) {
        guard var job = try? JSONDecoder().decode(ImportJob.self, from: Data(stored.content.utf8)) else { return nil }
        (job.state, job.ended) = (stored.state, stored.ended)
        self = job
    }

    /// The job as it is stored.
    var record: StoredJob {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return StoredJob(
                id: id, state: state, created: created, ended: ended,
                content: String(decoding: try encoder.encode(self), as: UTF8.self))
        }
    }
}
