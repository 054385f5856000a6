import FewShotTensors
import Foundation
import Testing

/// The names of all learners, as messages list them.
private let learners =
    "prototypical, relation, matching, maml, reptile, simple-shot, fine-tuning, nearest-neighbor, random, "
    + "prototype-ranker, relation-ranker, maml-ranker"

/// What users may get wrong, and the one line that each is to see.
@Suite struct BadInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: trainArguments + evaluateArguments + data + models + runs + outputs)
    func `is refused with a message that names it`(_ bad: BadCommand) throws {
        try bad.prepare(folder)
        let outcome = try Program.start(bad.arguments, in: folder).wait()
        #expect(outcome.status == bad.status)
        #expect(outcome.output.isEmpty)
        let lines = outcome.complaints.map { $0.replacing(folder.path, with: "DIR") }
            .filter { !$0.hasPrefix("prototypical, ") }  // a training that has begun says so
        #expect(lines.first == "Error: \(bad.message)")
        if bad.status == 64 {
            #expect(lines.contains { $0.hasPrefix("Usage: shopguide") })
        } else {
            #expect(lines.count == 1)
        }
    }

    // MARK: - Arguments

    private static let kinds =
        "builtin, omniglot:ZIP-or-FOLDER, images:ZIP-or-FOLDER, offers:TABLE, catalog:builtin or catalog:STORE, shops:COUNT or invented:COUNT, markets:builtin or markets:FOLDER"
    private static let train = "train prototypical --data builtin --output run"
    private static let evaluate = "evaluate --model model --data builtin"

    static let trainArguments: [BadCommand] = [
        .usage("an unknown command", "guess", "Unexpected argument 'guess'"),
        .usage("no learner", "train", "Missing expected argument '<learner>'"),
        .usage("an unknown learner", "train maml2 --data builtin", "unknown learner \"maml2\"; there is " + learners),
        .usage("an unknown option", "\(train) --way 5", "Unknown option '--way'. Did you mean '--ways'?"),
        .usage("no data", "train prototypical", "Missing expected argument '--data <data>'"),
        .usage("one way", "\(train) --ways 1", "--ways must be at least 2, not 1"),
        .usage("no shots", "\(train) --shots 0", "--shots must be at least 1, not 0"),
        .usage("no queries", "\(train) --queries 0", "--queries must be at least 1, not 0"),
        .usage("no episodes", "\(train) --episodes 0", "--episodes must be at least 1, not 0"),
        .usage("no epochs", "\(train) --epoch-length 0", "--epoch-length must be at least 1, not 0"),
        .usage("no validation", "\(train) --validation-episodes 0", "--validation-episodes must be at least 1, not 0"),
        .usage("a negative rate", "\(train) --rate=-0.1", "--rate must be above 0, not -0.1"),
        .usage("a rate that is no number", "\(train) --rate nan", "--rate must be above 0, not nan"),
        .usage(
            "a rate of words", "\(train) --rate slow", "The value 'slow' is invalid for '--rate <rate>'"),
        .usage("no gradient", "\(train) --clip 0", "--clip must be above 0, not 0.0"),
        .usage(
            "a schedule that doesn't halve", "\(train) --schedule cosine --halve-every 100",
            "--halve-every is for --schedule step, not cosine"),
        .usage("no threads", "\(train) --threads 0", "--threads must be from 1 to 1024, not 0"),
        .usage(
            "a precision that nothing has", "\(train) --precision float8",
            "The value 'float8' is invalid for '--precision <precision>'. Please provide one of 'float32' and 'bfloat16'."
        ),
        .usage(
            "a ranker's precision", "train relation-ranker --data markets:builtin --precision bfloat16",
            "--precision is for learners with blocks of convolutions, not for relation-ranker"),
        .usage("a negative seed", "\(train) --seed=-1", "The value '-1' is invalid for '--seed <seed>'"),
        .usage("no width", "\(train) --width 0", "--width must be from 1 to 1024, not 0"),
        .usage("a width beyond all memory", "\(train) --width 999999", "--width must be from 1 to 1024, not 999999"),
    ]

    static let evaluateArguments: [BadCommand] = [
        .usage("no model", "evaluate --data builtin", "Missing expected argument '--model <folder>'"),
        .usage("one way to answer", "\(evaluate) --ways 1", "--ways must be at least 2, not 1"),
        .usage("no episodes to answer", "\(evaluate) --episodes 0", "--episodes must be at least 1, not 0"),
        .usage(
            "more threads than any machine has", "\(evaluate) --threads 9999",
            "--threads must be from 1 to 1024, not 9999"),
        .usage(
            "an unknown split", "\(evaluate) --split tests",
            "The value 'tests' is invalid for '--split <split>'. Please provide one of 'train', 'validation' or 'test'."
        ),
        .usage(
            "an unknown protocol", "\(evaluate) --protocol deductive",
            "The value 'deductive' is invalid for '--protocol <protocol>'. "
                + "Please provide one of 'inductive', 'transductive' or 'transductive-assignment'."),
        .usage(
            "an unknown format", "\(evaluate) --format xml",
            "The value 'xml' is invalid for '--format <format>'. Please provide one of 'text' and 'json'."),
    ]

    // MARK: - Data

    static let data: [BadCommand] = [
        .usage(
            "an unknown kind of data", "train prototypical --data zip:photos",
            "--data: data \"zip:photos\": unknown kind \"zip\"; use \(kinds)"),
        .usage("no size", "\(train) --size 0", "--size must be from 1 to 1024, not 0"),
        .usage("two channels", "\(train) --channels 2", "--channels must be 1 (grey) or 3 (RGB), not 2"),
        .failure(
            "data that isn't there", "train prototypical --data omniglot:gone.zip", "gone.zip: no such file or folder"),
        .failure(
            "a file that is no archive", "train prototypical --data images:words.zip",
            "words.zip: it is not a zip file, or its end is missing"
        ) {
            try $0.write("words", to: "words.zip")
        },
        .failure(
            "a scheme for other data", "\(train) --scheme paper",
            "scheme paper isn't for builtin, whose division is fixed"),
        .failure("labels for other data", "\(train) --labels classes.csv", "--labels is for images:… alone"),
        .failure(
            "more ways than classes", "\(train) --ways 60",
            "builtin, train split: 60-way episodes need 60 classes; there are 38; choose smaller --ways, --shots or --queries"
        ),
        .failure(
            "more shots than products", "\(train) --ways 5 --shots 36",
            "builtin, train split: class \"kitchen/mug\" has 40 examples; 36-shot with 5 queries needs 41; choose smaller "
                + "--ways, --shots or --queries"),
        .failure(
            "more ways than classes in validation", "\(train) --validation-ways 9",
            "builtin, validation split: 9-way episodes need 9 classes; there are 8; choose smaller --validation-ways, "
                + "--validation-shots or --validation-queries"),
        .failure(
            "a rate that learning can't stand", "\(train) --ways 5 --width 8 --rate 1e38",
            "the loss became nan at episode 2; try a lower --rate than 1e+38"),
    ]

    // MARK: - Models

    static let models: [BadCommand] = [
        .failure("no such model", evaluate, "DIR/model is not a model: no such folder"),
        .failure("a folder without weights", evaluate, "DIR/model is not a model: it has no model.safetensors") {
            try $0.write("{}", to: "model/model.json")
        },
        .failure(
            "truncated weights", evaluate,
            "DIR/model/model.safetensors: the tensors take 7712 bytes, but 7612 follow the header"
        ) { folder in
            let file = folder.url("model/model.safetensors")
            try SmallRun.writeModel(to: folder.url("model"))
            try Data(contentsOf: file).dropLast(100).write(to: file)
        },
        .failure(
            "weights that are words", evaluate,
            "DIR/model/model.safetensors: the header is said to have 8316213806999365748 bytes; 100000000 are the most"
        ) { try $0.write("there is no model here", to: "model/model.safetensors") },
        .model(
            "a description that is no JSON",
            "DIR/model/model.safetensors: the model's description is malformed: The given data was not valid JSON."
        ) { $0.metadata["model"] = "prototypical" },
        .model(
            "a description without its learner",
            "DIR/model/model.safetensors: the model's description is malformed: \"learner\" is missing"
        ) { try replace("\"learner\" :", by: "\"teacher\" :", in: &$0) },
        .model("a later format", "DIR/model is of format 9; this version reads format 1: get a newer shopguide") {
            try replace("\"format\" : 1", by: "\"format\" : 9", in: &$0)
        },
        .model("a learner from elsewhere", "unknown learner \"oracle\"; there is " + learners) {
            try replace("\"prototypical\"", by: "\"oracle\"", in: &$0)
        },
        .model("a description of a giant", "width 99999: it must be from 1 to 1024") {
            try replace("\"width\" : 8", by: "\"width\" : 99999", in: &$0)
        },
        .model(
            "weights of another width",
            "DIR/model/model.safetensors: tensor \"encoder.blocks.0.convolution.weight\" is float32 [8, 1, 3, 3], not "
                + "float32 [9, 1, 3, 3]"
        ) { try replace("\"width\" : 8", by: "\"width\" : 9", in: &$0) },
        .model(
            "a tensor too many", "DIR/model/model.safetensors: tensor \"encoder.extra\" is of no use to this model"
        ) { $0.tensors["encoder.extra"] = Tensor(0) },
        .model(
            "a tensor too few",
            "DIR/model/model.safetensors: tensor \"encoder.blocks.3.convolution.weight\" is missing"
        ) { $0.tensors["encoder.blocks.3.convolution.weight"] = nil },
        .failure(
            "images of another size", "\(evaluate) --size 84", "image size 84: builtin has pictures of 28×28 pixels"
        ) { try SmallRun.writeModel(to: $0.url("model")) },
        .failure(
            "a model of larger images", evaluate,
            "model takes images of shape [3, 84, 84], not [1, 28, 28] as builtin has: leave out --size and --channels, or "
                + "choose data like those it was trained on"
        ) { try SmallRun.writeModel(to: $0.url("model"), imageShape: [3, 84, 84]) },
        .failure(
            "more ways than a split has", "\(evaluate) --ways 20",
            "builtin, test split: 20-way episodes need 20 classes; there are 14; choose smaller --ways, --shots or --queries"
        ) { try SmallRun.writeModel(to: $0.url("model")) },
    ]

    private static func replace(_ text: String, by other: String, in contents: inout Safetensors) throws {
        let model = try #require(contents.metadata["model"])
        try #require(model.contains(text))
        contents.metadata["model"] = model.replacing(text, with: other)
    }

    // MARK: - Runs

    private static let choices =
        ": --resume goes on as it began (only --episodes and --patience may change); leave the "
        + "other options out, or choose another --output"

    static let runs: [BadCommand] = [
        .resumed(
            "a run in the way", "",
            "run holds a training run: add --resume to go on with it, or choose another --output"),
        .resumed("another recipe", "--resume --rate 0.5", "run holds a run with another recipe\(choices)"),
        .resumed("another seed", "--resume --seed 1", "run holds a run with another recipe\(choices)"),
        .resumed("another learner", "--resume --width 9", "run holds a run with another learner\(choices)"),
        .resumed("another distance", "--resume --metric cosine", "run holds a run with another learner\(choices)"),
        .failure(
            "a model in the way", train, "run holds a model without a checkpoint: choose another --output"
        ) { try SmallRun.writeModel(to: $0.url("run")) },
        .resumed(
            "a truncated checkpoint", "--resume",
            "DIR/run/checkpoint.safetensors: it has 5 bytes, fewer than the 8 of a header's length; the run can't go on from "
                + "it: start again with another --output"
        ) { try $0.write("short", to: "run/checkpoint.safetensors") },
        .resumed(
            "a model in the checkpoint's place", "--resume",
            "DIR/run/checkpoint.safetensors is not a checkpoint of a training run; the run can't go on from it: start again "
                + "with another --output"
        ) { folder in
            try Data(contentsOf: folder.url("run/model.safetensors")).write(
                to: folder.url("run/checkpoint.safetensors"))
        },
        .resumed(
            "a checkpoint that was tampered with", "--resume",
            "DIR/run/checkpoint.safetensors: the checkpoint's epochLength is 0, which can't be; the run can't go on from it: "
                + "start again with another --output"
        ) { folder in
            let file = folder.url("run/checkpoint.safetensors")
            var contents = try Safetensors(contentsOf: file)
            let header = try #require(contents.metadata["checkpoint"])
            contents.metadata["checkpoint"] = header.replacing("\"epochLength\":4", with: "\"epochLength\":0")
            try contents.write(to: file)
        },
    ]

    // MARK: - Outputs

    static let outputs: [BadCommand] = [
        .failure("a file for a folder", train, "run is a file, not a folder: choose another --output") {
            try $0.write("", to: "run")
        },
        .failure(
            "a folder in a file", "train prototypical --data builtin --output file/run",
            "can't make the folder file/run: Not a directory; choose another --output"
        ) { try $0.write("", to: "file") },
        .failure(
            "a folder where nobody may write", "train prototypical --data builtin --output /proc/run",
            "can't make the folder /proc/run: No such file or directory; choose another --output"),
    ]
}
