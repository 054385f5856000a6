/// The template's view of a story.
struct StoryView {
    struct Item {
        let image: EpisodeView.Image?
        let title: String
        let text: String
    }

    struct Step {
        let heading: String
        let text: String
        let items: [Item]
    }

    let steps: [Step]

    init(_ story: Story) throws {
        steps = try story.steps.map { step in
            Step(
                heading: step.heading, text: step.text,
                items: try step.items.map {
                    Item(image: try $0.picture.map(EpisodeView.Image.init), title: $0.title, text: $0.text)
                })
        }
    }
}
