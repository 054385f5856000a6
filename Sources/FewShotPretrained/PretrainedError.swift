/// A failure to load or run a pretrained network: which file, what was wrong, and what to do.
public struct PretrainedError: Error, Sendable, Equatable {
    /// The kind of a failure; more may be added.
    public struct Code: Sendable, Hashable {
        let name: String

        /// A file is missing, or can't be read.
        public static let missingFile = Code(name: "missingFile")
        /// A file that the index of shards names is missing.
        public static let missingShard = Code(name: "missingShard")
        /// A file names a path outside its folder.
        public static let outsideFolder = Code(name: "outsideFolder")
        /// A file isn't of its format, or doesn't hold together.
        public static let malformed = Code(name: "malformed")
        /// A number lies outside its bounds.
        public static let outOfBounds = Code(name: "outOfBounds")
        /// A tensor has another shape or element type than the configuration asks for.
        public static let wrongShape = Code(name: "wrongShape")
        /// A tensor isn't in the file.
        public static let missingTensor = Code(name: "missingTensor")
        /// The family of the network isn't one of ``PretrainedFamily``.
        public static let unknownFamily = Code(name: "unknownFamily")
        /// The network has something that this library doesn't have.
        public static let unsupported = Code(name: "unsupported")
        /// The weights are a pickle, which is a program, instead of safetensors.
        public static let pickle = Code(name: "pickle")
        /// A file isn't TorchScript.
        public static let notTorchScript = Code(name: "notTorchScript")
        /// An archive unpacks to more than is allowed.
        public static let oversizedArchive = Code(name: "oversizedArchive")
        /// A network gives something else than one embedding for each input.
        public static let output = Code(name: "output")
        /// The input isn't what the network takes.
        public static let input = Code(name: "input")
        /// A source isn't of a form that can be loaded.
        public static let badSource = Code(name: "badSource")
        /// A name has characters that names don't have.
        public static let badName = Code(name: "badName")
        /// Another encoder has the name.
        public static let nameTaken = Code(name: "nameTaken")
        /// No encoder has the name.
        public static let unknownEncoder = Code(name: "unknownEncoder")
        /// The source of a named encoder isn't what was added.
        public static let changed = Code(name: "changed")
        /// A folder of encoders can't be written.
        public static let unwritable = Code(name: "unwritable")
    }

    /// The kind of failure.
    public let code: Code
    /// The path of the file at fault; `nil` where it's the input.
    public let file: String?
    /// The fault, and the remedy.
    public let message: String

    /// Creates an error from its parts.
    public init(_ code: Code, file: String? = nil, _ message: String) {
        self.code = code
        self.file = file
        self.message = message
    }
}

extension PretrainedError: CustomStringConvertible {
    /// One line: `minilm/config.json: hidden_size must be …`.
    public var description: String { file.map { "\($0): \(message)" } ?? message }
}
