/// An error of a request to the guide: the message names the thing and the value, and says what to do where something can be done.
public struct GuideError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of an error.
    public struct Code: Sendable, Hashable {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// A request that can't be understood or contradicts itself.
        public static let badRequest = Code("badRequest")
        /// Something that isn't there.
        public static let missing = Code("missing")
        /// A change that doesn't go with what is there already.
        public static let conflict = Code("conflict")
        /// A model or a file that can't be used for this.
        public static let unusable = Code("unusable")
        /// More work at once than is accepted; the same request succeeds later.
        public static let busy = Code("busy")
    }

    /// An invalid field of a request.
    public struct Field: Sendable, Hashable, Codable {
        /// Its path: `examples[2].title`.
        public var field: String
        /// The fault of the field.
        public var message: String

        /// Creates a field from its path and what is wrong with it.
        public init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    /// The kind of the error.
    public var code: Code
    /// One line that names the thing and the value.
    public var message: String
    /// The invalid fields, where the error is about fields.
    public var fields: [Field] = []

    /// Creates an error from its kind and one line of text.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Creates an error about one invalid field.
    public init(field: String, _ message: String) { self.init(fields: [Field(field: field, message: message)]) }

    /// Creates an error about several invalid fields.
    public init(fields: [Field]) {
        let first = fields.first.map { "\($0.field): \($0.message)" } ?? "a field is invalid"
        let rest = fields.count > 1 ? "; \(fields.count - 1) more" : ""
        self.init(.badRequest, first + rest)
        self.fields = fields
    }

    /// Creates an error about something that isn't there.
    public static func missing(_ subject: String) -> GuideError { GuideError(.missing, "\(subject) not found") }

    /// The message.
    public var description: String { message }
}
