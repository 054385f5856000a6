public import FewShotTensors
public import Foundation

/// A folder of named encoders: a record `NAME.json` for each, written durably; the weights stay where they are.
///
/// ```swift
/// let folder = EncoderFolder(URL(filePath: "encoders"))
/// try folder.add("minilm", EncoderSource(parsing: "hf:all-MiniLM-L6-v2"))
/// let embeddings = try folder.encoder(named: "minilm").embed(texts: titles)  // [titles, 384]
/// ```
public struct EncoderFolder: Sendable {
    /// The folder, which need not exist yet.
    public let url: URL

    /// Names a folder.
    public init(_ url: URL) { self.url = url }

    /// Returns the user's folder: `$SHOPGUIDE_ENCODERS`, else `$XDG_DATA_HOME/shopguide/encoders`, else
    /// `$HOME/.local/share/shopguide/encoders`; `nil` where none of these variables is set.
    public static func standard(environment: [String: String]) -> URL? {
        if let own = environment["SHOPGUIDE_ENCODERS"], !own.isEmpty { return URL(filePath: own) }
        if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") {
            return URL(filePath: base).appending(path: "shopguide/encoders")
        }
        return environment["HOME"].map { URL(filePath: $0).appending(path: ".local/share/shopguide/encoders") }
    }

    /// The most characters of a name.
    private static let longestName = 64
    /// The most bytes of a record.
    private static let largestRecord = 1 << 20

    /// Throws unless a name has 1 to 64 letters, digits, - and _, and doesn't begin with -.
    ///
    /// - Throws: ``PretrainedError`` with the name and the rule.
    public static func check(name: String) throws(PretrainedError) {
        func isAllowed(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard (1...longestName).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed), !name.hasPrefix("-") else {
            throw PretrainedError(
                .badName,
                "encoder \"\(name.prefix(80))\": a name has 1 to \(longestName) letters, digits, - and _, and doesn't begin with -"
            )
        }
    }

    private func file(_ name: String) -> URL { url.appending(component: "\(name).json") }

    /// Returns the names of all encoders, sorted; none where there is no folder.
    ///
    /// - Throws: ``PretrainedError`` for a folder that can't be read.
    public func names() throws(PretrainedError) -> [String] {
        let path = url.path(percentEncoded: false)
        guard access(path, F_OK) == 0 else { return [] }
        let files: [String]
        do { files = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw PretrainedError(.missingFile, file: path, "can't be read: \(systemReason(of: error))")
        }
        return files.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Returns the record of an encoder.
    ///
    /// - Throws: ``PretrainedError`` for an unknown name, which lists those there are, or a record that is malformed.
    public func record(named name: String) throws(PretrainedError) -> EncoderRecord {
        try Self.check(name: name)
        let file = file(name)
        guard BoundedFile.exists(file) else {
            let known = try names()
            let path = url.path(percentEncoded: false)
            throw PretrainedError(
                .unknownEncoder,
                "encoder \"\(name)\" isn't in \(path), which has "
                    + (known.isEmpty ? "none" : known.joined(separator: ", "))
                    + "; add it: shopguide encoder add \(name) \(EncoderSource.usage)")
        }
        let data = try BoundedFile.read(file, maximum: Self.largestRecord)
        let path = file.path(percentEncoded: false)
        guard let record = try? JSONDecoder().decode(EncoderRecord.self, from: data) else {
            throw PretrainedError(
                .malformed, file: path, "isn't the record of an encoder; remove it, and add the encoder again")
        }
        guard record.format == EncoderRecord.currentFormat else {
            throw PretrainedError(
                .unsupported, file: path,
                "is of format \(record.format); this version reads format \(EncoderRecord.currentFormat): get a newer shopguide"
            )
        }
        return record
    }

    /// Checks a source by loading it and adds it under a name; a TorchScript file's code is run.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - source: The source.
    ///   - options: The pictures that a TorchScript network takes; those of `FILE.json` beside it where `nil`.
    ///   - precision: The numbers that it is to compute with.
    ///   - device: The place of its weights.
    /// - Returns: The encoder.
    /// - Throws: ``PretrainedError`` for a bad name, a name that another encoder has, or a source that can't be loaded.
    @discardableResult
    public func add(
        _ name: String, _ source: EncoderSource, options: TorchScriptOptions? = nil,
        precision: EncoderPrecision = .float32, on device: Device = .cpu
    ) throws(PretrainedError) -> NamedEncoder {
        try Self.check(name: name)
        let encoder = try NamedEncoder(name, from: source, options: options, precision: precision, on: device)
        let file = file(name)
        let path = file.path(percentEncoded: false)
        if BoundedFile.exists(file), try record(named: name).digest != encoder.record.digest {
            throw PretrainedError(
                .nameTaken,
                "encoder \"\(name)\" is another one: remove it first (shopguide encoder remove \(name)), or choose another name"
            )
        }
        let json = JSONEncoder()
        json.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try DurableFile.write(json.encode(encoder.record), to: file)
        } catch let error as DurableFile.Failure {
            throw PretrainedError(.unwritable, "\(error)")
        } catch {
            throw PretrainedError(.unwritable, file: path, "can't be written: \(systemReason(of: error))")
        }
        return encoder
    }

    /// Removes an encoder from the folder; its weights stay.
    ///
    /// - Throws: ``PretrainedError`` for an unknown name, or a record that can't be removed.
    public func remove(_ name: String) throws(PretrainedError) {
        try Self.check(name: name)
        let path = file(name).path(percentEncoded: false)
        if !BoundedFile.exists(file(name)) { _ = try record(named: name) }
        guard unlink(path) == 0 else {
            throw PretrainedError(.unwritable, file: path, "can't be removed: \(String(cString: strerror(errno)))")
        }
    }

    /// Returns an encoder's record whose source is as it was when it was added; nothing is run.
    ///
    /// - Throws: ``PretrainedError`` as ``record(named:)`` does, and for a source that is gone or has changed.
    public func checkedRecord(named name: String) throws(PretrainedError) -> EncoderRecord {
        let record = try record(named: name)
        let source = try EncoderSource(parsing: record.source)
        try compare(try source.digest(record.options, record.precision ?? .float32), with: record, of: name)
        return record
    }

    /// Loads an encoder, once its source is known to be as it was when it was added.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - device: The place of its weights.
    /// - Returns: The encoder.
    /// - Throws: ``PretrainedError`` as ``checkedRecord(named:)`` does, and for a source that can't be loaded.
    public func encoder(named name: String, on device: Device = .cpu) throws(PretrainedError) -> NamedEncoder {
        let record = try checkedRecord(named: name)
        let encoder = try NamedEncoder(
            name, from: EncoderSource(parsing: record.source), options: record.options,
            precision: record.precision ?? .float32, on: device)
        try compare(encoder.record.digest, with: record, of: name)
        return encoder
    }

    private func compare(_ digest: String, with record: EncoderRecord, of name: String) throws(PretrainedError) {
        guard digest != record.digest else { return }
        throw PretrainedError(
            .changed,
            "encoder \"\(name)\": \(record.source) has changed since it was added (digest \(record.digest.prefix(12)) then, "
                + "\(digest.prefix(12)) now): restore it, or remove the encoder and add it again; models trained with it need the old one"
        )
    }
}
