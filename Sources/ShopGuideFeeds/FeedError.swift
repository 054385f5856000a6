/// The reason why a feed can't be read; the message names the file and says what to do where there is something to do.
public struct FeedError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A kind of error.
    public struct Code: Sendable, Hashable {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// Options that contradict each other or don't fit the file.
        public static let badRequest = Code("badRequest")
        /// A file that can't be opened, read or written.
        public static let unreadable = Code("unreadable")
        /// A file that is truncated, corrupt, or not what its name says.
        public static let damaged = Code("damaged")
    }

    /// The kind of the error.
    public var code: Code
    /// One line that names the file and the numbers.
    public var message: String

    /// Creates an error from its kind and one line of text.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
