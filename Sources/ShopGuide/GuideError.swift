/// The error of a request that the guide can't fulfil; the message names the thing and the numbers, and says what to do where there is
/// something to do.
public struct GuideError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of error.
    public struct Code: Sendable, Hashable {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// The request can't be understood or contradicts itself.
        public static let badRequest = Code("badRequest")
        /// Something isn't there.
        public static let missing = Code("missing")
        /// It doesn't go with what is there already.
        public static let conflict = Code("conflict")
        /// A model can't be used for this.
        public static let unusable = Code("unusable")
    }

    /// The kind of error.
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
