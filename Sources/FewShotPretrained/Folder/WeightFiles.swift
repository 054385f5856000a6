import FewShotTensors
import Foundation

/// The safetensors files of a folder: one, or shards with an index.
enum WeightFiles {
    private static let single = "model.safetensors"
    private static let index = "model.safetensors.index.json"

    /// The names of the files that hold the weights, in order.
    ///
    /// - Throws: ``PretrainedError`` where there are none, a shard is missing, or the index names a file elsewhere.
    static func names(in folder: URL) throws(PretrainedError) -> [String] {
        if BoundedFile.exists(folder.appending(path: single)) { return [single] }
        guard BoundedFile.exists(folder.appending(path: index)) else { throw absence(in: folder) }
        return try shards(in: folder).keys.sorted()
    }

    /// Reads all tensors.
    static func read(in folder: URL) throws(PretrainedError) -> [String: Tensor] {
        guard !BoundedFile.exists(folder.appending(path: single)), BoundedFile.exists(folder.appending(path: index))
        else {
            guard BoundedFile.exists(folder.appending(path: single)) else { throw absence(in: folder) }
            return try tensors(of: folder.appending(path: single))
        }
        var result: [String: Tensor] = [:]
        for (shard, names) in try shards(in: folder).sorted(by: { $0.key < $1.key }) {
            let url = folder.appending(path: shard)
            let tensors = try tensors(of: url)
            if let missing = names.sorted().first(where: { tensors[$0] == nil }) {
                throw PretrainedError(
                    .missingTensor, file: url.path(percentEncoded: false),
                    "tensor \"\(missing)\" is missing, though \(index) says it's here; download the folder again")
            }
            // A tensor that the index doesn't name belongs to nothing.
            for name in names { result[name] = tensors[name] }
        }
        return result
    }

    private static func tensors(of url: URL) throws(PretrainedError) -> [String: Tensor] {
        let file = url.path(percentEncoded: false)
        guard let size = BoundedFile.size(of: url) else {
            throw PretrainedError(.missingFile, file: file, "is missing")
        }
        guard size <= Bounds.weights else {
            throw PretrainedError(.outOfBounds, file: file, "has \(size) bytes; \(Bounds.weights) are the most")
        }
        do { return try Safetensors(contentsOf: url).tensors } catch {
            let tensor = error.tensor.map { "tensor \"\($0)\": " } ?? ""
            throw PretrainedError(.malformed, file: file, "is not a sound safetensors file: \(tensor)\(error.message)")
        }
    }

    /// The tensors of each shard, by the index.
    private static func shards(in folder: URL) throws(PretrainedError) -> [String: [String]] {
        let settings = try Settings(contentsOf: folder.appending(path: index))
        guard let map = try settings.object("weight_map") else { throw settings.wrong("weight_map", "is missing") }
        var result: [String: [String]] = [:]
        for (tensor, file) in try map.texts() { result[file, default: []].append(tensor) }
        for file in result.keys.sorted() {
            guard isPlain(file) else {
                throw PretrainedError(
                    .outsideFolder, file: settings.file,
                    "names the file \"\(file.prefix(100))\", and only names of files within the folder are allowed")
            }
            guard BoundedFile.exists(folder.appending(path: file)) else {
                throw PretrainedError(
                    .missingShard, file: folder.appending(path: file).path(percentEncoded: false),
                    "is missing: it's one of \(result.count) shards that \(index) names; download it too")
            }
        }
        guard !result.isEmpty else { throw settings.wrong("weight_map", "is empty") }
        return result
    }

    /// Whether a name is that of a file within a folder.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 255 && !name.contains("/") && !name.contains("\\") && !name.contains("\0")
            && name != "." && name != ".."
    }

    private static func absence(in folder: URL) -> PretrainedError {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        let pickles = names.filter { name in
            [".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"].contains { name.hasSuffix($0) }
        }
        let file = folder.appending(path: single).path(percentEncoded: false)
        guard let pickle = pickles.sorted().first else {
            return PretrainedError(
                .missingFile, file: file, "is missing; download the weights in the format of safetensors")
        }
        return PretrainedError(
            .pickle, file: file,
            "is missing, and \(pickle) is a pickle, which is a program and is never loaded; download model.safetensors, or "
                + "convert it where you trust it: python -c \"from transformers import AutoModel; AutoModel.from_pretrained('.').save_pretrained('.')\""
        )
    }
}
