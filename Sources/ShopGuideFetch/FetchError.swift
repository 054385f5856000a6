/// The reason why a file can't be fetched; the message names the address and says what to do.
public struct FetchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A kind of error.
    public struct Code: Sendable, Hashable {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// An address that isn't one of http or https.
        public static let badAddress = Code("badAddress")
        /// A host on this machine or in its network, which isn't asked.
        public static let privateHost = Code("privateHost")
        /// A host that isn't there, can't be reached, or whose certificate isn't trusted.
        public static let unreachable = Code("unreachable")
        /// A server that answers with an error, or not as HTTP says.
        public static let refused = Code("refused")
        /// A file that is larger, or takes longer, than the limits permit.
        public static let beyondLimits = Code("beyondLimits")
        /// A fetch that was ended from here.
        public static let cancelled = Code("cancelled")
        /// A file on this machine that can't be written.
        public static let unwritable = Code("unwritable")
    }

    /// The kind of the error.
    public var code: Code
    /// One line that names the address and the cause.
    public var message: String

    /// Creates an error from its kind and one line of text.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }

    /// Whether the same fetch may succeed later.
    public var isPassing: Bool { [.unreachable, .refused].contains(code) }
}
