public import Foundation

extension Tokenizer {
    /// Reads the tokenizer of a folder as Hugging Face has them.
    ///
    /// That is `tokenizer.json`; where it is missing, `vocab.txt` (BERT) or `vocab.json` and `merges.txt` (CLIP). The padding token is that
    /// of `tokenizer_config.json` or `special_tokens_map.json`.
    public init(folder: URL) throws(TokenizerError) {
        let files = TokenizerFolder(folder: folder)
        try self.init(try files.root(), paddingToken: try files.paddingToken())
    }
}

/// The files of a tokenizer.
struct TokenizerFolder {
    let folder: URL

    /// Returns `tokenizer.json`, or one made of older files.
    func root() throws(TokenizerError) -> JSONNode {
        if let root = try json("tokenizer.json") { return root }
        if let vocabulary = try bytes("vocab.txt") {
            return try OlderFiles.bert(
                vocabulary: vocabulary, options: try json("tokenizer_config.json"), file: path("vocab.txt"))
        }
        if let vocabulary = try json("vocab.json"), let merges = try bytes("merges.txt") {
            return try OlderFiles.clip(vocabulary: vocabulary, merges: merges)
        }
        throw TokenizerError(
            .unreadable, file: folder.path(percentEncoded: false),
            message: "no tokenizer.json in this folder; transformers writes it: "
                + "AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)")
    }

    /// Returns the padding token, or nil where no file names it.
    func paddingToken() throws(TokenizerError) -> String? {
        for name in ["tokenizer_config.json", "special_tokens_map.json"] {
            guard let token = try json(name)?["pad_token"] else { continue }
            return try (token["content"] ?? token).text()
        }
        return nil
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    /// Returns the content of a JSON file, or nil where there is no such file.
    private func json(_ name: String) throws(TokenizerError) -> JSONNode? {
        guard let bytes = try bytes(name) else { return nil }
        do throws(JSONParser.Fault) {
            return JSONNode(value: try JSONParser.parse(bytes), file: path(name), place: "")
        } catch {
            throw TokenizerError(
                error.isSize ? .tooLarge : .malformed, file: path(name), place: "byte \(error.offset)",
                message: error.message)
        }
    }

    /// Returns the bytes of a file, or nil where there is none; links into a cache of downloads are followed.
    private func bytes(_ name: String) throws(TokenizerError) -> [UInt8]? {
        let path = path(name)
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a pipe without a writer would wait
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw unreadable(path, String(cString: strerror(errno)))
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "not a file")
        }
        guard status.st_size <= TokenizerLimits.fileBytes else {
            throw TokenizerError(
                .tooLarge, file: path, message: "\(status.st_size) bytes; at most \(TokenizerLimits.fileBytes) are read"
            )
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var end = 0
        while end < bytes.count {
            let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress.map { $0 + end }, $0.count - end) }
            if count < 0 {
                guard errno == EINTR else { throw unreadable(path, String(cString: strerror(errno))) }
                continue
            }
            guard count > 0 else { throw unreadable(path, "it was cut short while it was read") }
            end += count
        }
        return bytes
    }

    private func unreadable(_ path: String, _ reason: String) -> TokenizerError {
        TokenizerError(.unreadable, file: path, message: "can't be read: \(reason)")
    }
}
