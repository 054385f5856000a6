import Foundation

/// A file that can't be digested.
public struct UnreadableFile: Error, Equatable {
    /// The path of the file.
    public let path: String
    /// The system's reason.
    public let reason: String

    /// Describes the failure of the system call just made.
    init(path: String) {
        self.path = path
        reason = String(cString: strerror(errno))
    }
}

extension UnreadableFile: CustomStringConvertible {
    /// The path and the reason, in one line.
    public var description: String { "\(path): can't be read: \(reason)" }
}
