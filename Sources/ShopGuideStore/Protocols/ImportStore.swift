/// The imports into a store, which can be resumed.
public protocol ImportStore: Sendable {
    /// Returns the progress of an import, if it was ever begun.
    func progress(of key: ImportKey) throws -> ImportProgress?

    /// Begins a session: the transactions of one import.
    func importSession() -> any ImportSession
}

/// The transactions of one import, which keep between them what makes the next one quick.
public protocol ImportSession {
    /// Makes changes in one transaction: all of them are durable when this returns, or none was made.
    func write<Result>(_ body: (any ImportWriter) throws -> Result) throws -> Result
}

/// The changes of a transaction of an import.
public protocol ImportWriter: StoreWriter {
    /// Prepares the store for the rows of a table: what is cheaper to make at the end is put off where the table is empty.
    func begin(importOf table: TableKind) throws

    /// Tells which rows come next, so that a store that is asked over a network looks them up at once.
    func expect(_ rows: ExpectedRows) throws

    /// Makes a product of an id where there is none; returns whether it did.
    func makeProduct(_ id: String) throws -> Bool

    /// Makes what ``begin(importOf:)`` put off.
    func finish(importOf table: TableKind) throws

    /// Saves the progress of an import.
    func save(_ progress: ImportProgress, of key: ImportKey) throws
}

/// The ids of rows that an import is about to save.
public struct ExpectedRows: Sendable {
    /// Products, saved or referred to.
    public var products: [String] = []
    /// Shoppers, saved or referred to.
    public var shoppers: [String] = []
    /// Interactions that have an id.
    public var events: [String] = []
    /// Lines of interactions that have none.
    public var lines: [Int] = []
    /// The file of the lines; see ``SourceLine``.
    public var source: String?

    /// Creates an empty list.
    public init() {}
}

/// The progress of an import; kept in the store, so that an interrupted one can go on.
public struct ImportProgress: Sendable, Hashable, Codable {
    /// The last line that was read.
    public var line = 0
    /// Rows that are in the store.
    public var stored = 0
    /// Those of them that are new there.
    public var added = 0
    /// Rows that were rejected.
    public var rejected = 0
    /// The file that lists the rejected rows.
    public var rejectedFile: String
    /// The bytes of that file that belong to it.
    package var rejectedBytes = 0
    /// Whether the import came to its end.
    public var isFinished = false

    /// Creates the progress of an import that wasn't begun.
    package init(rejectedFile: String) { self.rejectedFile = rejectedFile }
}

/// The identity of an import.
public struct ImportKey: Sendable, Hashable {
    /// The digest of the file's content.
    package var source: String
    /// The kind of the rows.
    var kind: TableKind
    /// The way in which the file is read, as text.
    var settings: String

    /// Creates the identity of an import.
    package init(source: String, kind: TableKind, settings: String) {
        (self.source, self.kind, self.settings) = (source, kind, settings)
    }
}
