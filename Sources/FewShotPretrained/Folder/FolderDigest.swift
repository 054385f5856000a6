import FewShotDigests
import Foundation

/// Digests of all that decides on the embeddings of an encoder.
enum FolderDigest {
    /// Endings of files that decide: configurations, weights, vocabularies.
    private static let endings = [".json", ".safetensors", ".txt", ".model"]

    /// Returns the digest of the names and contents of a folder's files, and of its pooling's.
    static func hexadecimal(of folder: URL) throws(PretrainedError) -> String {
        var hash = SHA256()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        let inner = names.map { "\($0)/config.json" }
        for name in (names + inner).sorted() where endings.contains(where: { name.hasSuffix($0) }) {
            let file = folder.appending(path: name)
            guard BoundedFile.exists(file) else { continue }
            do { hash.update(Data("\(name)\0\(try SHA256.hexadecimal(ofFile: file))\n".utf8)) } catch {
                throw PretrainedError(.missingFile, file: file.path(percentEncoded: false), "can't be read")
            }
        }
        return hash.finalize().hexadecimal
    }

    /// Returns the digest of a TorchScript file and its options.
    static func hexadecimal(of module: TorchScriptModule) -> String {
        hexadecimal(ofScript: module.digest, module.options)
    }

    /// Returns the digest of a TorchScript file, given that of its bytes, and its options.
    static func hexadecimal(ofScript digest: String, _ options: TorchScriptOptions) -> String {
        let text =
            "\(digest)\n\(options.size) \(options.mean) \(options.deviation) \(options.fit.rawValue) "
            + "\(options.resampling.rawValue) \(options.pooling?.rawValue ?? "")\n"
        return SHA256.hexadecimal(of: Data(text.utf8))
    }

    /// Returns the digest of a file's bytes.
    static func hexadecimal(ofFile url: URL) throws(PretrainedError) -> String {
        let file = url.path(percentEncoded: false)
        guard BoundedFile.exists(url) else {
            throw PretrainedError(
                .missingFile, file: file, access(file, F_OK) == 0 ? "is not a regular file" : "is missing")
        }
        do { return try SHA256.hexadecimal(ofFile: url) } catch {
            throw PretrainedError(.missingFile, file: file, "can't be read")
        }
    }
}

/// The front matter of a folder's `README.md`.
enum ModelCard {
    /// Returns the licence; `nil` where there is none.
    static func license(in folder: URL) -> String? {
        guard let data = try? BoundedFile.read(folder.appending(path: "README.md"), maximum: 16 << 20) else {
            return nil
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard lines.first == "---" else { return nil }
        for line in lines.dropFirst().prefix(500) {
            if line == "---" { return nil }
            if line.hasPrefix("license:") {
                let value = line.dropFirst("license:".count).trimmingCharacters(in: .whitespaces)
                    .trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
                return value.isEmpty ? nil : String(value.prefix(100))
            }
        }
        return nil
    }
}
