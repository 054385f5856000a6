/// A failure to build, load or save a model.
public struct ModelError: Error, Sendable, CustomStringConvertible {
    /// The kind of a failure; more may be added.
    public struct Code: Sendable, Hashable {
        let name: String
        /// Something named is not known to this version.
        public static let unknown = Code(name: "unknown")
        /// Something is missing.
        public static let missing = Code(name: "missing")
        /// Something is there but wrong.
        public static let malformed = Code(name: "malformed")
        /// A file can't be read or written.
        public static let file = Code(name: "file")
    }

    /// The kind of failure.
    public let code: Code
    /// The fault, its place, and what to do.
    public let description: String

    /// Creates an error.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
