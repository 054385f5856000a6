import ShopGuide

/// The values of a product's row, in the order of the statements that take them.
struct ProductColumns {
    private let product: Product
    private let category: Int64?
    private let title, attributes, furtherImages: String?

    /// Creates values; texts in JSON are those of the columns.
    init(_ product: Product, title: String?, category: Int64?, attributes: String?, furtherImages: String?) {
        (self.product, self.category) = (product, category)
        (self.title, self.attributes, self.furtherImages) = (title, attributes, furtherImages)
    }

    /// Binds the values to a statement.
    func bind(to statement: BoundStatement) {
        statement.bind(product.id, at: 1)
        statement.bind(title, at: 2)
        statement.bind(category, at: 3)
        statement.bind(product.brand, at: 4)
        statement.bind(product.price?.tenThousandths, at: 5)
        statement.bind(product.price?.currency, at: 6)
        statement.bind(attributes, at: 7)
        statement.bind(product.image, at: 8)
        statement.bind(product.availability?.rawValue, at: 9)
        statement.bind(furtherImages, at: 10)
    }
}
