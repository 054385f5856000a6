/// The reason why a tokenizer can't be read: which file, where in it, and what was wrong.
public struct TokenizerError: Error, Sendable, Hashable {
    /// A kind of error; more may be added.
    public struct Code: Sendable, Hashable {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// A file that isn't there, or can't be opened or read.
        public static let unreadable = Code("unreadable")
        /// A file that isn't JSON, or lacks what a tokenizer needs.
        public static let malformed = Code("malformed")
        /// A file with more or larger parts than are read.
        public static let tooLarge = Code("tooLarge")
        /// A kind of tokenizer, or an option, that isn't implemented.
        public static let unsupported = Code("unsupported")
    }

    /// The kind of the error.
    public var code: Code
    /// The path of the file.
    public var file: String
    /// The place in the file, as `model.vocab`; empty where it is the file as a whole.
    public var place: String
    /// The fault, and what to do where there is something to do.
    public var message: String

    /// Creates an error from its parts.
    public init(_ code: Code, file: String, place: String = "", message: String) {
        self.code = code
        self.file = file
        self.place = place
        self.message = message
    }
}

extension TokenizerError: CustomStringConvertible {
    /// One line: `tokenizer.json: model.vocab: …`.
    public var description: String { "\(file): \(place.isEmpty ? "" : "\(place): ")\(message)" }
}
