/// A sequence of steps, each with a few items.
public struct Story: Sendable {
    /// An item of a step, such as a product.
    public struct Item: Sendable {
        /// The image.
        public var picture: Picture?
        /// The title.
        public var title: String
        /// The description.
        public var text: String

        /// Creates an item.
        public init(picture: Picture?, title: String, text: String) {
            self.picture = picture
            self.title = title
            self.text = text
        }
    }

    /// A step.
    public struct Step: Sendable {
        /// The heading.
        public var heading: String
        /// The explanation.
        public var text: String
        /// The items.
        public var items: [Item]

        /// Creates a step.
        public init(heading: String, text: String, items: [Item]) {
            self.heading = heading
            self.text = text
            self.items = items
        }
    }

    /// The steps, in order.
    public var steps: [Step]

    /// Creates a story.
    public init(steps: [Step]) { self.steps = steps }
}
