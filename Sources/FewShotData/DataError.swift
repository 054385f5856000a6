/// Data that can't be used; the message names the file or the member and says what to do where there is something to do.
public struct DataError: Error, Sendable, Hashable {
    /// The kind of failure.
    public struct Code: Sendable, Hashable {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// The request can't be understood or doesn't fit together.
        public static let badRequest = Code("badRequest")
        /// Something isn't there.
        public static let missing = Code("missing")
        /// Something is there but can't be opened or read.
        public static let unreadable = Code("unreadable")
        /// Truncated, corrupt, or not what its name says.
        public static let damaged = Code("damaged")
        /// Of a known kind, but with a feature that isn't read here.
        public static let unsupported = Code("unsupported")
        /// Beyond a limit that guards against hostile input.
        public static let overLimit = Code("overLimit")
        /// Would reach outside of where it belongs.
        public static let unsafe = Code("unsafe")
        /// No memory for it.
        public static let outOfMemory = Code("outOfMemory")
    }

    /// The kind of failure.
    public var code: Code
    /// One line that names the thing and the numbers.
    public var message: String

    /// Creates an error from its kind and one line of text.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension DataError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

extension DataError.Code: CustomStringConvertible {
    /// The name of the code.
    public var description: String { name }
}
