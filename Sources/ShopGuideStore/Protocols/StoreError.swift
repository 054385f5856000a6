import Foundation
import GRDB

/// The reason why the store or a table can't be used; the message names the file and the numbers, and says what to do where there is
/// something to do.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A kind of error.
    public struct Code: Sendable, Hashable {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// A request that can't be understood or contradicts itself.
        public static let badRequest = Code("badRequest")
        /// A store, file or row that isn't there.
        public static let missing = Code("missing")
        /// A file that can't be opened, read or written.
        public static let unreadable = Code("unreadable")
        /// A file that is truncated, corrupt, or not what its name says.
        public static let damaged = Code("damaged")
        /// A store that was written by a newer version.
        public static let newer = Code("newer")
        /// A store that another process is using.
        public static let inUse = Code("inUse")
        /// A database that can't be reached.
        public static let away = Code("away")
        /// A disk without space.
        public static let full = Code("full")
        /// A broken rule of the store, which is a bug of ours.
        public static let inconsistent = Code("inconsistent")
    }

    /// The kind of the error.
    public var code: Code
    /// One line that names the thing and the numbers.
    public var message: String

    /// Creates an error from its kind and one line of text.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension StoreError {
    /// Translates SQLite's error for the store at a path.
    init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? "error \(error.resultCode.rawValue)"
        switch error.resultCode.primaryResultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self.init(.inUse, "\(path): in use by another process; wait for it or stop it, and try again")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.damaged, "\(path): damaged or not a store (\(reason)); restore a copy, or import into a new one")
        case .SQLITE_FULL:
            self.init(
                .full, "\(path): no space left on its disk; what was acknowledged is safe: free some, and try again")
        case .SQLITE_IOERR:
            self.init(.full, "\(path): can't be read or written (\(reason)); is its disk full?")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.unreadable, "\(path): can't be opened for writing (\(reason)); choose another --store")
        default:
            self.init(.inconsistent, "\(path): \(reason)")
        }
    }
}
