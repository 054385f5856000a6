import ShopGuidePostgres

extension PostgresStoreWriter {
    /// Saves a file.
    func save(_ file: ModelFile, _ contents: [UInt8]) throws {
        try connection.send(
            "INSERT INTO model_files (model, path, digest, contents) VALUES ($1, $2, $3, $4)",
            checked([.text(file.model), .text(file.path), .text(file.digest), .bytes(contents)]))
    }

    /// Removes the files of a model; nothing happens where none are kept.
    func removeModelFiles(of model: String) throws {
        try connection.send("DELETE FROM model_files WHERE model = $1", checked([.text(model)]))
    }
}

extension PostgresStore {
    /// Returns the files of all models, in the order of models and paths.
    public func modelFiles() throws -> [ModelFile] {
        var files: [ModelFile] = []
        try read {
            try $0.query("SELECT model, path, digest FROM model_files ORDER BY model, path") {
                files.append(ModelFile(model: $0.text(0) ?? "", path: $0.text(1) ?? "", digest: $0.text(2) ?? ""))
            }
        }
        return files
    }

    /// Returns the contents of a file; nil where it isn't kept any more.
    public func contents(of file: ModelFile) throws -> [UInt8]? {
        var contents: [UInt8]?
        try read {
            try $0.query(
                "SELECT contents FROM model_files WHERE model = $1 AND path = $2 AND digest = $3",
                [.text(file.model), .text(file.path), .text(file.digest)]
            ) { contents = $0.data(0) }
        }
        return contents
    }
}
