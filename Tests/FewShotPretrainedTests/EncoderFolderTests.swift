import FewShotPretrained
import FewShotTensors
import Foundation
import Testing

struct EncoderFolderTests {
    private let place: TemporaryFolder
    private var folder: EncoderFolder { EncoderFolder(place.url.appending(path: "encoders")) }

    init() throws { place = try TemporaryFolder() }

    private func source(_ url: URL) throws -> EncoderSource {
        try EncoderSource(parsing: "hf:\(url.path(percentEncoded: false))")
    }

    private static let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "blue", "cup", "##s", "tea"]

    @Test func `a picture encoder is added, listed, loaded and removed`() throws {
        let tiny = try TinyFolder.vit()
        let url = try tiny.written()
        let added = try folder.add("tiny_vit-1", try source(url))
        #expect(added.kind == .picture)
        #expect(added.record.dimensions == 4)
        #expect(added.tokenizer == nil)
        #expect(try folder.names() == ["tiny_vit-1"])
        let record = try folder.checkedRecord(named: "tiny_vit-1")
        #expect(record == added.record)
        #expect(record.source.hasPrefix("hf:/"))
        let picture = PicturePixels([UInt8](repeating: 9, count: 48), height: 4, width: 4)
        let loaded = try folder.encoder(named: "tiny_vit-1")
        #expect(try loaded.embed(pictures: [picture]).shape == [1, 4])
        #expect(throws: PretrainedError.self) { try loaded.embed(texts: ["red cup"]) }
        try folder.remove("tiny_vit-1")
        #expect(try folder.names().isEmpty)
        #expect(FileManager.default.fileExists(atPath: url.appending(path: "config.json").path))
    }

    @Test func `a text encoder brings its tokenizer, and long and empty texts are embedded too`() throws {
        var tiny = try TinyFolder.bert()
        tiny.files["vocab.txt"] = Self.vocabulary.joined(separator: "\n") + "\n"
        let added = try folder.add("bert", try source(try tiny.written()))
        #expect(added.kind == .text)
        let texts = ["red cups", "", String(repeating: "blue tea ", count: 50), "ü"]
        #expect(try added.embed(texts: texts).shape == [4, 4])
    }

    @Test func `a tokenizer of another model is refused`() throws {
        var tiny = try TinyFolder.bert()
        tiny.files["vocab.txt"] = (Self.vocabulary + ["more", "words"]).joined(separator: "\n") + "\n"
        let url = try tiny.written()
        let error = #expect(throws: PretrainedError.self) { try folder.add("bert", try source(url)) }
        #expect(error?.message.contains("the tokenizer is another model's: it has ids up to 11") == true)
        #expect(try folder.names().isEmpty)
    }

    @Test func `a text encoder without a tokenizer is refused`() throws {
        let tiny = try TinyFolder.bert()
        let url = try tiny.written()
        let error = #expect(throws: PretrainedError.self) { try folder.add("bert", try source(url)) }
        #expect(error?.message.contains("no tokenizer.json in this folder") == true, "\(error?.message ?? "")")
    }

    @Test func `a source that changed or went is refused, and says what to do`() throws {
        var tiny = try TinyFolder.vit()
        let url = try tiny.written()
        try folder.add("tiny", try source(url))
        tiny.tensors["layernorm.bias"] = .full([TinyFolder.width], 0.25)
        _ = try tiny.written()
        let changed = #expect(throws: PretrainedError.self) { try folder.encoder(named: "tiny") }
        #expect(changed?.code == .changed)
        #expect(changed?.message.contains("restore it, or remove the encoder and add it again") == true)
        #expect(throws: PretrainedError.self) { try folder.checkedRecord(named: "tiny") }
        let taken = #expect(throws: PretrainedError.self) { try folder.add("tiny", try source(url)) }
        #expect(taken?.code == .nameTaken)
        try FileManager.default.removeItem(at: url)
        let gone = #expect(throws: PretrainedError.self) { try folder.encoder(named: "tiny") }
        #expect(gone?.code == .missingFile)
    }

    @Test func `the same encoder can be added again`() throws {
        let tiny = try TinyFolder.vit()
        let url = try tiny.written()
        try folder.add("tiny", try source(url))
        try folder.add("tiny", try source(url))
        #expect(try folder.names() == ["tiny"])
    }

    @Test(arguments: ["", "a b", "../a", "a/b", "-a", "é", String(repeating: "a", count: 65), "a.json", "a\0b"])
    func `a bad name is refused`(name: String) throws {
        let error = #expect(throws: PretrainedError.self) { try folder.record(named: name) }
        #expect(error?.code == .badName)
        #expect(throws: PretrainedError.self) { try folder.remove(name) }
    }

    @Test(arguments: ["", "mobilenet.pt", "zip:a", "hf:", "torchscript:", "HF:a", "hf"])
    func `a bad source is refused`(text: String) throws {
        let error = #expect(throws: PretrainedError.self) { try EncoderSource(parsing: text) }
        #expect(error?.code == .badSource)
        #expect(error?.message.contains("torchscript:FILE or hf:FOLDER") == true)
    }

    @Test func `an unknown name lists those there are`() throws {
        let tiny = try TinyFolder.vit()
        try folder.add("tiny", try source(try tiny.written()))
        let error = #expect(throws: PretrainedError.self) { try folder.encoder(named: "tony") }
        #expect(error?.code == .unknownEncoder)
        #expect(error?.message.contains("which has tiny; add it: shopguide encoder add tony") == true)
    }

    @Test(arguments: ["", "{}", "[1]", "{\"format\": 1, \"source\": 5}"])
    func `a record that is none is refused`(text: String) throws {
        try place.write(Data(text.utf8), to: "encoders/bad.json")
        let error = #expect(throws: PretrainedError.self) { try folder.record(named: "bad") }
        #expect(error?.code == .malformed)
        try folder.remove("bad")
        #expect(try folder.names().isEmpty)
    }

    @Test func `a record of a newer layout asks for a newer program`() throws {
        let tiny = try TinyFolder.vit()
        try folder.add("tiny", try source(try tiny.written()))
        let file = folder.url.appending(path: "tiny.json")
        let text = try String(contentsOf: file, encoding: .utf8).replacing("\"format\" : 1", with: "\"format\" : 2")
        try place.write(Data(text.utf8), to: "encoders/tiny.json")
        let error = #expect(throws: PretrainedError.self) { try folder.record(named: "tiny") }
        #expect(error?.code == .unsupported)
    }

    @Test func `a place that can't be written is named`() throws {
        try place.write(Data(), to: "encoders")
        let tiny = try TinyFolder.vit()
        let url = try tiny.written()
        let error = #expect(throws: PretrainedError.self) { try folder.add("tiny", try source(url)) }
        #expect(error?.code == .unwritable)
    }

    @Test func `the standard folder follows the environment`() {
        func path(_ environment: [String: String]) -> String? {
            EncoderFolder.standard(environment: environment)?.path(percentEncoded: false)
        }
        #expect(path(["SHOPGUIDE_ENCODERS": "/e", "XDG_DATA_HOME": "/x", "HOME": "/h"]) == "/e")
        #expect(path(["XDG_DATA_HOME": "/x", "HOME": "/h"]) == "/x/shopguide/encoders")
        #expect(path(["XDG_DATA_HOME": "relative", "HOME": "/h"]) == "/h/.local/share/shopguide/encoders")
        #expect(path([:]) == nil)
    }
}
