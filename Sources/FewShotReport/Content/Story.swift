/// What happens one after the other, each step with a few things to look at.
public struct Story: Sendable {
    /// Something to look at: a product, say.
    public struct Item: Sendable {
        /// Its picture.
        public var picture: Picture?
        /// What it is called.
        public var title: String
        /// What there is to say of it.
        public var text: String

        /// Creates an item.
        public init(picture: Picture?, title: String, text: String) {
            self.picture = picture
            self.title = title
            self.text = text
        }
    }

    /// Something that happens.
    public struct Step: Sendable {
        /// What happens.
        public var heading: String
        /// What it means.
        public var text: String
        /// What there is to see then.
        public var items: [Item]

        /// Creates a step.
        public init(heading: String, text: String, items: [Item]) {
            self.heading = heading
            self.text = text
            self.items = items
        }
    }

    /// In order.
    public var steps: [Step]

    /// Creates a story.
    public init(steps: [Step]) { self.steps = steps }
}
