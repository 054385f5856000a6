import FewShotTensors
import Foundation
import Testing
import TinyEncoders

/// Pretrained encoders from the command line, with networks of random weights.
@Suite struct EncoderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try TinyEncoder.picture("vit", in: folder.url("."))
    }

    @discardableResult
    private func run(_ command: String) throws -> Program.Outcome {
        let words = command.split(separator: " ").map(String.init)
        return try Program.start(words, in: folder, after: "export SHOPGUIDE_ENCODERS=encoders").wait()
    }

    /// Starts one of two processes of a launch.
    private func start(_ command: String, rank: Int) throws -> Program.Running {
        let words = command.split(separator: " ").map(String.init)
        let place = "MASTER_ADDR=127.0.0.1 MASTER_PORT=29500 WORLD_SIZE=2 RANK=\(rank)"
        return try Program.start(words, in: folder, after: "export SHOPGUIDE_ENCODERS=encoders \(place)")
    }

    private func object(_ command: String) throws -> [String: Any] {
        let outcome = try run("\(command) --format json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    private static let train =
        "train prototypical --data builtin --episodes 12 --epoch-length 4 --ways 5 --queries 3 --validation-episodes 3 --threads 1"
    private static let evaluate = "evaluate --data builtin --episodes 20 --threads 1"

    @Test func `an encoder is added, listed, shown, checked and removed`() throws {
        let added = try object("encoder add tiny hf:vit")
        #expect(added["family"] as? String == "vit")
        #expect(added["reads"] as? String == "picture")
        #expect(added["dimensions"] as? Int == 16)
        #expect(added["license"] as? String == "apache-2.0")
        #expect(added["millisecondsPerPicture"] as? Double ?? 0 > 0)
        #expect(try run("encoder list").output.hasPrefix("tiny  vit  picture  16  hf:/"))
        #expect(try run("encoder show tiny").output.contains("licence: apache-2.0"))
        let check = try object("encoder check tiny --episodes 50")
        let pictures = try #require(check["pictures"] as? [String: Any])
        let (one, five) = (pictures["oneShot"] as? Double ?? 0, pictures["fiveShot"] as? Double ?? 0)
        #expect(one > 0.25 && five > one, "\(one) \(five)")
        #expect(pictures["chance"] as? Double == 0.2)
        #expect(check["titles"] == nil)
        #expect(try run("encoder remove tiny").status == 0)
        let empty = try run("encoder list")
        #expect(empty.output.isEmpty)
        #expect(empty.errors.contains("has no encoders; next: shopguide encoder add NAME SOURCE"))
    }

    @Test func `an encoder of texts is checked on titles`() throws {
        try TinyEncoder.text("bert", in: folder.url("."))
        let added = try object("encoder add words hf:bert")
        #expect(added["reads"] as? String == "text")
        #expect(added["millisecondsPerTitle"] as? Double ?? 0 > 0)
        let titles = try #require(try object("encoder check words --episodes 50")["titles"] as? [String: Any])
        #expect(titles["oneShot"] as? Double ?? 0 > 0.25)
    }

    @Test func `a head is trained and evaluated, with the same bits from the cache as without it`() throws {
        try run("encoder add tiny hf:vit")
        let first = try run("\(Self.train) --encoder tiny --output run")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains("embedding 2400 pictures by tiny, once"))
        let again = try run("\(Self.train) --encoder tiny --output again")
        #expect(!again.errors.contains("embedding"))
        let uncached = try run("\(Self.train) --encoder tiny --output uncached --no-cache")
        #expect(uncached.errors.contains("embedding 2400 pictures by tiny, once"))
        let traces = try Traces(of: folder.url("run"))
        #expect(try traces == Traces(of: folder.url("again")))
        #expect(try traces == Traces(of: folder.url("uncached")))

        let description = try String(contentsOf: folder.url("run/model.json"), encoding: .utf8)
        #expect(description.contains("\"encoder\" : \"pretrained\"") && description.contains("\"name\" : \"tiny\""))
        let result = try object("\(Self.evaluate) --model run")
        #expect(result["accuracy"] as? Double ?? 0 > 0.25)
        #expect(try object("\(Self.evaluate) --model run")["accuracy"] as? Double == result["accuracy"] as? Double)

        let resumed = try run("\(Self.train) --episodes 16 --output run --resume")
        #expect(resumed.status == 0, "\(resumed.errors)")
    }

    @Test(arguments: ["matching", "relation", "maml", "reptile", "simple-shot", "fine-tuning", "nearest-neighbor"])
    func `other learners have pretrained encoders too`(learner: String) throws {
        try run("encoder add tiny hf:vit")
        let command = Self.train.replacing("prototypical", with: learner)
        // A relation module begins without a notion of likeness.
        let more = learner == "relation" ? "--episodes 120 --epoch-length 40" : ""
        let trained = try run("\(command) --encoder tiny --head 8 --output run \(more)")
        #expect(trained.status == 0, "\(trained.errors)")
        let accuracy = try object("\(Self.evaluate) --model run")["accuracy"] as? Double ?? 0
        #expect(accuracy > 0.25, "\(accuracy)")
    }

    @Test func `blocks on the pixels and several encoders are joined`() throws {
        try TinyEncoder.picture("other", seed: 2, in: folder.url("."))
        try run("encoder add tiny hf:vit")
        try run("encoder add other hf:other")
        let names = "--encoder tiny --encoder conv4 --encoder other --width 8 --augment drawings"
        let trained = try run("\(Self.train) \(names) --output run")
        #expect(trained.status == 0, "\(trained.errors)")
        let tensors = try Safetensors(contentsOf: folder.url("run/model.safetensors")).tensors
        #expect(tensors["encoder.heads.1.weight"]?.shape == [16, 16])
        #expect(tensors["encoder.shares"]?.shape == [3])
        #expect(tensors["encoder.picture.blocks.0.convolution.weight"]?.shape == [8, 1, 3, 3])
        #expect(try object("\(Self.evaluate) --model run")["accuracy"] as? Double ?? 0 > 0.25)

        try SmallRun.train("--output", "blocks", in: folder)
        let begun = try run("\(Self.train) \(names) --output begun --start-from blocks")
        #expect(begun.status == 0, "\(begun.errors)")
    }

    @Test func `the last blocks are trained further on what the frozen part gives`() throws {
        try run("encoder add tiny hf:vit")
        let command =
            "\(Self.train) --episodes 24 --encoder tiny --head 16 --train-last-blocks 1 --rate 0.003 --output run"
        let trained = try run(command)
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(trained.errors.contains("embedding 2400 pictures by tiny, once"))
        let tensors = try Safetensors(contentsOf: folder.url("run/model.safetensors")).tensors
        #expect(tensors["encoder.tails.0.blocks.0.attention.weight"]?.shape == [16, 48])
        let own = try Safetensors(contentsOf: folder.url("vit/model.safetensors")).tensors
        let key = "encoder.layer.0.intermediate.dense.weight"
        let before = try #require(try own[key]?.transposed().values(as: Float.self))
        let after = try #require(try tensors["encoder.tails.0.blocks.0.expansion.weight"]?.values(as: Float.self))
        let moved = zip(before, after).map { abs($0 - $1) }.max() ?? 0
        #expect(moved > 0 && moved < 0.2, "\(moved)")
        let accuracy = try object("\(Self.evaluate) --model run")["accuracy"] as? Double ?? 0
        #expect(accuracy > 0.25, "\(accuracy)")
        let again = try run(command.replacing("--output run", with: "--output again"))
        #expect(again.status == 0 && !again.errors.contains("embedding"), "\(again.errors)")
        #expect(try Traces(of: folder.url("run")) == Traces(of: folder.url("again")))
    }

    @Test func `a model refuses another encoder of the same name`() throws {
        try run("encoder add tiny hf:vit")
        try run("\(Self.train) --encoder tiny --output run")
        try TinyEncoder.picture("vit", seed: 3, in: folder.url("."))
        let changed = try run("\(Self.evaluate) --model run")
        #expect(changed.status == 1)
        #expect(changed.complaints.first?.contains("has changed since it was added") == true)
        try run("encoder remove tiny")
        #expect(try run("\(Self.evaluate) --model run").errors.contains("encoder \"tiny\" isn't in "))
        try run("encoder add tiny hf:vit")
        let other = try run("\(Self.evaluate) --model run")
        #expect(other.status == 1)
        #expect(other.complaints.first?.contains("the model was trained with another encoder \"tiny\"") == true)
    }

    @Test(arguments: [
        ("encoder add tiny vit", 64, "source \"vit\": write torchscript:FILE or hf:FOLDER"),
        ("encoder add ../tiny hf:vit", 64, "a name has 1 to 64 letters, digits, - and _"),
        ("encoder add tiny hf:vit --size 28", 64, "--size is for torchscript:FILE"),
        ("encoder add conv4 hf:vit", 1, "conv4 is one of the program's own encoders: choose another name"),
        ("encoder add tiny hf:gone", 1, "gone/config.json: is missing"),
        ("encoder add tiny torchscript:gone.pt", 1, "gone.pt: is missing"),
        ("encoder add tiny torchscript:gone.pt --precision bfloat16", 64, "--precision bfloat16 is for hf:FOLDER"),
        ("encoder add tiny torchscript:vit/config.json", 1, "vit/config.json"),
        ("encoder add tiny torchscript:vit/config.json --size 4", 1, "size must be between 16 and 2048 pixels (got 4)"),
        ("encoder add tiny torchscript:vit/config.json --mean 1 2", 1, "the mean must be one number or three"),
        ("encoder add tiny torchscript:vit/config.json --deviation 0", 1, "the deviation must be one number or three"),
        ("encoder show tiny", 1, "encoder \"tiny\" isn't in "),
        ("encoder remove tiny", 1, "encoder \"tiny\" isn't in "),
        ("encoder check there --episodes 0", 64, "--episodes must be at least 1, not 0"),
        ("\(train) --encoder tiny", 1, "and of pretrained ones in "),
        ("\(train) --encoder there --encoder there", 1, "--encoder there is given twice"),
        ("\(train) --encoder conv4 --encoder conv4-stride", 1, "only pretrained encoders can be joined"),
        ("\(train) --encoder there --encoder columns", 1, "beside pretrained encoders there can be conv4 alone"),
        ("\(train) --encoder there --augment photos", 1, "add --encoder conv4"),
        ("\(train) --encoder words", 1, "--encoder words takes texts, and builtin has pictures"),
        ("\(train) --head 8", 1, "--head is for pretrained encoders: name one with --encoder"),
        ("\(train) --head 0", 64, "--head must be from 1 to 65536, not 0"),
        ("train maml --data builtin --encoder there --encoder conv4", 1, "blocks on pixels can't stand beside"),
        ("train random --data builtin --encoder there --encoder conv4", 1, "random trains nothing"),
        ("train maml --data builtin --encoder there --train-last-blocks 1", 1, "not for maml"),
        ("\(train) --encoder there --train-last-blocks 2", 1, "the last 2 blocks of there can't be trained: it has 1"),
        ("\(train) --train-last-blocks 1", 1, "--train-last-blocks is for pretrained encoders"),
        ("\(train) --encoder there --train-last-blocks 0", 64, "--train-last-blocks must be from 1 to 256, not 0"),
        (
            "train prototypical --data catalog:builtin --encoder there", 1,
            "catalog:builtin has none: --data catalog:STORE"
        ),
        ("train nearest-neighbor --data builtin --encoder there --encoder conv4", 1, "nearest-neighbor trains nothing"),
        ("reproduce titles", 64, "table titles needs one encoder of texts"),
        ("reproduce titles --encoder there", 1, "--encoder there takes pictures alone"),
        ("reproduce titles --encoder words --data builtin", 64, "table titles takes journey:TABLE"),
        ("reproduce omniglot --encoder there", 64, "--encoder is for tables grocery and titles, not omniglot"),
    ])
    func `what is wrong is said in a sentence`(command: String, status: Int32, words: String) throws {
        try TinyEncoder.text("bert", in: folder.url("."))
        try run("encoder add there hf:vit")
        try run("encoder add words hf:bert")
        let outcome = try run(command)
        #expect(outcome.status == status, "\(outcome.errors)")
        let complaints = outcome.complaints.filter { !$0.hasPrefix("note: loading ") }
        #expect(complaints.first?.hasPrefix("Error: ") == true, "\(outcome.errors)")
        #expect(complaints.first?.contains(words) == true, "\(outcome.errors)")
        #expect(status == 64 || complaints.count == 1, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    private static let mobilenet = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/encoders/mobilenet_v2.pt")
        .path(percentEncoded: false)

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: mobilenet), "needs mobilenet_v2.pt in ../shared/data/encoders"))
    func `a TorchScript network is added, and is said to run code`() throws {
        let options = "--size 224 --mean 0.5 --deviation 0.5"
        let outcome = try run("encoder add mobilenet torchscript:\(Self.mobilenet) \(options)")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("note: loading "))
        #expect(outcome.errors.contains("runs code that it holds; add only files that you trust"))
        #expect(outcome.output.contains("mobilenet: torchscript, reads pictures\n  1280 dimensions, "))
        #expect(outcome.output.contains("224 × 224, mean [0.5], deviation [0.5]"))
        #expect(try object("encoder show mobilenet")["dimensions"] as? Int == 1280)
    }

    @Test func `a store sees with encoders, and says which`() throws {
        try TinyEncoder.text("bert", in: folder.url("."))
        try run("encoder add eye hf:vit")
        try run("encoder add reader hf:bert")
        #expect(try run("catalog import builtin --store shop.sqlite").status == 0)
        let none = try run("encode --store shop.sqlite")
        #expect(none.status == 1)
        #expect(
            none.errors
                == "Error: the store sees with no pretrained encoder; add one: shopguide encode --encoder NAME\n")
        let first = try object("encode --store shop.sqlite --encoder eye --encoder reader --threads 1")
        #expect(first["made"] as? Int == 4800 && first["products"] as? Int == 2400)
        let encoders = try #require(first["encoders"] as? [[String: Any]])
        #expect(encoders.map { $0["column"] as? String } == ["encoder:eye", "encoder:reader"])
        #expect(encoders.allSatisfy { $0["compared"] as? Bool == true && $0["here"] as? Bool == true })
        #expect(try object("encode --store shop.sqlite")["made"] as? Int == 0)
        let columns = try run("catalog columns --store shop.sqlite --set encoder:eye=2")
        #expect(columns.output.contains("encoder:eye") && columns.output.contains("encoder:reader"))
        // On a machine without the encoders it answers all the same.
        let words = [
            "teach", "mugs", "--examples", "mug-01", "mug-02", "--title", "Stoneware mug", "--store", "shop.sqlite",
        ]
        let taught = try Program.start(words, in: folder, after: "export SHOPGUIDE_ENCODERS=elsewhere").wait()
        #expect(taught.status == 0)
        #expect(
            taught.errors.contains(#"the store is seen without the encoder "reader" here: encoder "reader" isn't in "#))
        #expect(try run("classify mug-04 --store shop.sqlite").status == 0)
        // An import says what embeds its products.
        try folder.write("id,title\nnew,Xylo kettle\n", to: "more.csv")
        let imported = try run("catalog import products more.csv --store shop.sqlite")
        #expect(imported.errors.contains("sees with eye, reader; shopguide encode --store shop.sqlite embeds"))
        #expect(try object("encode --store shop.sqlite")["made"] as? Int == 1)
        let removed = try run("encode --store shop.sqlite --remove eye")
        #expect(removed.output.contains("encoder:reader") && !removed.output.contains("encoder:eye"))
    }

    @Test func `a head is trained and evaluated on the products of a store`() throws {
        try TinyEncoder.text("bert", in: folder.url("."))
        try run("encoder add eye hf:vit")
        try run("encoder add reader hf:bert")
        #expect(try run("catalog import builtin --store shop.sqlite").status == 0)
        let train =
            "train prototypical --data catalog:shop.sqlite --encoder eye --encoder reader --episodes 8 --epoch-length 4 --ways 5 "
            + "--queries 3 --validation-ways 5 --validation-episodes 3 --threads 1"
        let first = try run("\(train) --output run")
        #expect(first.status == 0, "\(first.errors)")
        let again = try run("\(train) --output again")
        #expect(again.status == 0)
        #expect(try Traces(of: folder.url("run")) == Traces(of: folder.url("again")))
        let result = try object("evaluate --model run --data catalog:shop.sqlite --ways 5 --episodes 20 --threads 1")
        #expect(result["accuracy"] as? Double ?? 0 > 0.25)
        let taught = try run("teach mugs --examples mug-01 --model run --store shop.sqlite")
        #expect(taught.status == 1 && taught.errors.contains("run is a head on pretrained encoders"))
        let blocks = try run("\(train) --encoder conv4 --output other")
        #expect(
            blocks.status == 1 && blocks.errors.contains("--encoder conv4 beside pretrained encoders is for images:…"))
        let builtin = try run(train.replacing("catalog:shop.sqlite", with: "catalog:builtin") + " --output other")
        #expect(builtin.status == 1 && builtin.errors.contains("shopguide catalog import builtin"))
    }

    @Test func `two processes share a store's products out`() throws {
        try run("encoder add eye hf:vit")
        try run("catalog import builtin --store shop.sqlite")
        let encode = "encode --store shop.sqlite --encoder eye --threads 1"
        let outcomes = try (0..<2).map { try start(encode, rank: $0) }.map { try $0.wait() }
        #expect(outcomes.map(\.status) == [0, 0], "\(outcomes.map(\.errors))")
        #expect(outcomes[0].output.contains("encoder:eye  picture  compared"))
        #expect(outcomes[1].output.isEmpty && outcomes[1].errors.isEmpty, "\(outcomes[1].errors)")
        #expect(try object("encode --store shop.sqlite")["made"] as? Int == 0)
    }

    @Test func `the first of two processes makes what the other leaves, and the other no column`() throws {
        try run("encoder add eye hf:vit")
        try run("catalog import builtin --store shop.sqlite")
        let encode = "encode --store shop.sqlite --encoder eye --threads 1 --format json"
        #expect(try start(encode, rank: 1).wait().status == 0)
        #expect(try !run("catalog columns --store shop.sqlite").output.contains("encoder:eye"))
        let first = try start(encode, rank: 0).wait()
        let report = try #require(try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
        #expect(report["made"] as? Int == 1200 && report["products"] as? Int == 2400)
        let refused = try start("encode --store shop.sqlite --remove eye", rank: 0).wait()
        #expect(refused.errors == "Error: --remove is for one process (WORLD_SIZE is 2)\n")
    }
}
