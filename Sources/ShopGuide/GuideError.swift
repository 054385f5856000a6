/// Why the guide can't do what it was asked; the message names the thing and the numbers, and says what to do where there is
/// something to do.
public struct GuideError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public struct Code: Sendable, Hashable {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// What was asked for can't be understood or doesn't fit together.
        public static let badRequest = Code("badRequest")
        /// Something isn't there.
        public static let missing = Code("missing")
        /// It doesn't go with what is there already.
        public static let conflict = Code("conflict")
        /// A model can't be used for this.
        public static let unusable = Code("unusable")
    }

    /// What kind of thing went wrong.
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
