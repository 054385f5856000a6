import FewShotData
import FewShotLearning
import FewShotTensors
import Testing

@Suite struct `Ink of drawings` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A spot on plain paper.
    private func drawing(paper: UInt8, ink: UInt8) -> [UInt8] {
        let rows = (0..<8).map { y in (0..<8).map { x in 3...4 ~= x && 2...5 ~= y ? ink : paper } }
        return PNGFixture.bytes(width: 8, depth: 8, .grey, rows: rows)
    }

    private func load(_ image: [UInt8], trainedOn ink: Ink?) throws -> LoadedData {
        let names = (1...4).flatMap { ["a/\($0).png", "b/\($0).png", "c/\($0).png"] }
        let path = try folder.write(names.map { .init($0, PNGFixture.tagged($0, image)) }, to: "drawings.zip")
        var options = DataOptions()
        (options.size, options.channels, options.ink) = (8, 1, ink)
        return try DataSource.images(path: path).load(options)
    }

    private func pixels(_ data: LoadedData) throws -> [UInt8] { try data.dataset(.test).features[0].bytes() }

    @Test func `drawings are inverted for a model that was trained on the other ink, and it is said`() throws {
        let (dark, bright) = (drawing(paper: 250, ink: 10), drawing(paper: 5, ink: 245))
        let asTheyAre = try load(dark, trainedOn: nil)
        #expect(asTheyAre.ink == .dark && asTheyAre.notes.isEmpty)
        let inverted = try load(dark, trainedOn: .bright)
        #expect(inverted.ink == .bright)
        #expect(try pixels(inverted) == pixels(load(bright, trainedOn: .bright)))
        #expect(
            inverted.notes == [
                "\(inverted.name) has dark ink, the model was trained on bright ink: it is inverted"
            ])
        #expect(try pixels(load(bright, trainedOn: .dark)) == pixels(asTheyAre))
        #expect(try load(dark, trainedOn: .dark).notes.isEmpty)
    }

    @Test func `what isn't drawn on plain paper is left as it is`() throws {
        let photo = PNGFixture.bytes(
            width: 8, depth: 8, .grey, rows: (0..<8).map { y in (0..<8).map { x in UInt8(x * 30 + y) } })
        for image in [photo, PNGFixture.grey(255), PNGFixture.grey(9)] {
            let data = try load(image, trainedOn: .bright)
            #expect(data.ink == nil && data.notes.isEmpty)
        }
    }

    @Test func `Omniglot is loaded with the ink that the model knows`() throws {
        let path = try folder.write(OmniglotFixture.members(), to: "omniglot.zip")
        func features(_ ink: Ink?) throws -> (Ink?, [UInt8]) {
            var options = DataOptions()
            (options.scheme, options.ink) = (.background, ink)
            let omniglot = try Omniglot(path: path, options: options)
            return (omniglot.ink, try omniglot.images.bytes())
        }
        let (usual, bright) = try features(nil)
        let (asked, dark) = try features(.dark)
        #expect(usual == .bright && asked == .dark)
        #expect(dark == bright.map { 255 - $0 })
    }

    @Test func `a model knows its ink from its training, or from its import`() {
        let architecture = Architecture(learner: "relation", imageShape: [1, 28, 28])
        var description = ModelDescription(architecture: architecture)
        #expect(description.trainedInk == nil)
        description.ink = .bright
        #expect(description.trainedInk == .bright)
        func trained(_ name: String, _ ink: Ink?) -> Ink? {
            let data = Provenance.Data(name: name, digest: "", scheme: "", splitDigest: "", ink: ink)
            let provenance = Provenance(
                data: data, configuration: TrainingConfiguration(),
                checkpoint: .init(rule: "", step: 0, validationAccuracy: 0), episodes: 0, trainingSeconds: 0,
                revision: "", machine: "")
            return ModelDescription(architecture: architecture, provenance: provenance).trainedInk
        }
        #expect(trained("images:x", .dark) == .dark)
        #expect(trained("images:x", nil) == nil)
        #expect(trained("omniglot:x.zip", nil) == .bright)  // older records have no ink
    }
}
