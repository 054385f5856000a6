/// A file of a model that a store keeps.
public struct ModelFile: Sendable, Hashable {
    /// The model's name in the store.
    public var model: String
    /// Its path in the model's folder: `relation/model.safetensors`.
    public var path: String
    /// SHA-256 of its contents in hexadecimal.
    public var digest: String

    /// Names a file.
    public init(model: String, path: String, digest: String) {
        (self.model, self.path, self.digest) = (model, path, digest)
    }
}

/// The files of the active models, kept for processes on machines that lack the models' folders.
public protocol ModelFileStore: Sendable {
    /// Returns the files of all models, in the order of models and paths.
    func modelFiles() throws -> [ModelFile]

    /// Returns the contents of a file; nil where it isn't kept any more.
    func contents(of file: ModelFile) throws -> [UInt8]?
}

/// The changes of the files of models.
public protocol ModelFileWriter {
    /// Saves a file.
    ///
    /// - Throws: ``StoreError`` where there is one of the same model and path.
    func save(_ file: ModelFile, _ contents: [UInt8]) throws

    /// Removes the files of a model; nothing happens where none are kept.
    func removeModelFiles(of model: String) throws
}
