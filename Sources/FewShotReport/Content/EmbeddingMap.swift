import FewShotTensors

/// Embeddings of examples on their first two principal components.
public struct EmbeddingMap: Sendable {
    /// Examples of one category.
    public struct Category: Sendable {
        /// The category.
        public var name: String
        /// The embeddings of its examples, shape `[examples, dimensions]`.
        public var embeddings: Tensor
        /// The prototype, shape `[dimensions]`.
        public var prototype: Tensor
        /// The image at the prototype.
        public var picture: Picture?

        /// Creates a category.
        public init(name: String, embeddings: Tensor, prototype: Tensor, picture: Picture? = nil) {
            self.name = name
            self.embeddings = embeddings
            self.prototype = prototype
            self.picture = picture
        }
    }

    /// The chart.
    public var chart: ScatterChart

    /// Projects categories onto the first two principal components of their examples.
    ///
    /// - Throws: The error of failed or unsuitable embeddings.
    public init(_ categories: [Category], title: String = "The embedding on its first two principal components") throws
    {
        let components = try PrincipalComponents(of: .concatenated(categories.map(\.embeddings)))
        func places(_ points: Tensor) throws -> [ChartPoint] {
            let values = try components.project(points).values(as: Double.self)
            return stride(from: 0, to: values.count, by: 2).map { .init(x: values[$0], y: values[$0 + 1]) }
        }
        let groups = try categories.map { category in
            ScatterChart.Group(
                name: category.name, points: try places(category.embeddings),
                marker: try places(category.prototype.unsqueezed(0)).first, picture: category.picture)
        }
        let shares = components.shares.map { $0.percent(decimals: 0) }
        chart = ScatterChart(
            title: title, horizontalLabel: "First component (\(shares[0]) of the variance)",
            verticalLabel: "Second component (\(shares[1]))", groups: groups)
    }
}
