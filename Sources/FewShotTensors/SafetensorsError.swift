/// A failure to read or write a safetensors file: which file, which tensor, and what was wrong.
public struct SafetensorsError: Error, Sendable, Equatable {
    /// The kind of a failure; more may be added.
    public struct Code: Sendable, Hashable {
        let name: String

        /// The file can't be opened or read.
        public static let reading = Code(name: "reading")
        /// The file does not hold together, or is not of this format.
        public static let malformed = Code(name: "malformed")
        /// The file can't be written: the folder, the rights, the disk.
        public static let writing = Code(name: "writing")
        /// A tensor to be written carries an error, or one that was read does not fit into memory.
        public static let tensor = Code(name: "tensor")
    }

    /// The kind of failure.
    public let code: Code
    /// The path of the file.
    public let file: String
    /// The name of the tensor at fault, if it is one.
    public let tensor: String?
    /// The fault.
    public let message: String

    /// Creates an error from its parts.
    public init(_ code: Code, file: String, tensor: String? = nil, message: String) {
        self.code = code
        self.file = file
        self.tensor = tensor
        self.message = message
    }
}

extension SafetensorsError: CustomStringConvertible {
    /// One line: `model.safetensors: tensor "weight": …`.
    public var description: String { "\(file): \(tensor.map { "tensor \"\($0)\": " } ?? "")\(message)" }
}
