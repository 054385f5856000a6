import Foundation
import GRDB

extension SQLiteStoreWriter {
    /// Saves a file.
    public func save(_ file: ModelFile, _ contents: [UInt8]) throws {
        try database.execute(
            sql: "INSERT INTO model_files (model, path, digest, contents) VALUES (?, ?, ?, ?)",
            arguments: [file.model, file.path, file.digest, Data(contents)])
    }

    /// Removes the files of a model; nothing happens where none are kept.
    public func removeModelFiles(of model: String) throws {
        try database.execute(sql: "DELETE FROM model_files WHERE model = ?", arguments: [model])
    }
}

extension SQLiteStore {
    /// Returns the files of all models, in the order of models and paths.
    public func modelFiles() throws -> [ModelFile] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT model, path, digest FROM model_files ORDER BY model, path")
                .map { ModelFile(model: $0[0], path: $0[1], digest: $0[2]) }
        }
    }

    /// Returns the contents of a file; nil where it isn't kept any more.
    public func contents(of file: ModelFile) throws -> [UInt8]? {
        try read { database in
            try Data.fetchOne(
                database, sql: "SELECT contents FROM model_files WHERE model = ? AND path = ? AND digest = ?",
                arguments: [file.model, file.path, file.digest]
            ).map { [UInt8]($0) }
        }
    }
}
