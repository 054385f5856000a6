import FewShotData
import FewShotLearning
import FewShotNetworks

// Product photos.

extension TablePlan {
    static let grocery = TablePlan(
        name: "grocery",
        abstract:
            "product photos, no coarse class on two sides: 5-way, and each class learned from its one iconic picture",
        remark:
            "Photos are of 50 classes in training, 11 in validation and 20 in the test. Rows called pretrained are on frozen features of "
            + "the encoder that --encoder names (MobileNetV2 of ImageNet here, Docs/encoders.md): as they are, under a meta-trained head, and "
            + "with four blocks on the pixels beside. 42 coarse classes at once are of all three parts, those of training among them.",
        budget: 120,
        entries: [
            photos("simple-shot"), photos("fine-tuning"),
            // The distances of 1,600 numbers are too large for a softmax to learn from.
            photos("prototypical", settings: ["temperature": "64"], start: "grocery-simple-shot"),
            // As with drawings: sums are for one shot, the mean of comparisons for more.
            photos("relation", shots: [1]),
            photos("relation-mean", "relation", settings: ["variant": "mean"], model: "grocery-relation", shots: [5]),
            photos("matching"),
            // A head that looks at 1,600 numbers takes small steps.
            adapting("maml", ["steps": "2", "rate": "0.02", "rates": "parameter", "norms": "step"]),
            adapting("reptile", [:]), photos("nearest-neighbor"), photos("random"),
            residual("simple-shot", steps: 1500),
            residual("prototypical", start: "grocery-residual-simple-shot", steps: 800),
            pretrained("pretrained-frozen", episodes: 0), pretrained("pretrained", episodes: 400),
            pretrained("pretrained-conv4", episodes: 300, hasPixels: true, start: "grocery-simple-shot"),
        ])

    /// A learner on residual blocks, asked in every column.
    private static func residual(_ learner: String, start: String? = nil, steps: Int) -> Entry {
        var entry = photos("residual-\(learner)", learner, start: start, steps: steps)
        (entry.encoder, entry.width, entry.recipe) = ("resnet12", 32, rounded(entry.recipe))
        entry.measurements += episodes([shape(20, 1), shape(20, 5)], on: entry.data, protocols: [.inductive])
        entry.measurements += wholeGroups(of: entry.data)
        return entry
    }

    private static func wholeGroups(of data: TableData) -> [Measurement] {
        [1, 5].map { Measurement(task: .wholeGroups(shape(42, $0)), protocol: .inductive, data: data) }
    }

    /// Prototypes on features of a pretrained encoder: the head alone is trained, or with `hasPixels` the blocks beside it too.
    private static func pretrained(
        _ label: String, episodes count: Int, hasPixels: Bool = false, start: String? = nil
    ) -> Entry {
        let data = TableData.features(hasPixels: hasPixels)
        let iconic = [5, 20].map { Measurement(task: .iconic(ways: $0), protocol: .inductive, data: data) }
        return Entry(
            label: label, learner: "prototypical", data: data, start: start,
            recipe: { recipe in
                (recipe.shape.ways, recipe.shape.queries) = (20, 5)
                recipe.augmentation = hasPixels ? .photos : nil
                recipe.averaging = count > 0 ? 0.98 : nil
                recipe.episodes = count
                recipe.epochLength = 50
                recipe.validationEpisodes = 300
                recipe.schedule = count > 0 ? .cosine(steps: count, final: 0.01) : .constant
            },
            measurements: episodes(
                [shape(5, 1), shape(5, 5), shape(20, 1), shape(20, 5)], on: data, protocols: [.inductive]) + iconic
                + wholeGroups(of: data))
    }

    /// Learners that adapt a network to each task: they begin with the classifier's encoder, and have a head of five classes.
    private static func adapting(_ learner: String, _ settings: [String: String]) -> Entry {
        var entry = photos(
            learner, settings: settings.merging(["test-steps": "5"]) { own, _ in own }, start: "grocery-simple-shot",
            shots: learner == "maml" ? [1] : [1, 5])
        entry.encoder = "conv4"
        entry.recipe = { recipe in
            recipe.tasks = 4
            if learner == "maml" { recipe.shape.queries = 5 }
            recipe.rate = 5e-4
            recipe.gradientLimit = 5
            recipe.augmentation = .photos
            recipe.averaging = 0.99
            recipe.episodes = 200
            recipe.epochLength = 50
            recipe.schedule = .cosine(steps: 200, final: 0.01)
        }
        return entry
    }

    private static func photos(
        _ label: String, _ learner: String? = nil, settings: [String: String] = [:], start: String? = nil,
        model: String? = nil, shots: [Int] = [1, 5], steps: Int = 1000
    ) -> Entry {
        let data = TableData.photos(isGrey: false)
        let protocols = ["nearest-neighbor", "random"].contains(label) ? [.inductive] : bothProtocols
        let iconic = [5, 20].map { Measurement(task: .iconic(ways: $0), protocol: .inductive, data: data) }
        return Entry(
            label: label, learner: learner ?? label, settings: settings, data: data, model: model, start: start,
            recipe: { recipe in
                (recipe.shape.ways, recipe.shape.queries) = (10, 5)
                recipe.augmentation = .photos
                recipe.averaging = 0.99
                recipe.episodes = steps
                recipe.epochLength = 100
                recipe.schedule = .cosine(steps: steps, final: 0.01)
            },
            measurements: episodes(shots.map { shape(5, $0) }, on: data, protocols: protocols)
                + (shots.contains(1) ? iconic : []))
    }
}
