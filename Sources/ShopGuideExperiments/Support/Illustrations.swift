import FewShotLearning
import FewShotNetworks
import FewShotReport
import FewShotTensors

/// A report's illustrations of a learner on unseen classes: embedding map, example episode and confusions.
struct Illustrations {
    /// The classes.
    let dataset: Dataset
    /// Returns the title of a class, given its name in the data set.
    var title: (String) -> String = { $0 }

    /// Returns a map of the embeddings of some classes.
    ///
    /// - Parameters:
    ///   - encoder: Maps examples to embeddings.
    ///   - classes: The classes that are shown first, by position; at most eight are shown.
    /// - Returns: A section with the map.
    /// - Throws: The error of failed embeddings, or of examples that are no images.
    func map(by encoder: some Layer, startingWith classes: [Int]) throws -> ReportSection {
        let others = dataset.classes.indices.filter { !classes.contains($0) }
        let shots = 5
        let categories = try (classes + others).prefix(8).map { index in
            let category = dataset.classes[index]
            let embeddings = encoder(dataset.features(of: category.examples))
            let name = title(category.name)
            return EmbeddingMap.Category(
                name: name, embeddings: embeddings,
                prototype: embeddings[0..<min(shots, category.examples.count)].mean(0),
                picture: try Picture(dataset.features[category.examples[0]], alternative: name))
        }
        return ReportSection(
            heading: "A map of the embedding",
            text: "Every example of \(categories.count) new classes as the network sees it, flattened from "
                + "\(categories[0].prototype.count) dimensions to the two in which they differ most. A frame is a prototype: "
                + "the mean of \(shots) examples. What is near in all dimensions is near here; the reverse need not hold.",
            body: .map(try EmbeddingMap(Array(categories))))
    }

    /// One task with all that was shown, asked and answered.
    ///
    /// - Parameters:
    ///   - episode: A task that a sampler drew.
    ///   - scores: The learner's, shape `[queries, ways]`.
    ///   - text: The explanation.
    ///   - label: The meaning of a negative score, before a class's name.
    /// - Returns: A section with the task.
    /// - Throws: The error of failed scores, or of pictures that are none.
    func task(
        _ episode: Episode, scores: Tensor, text: String, label: String = "Distance to the prototype of"
    ) throws -> ReportSection {
        var example = try ExampleEpisode(episode, from: dataset, scores: scores, queries: 3, title: title)
        example.distanceLabel = label
        return ReportSection(heading: "One task, start to end", text: text, body: .episode(example))
    }

    /// The hardest classes, and what they are taken for.
    func confusion(_ tally: Tally, in task: String) -> ReportSection {
        ReportSection(
            heading: "What is mistaken for what",
            text:
                "The hardest of the new classes in the \(task) episodes, and what they were most often taken for, as a share "
                + "of all their queries.",
            body: .confusion(ConfusionTable(tally.confusion(in: dataset), title: title)))
    }
}
