import ShopGuide
import ShopGuideFeeds

extension RowParser {
    /// Reads the current row as a product.
    ///
    /// - Throws: ``RowProblem`` where it can't be taken; what can be left out of it is noted.
    func product(_ reader: any RowReader, line: Int, _ notes: inout ImportNotes) throws -> Product {
        var product = Product(id: "")
        var (path, price, currency, images) = ([String](), PriceReading.none, String?.none, [String]())
        var (amount, namedCategory) = ("", String?.none)
        try fields(reader) { field, cell, conventions in
            switch field {
            case .id: product.id = try identifier(cell, "id")
            case .title(let language): product.title.words[language] = try words(cell, "title")
            case .category:
                let steps = self.path(cell, conventions)
                namedCategory = cell.text
                guard steps.reduce(0, { $0 + $1.utf8.count }) <= FieldValidator.textBytes else {
                    throw RowProblem("category is longer than \(FieldValidator.textBytes) bytes")
                }
                path = isPathInSteps ? path + steps : steps
            case .brand: product.brand = try words(cell, "brand")
            case .price:
                amount = try text(cell, "price")
                price =
                    meanings[field] == nil
                    ? conventions.price.read(cell) : conventions.price.read(meaning(amount, of: field))
            case .currency: currency = meaning(try text(cell, "currency"), of: field)
            case .image, .images:
                images += try pictures(cell, field)
            case .markets: product.markets += try markets(cell)
            case .availability: product.availability = try availability(cell)
            case .attribute(let name): product.attributes[name] = try attribute(name, cell)
            default: break
            }
        }
        guard !product.id.isEmpty else { throw RowProblem("no id") }
        if !path.isEmpty {
            product.category = Category(path: path)
        } else if let namedCategory {
            notes.add(.emptyCategory, line: line, namedCategory)
        }
        switch price {
        case .none: break
        case .unreadable: notes.add(.unreadablePrice, line: line, amount)
        case .price(let number, let candidates):
            if let code = self.currency(named: currency, candidates) {
                product.price = Price(number, currency: code)
                if product.price == nil { notes.add(.unreadablePrice, line: line, "\(amount) \(code)") }
            } else {
                notes.add(.priceWithoutCurrency, line: line, amount)
            }
        }
        product.markets = Array(Set(product.markets)).sorted()
        try setPictures(of: &product, images, line: line, &notes)
        return product
    }

    private func pictures(_ cell: Cell, _ field: Field) throws -> [String] {
        guard options.isVerbatim else { return PictureList.addresses(in: cell) }
        if case .list(let texts) = cell { return texts }
        let text = try text(cell, "image")
        return field == .image ? [text] : text.split(separator: "|").map(String.init)
    }

    /// Returns the way to a category.
    private func path(_ cell: Cell, _ conventions: ColumnConventions.Column) -> [String] {
        if let tree = options.tree, let id = cell.text, let path = tree.path(of: id) { return path }
        if options.isVerbatim {
            if case .list(let names) = cell { return names }
            return cell.text.flatMap { Category($0)?.path } ?? []
        }
        func names(_ path: [String]) -> [String] {
            // Inside of a name the separator would make two of it.
            path.map { PlainText.of(html: $0).replacing(Category.separator, with: " ") }.filter { !$0.isEmpty }
        }
        guard case .text(let text) = cell else { return names(conventions.category.path(of: cell)) }
        return conventions.paths.path(of: text) { names(conventions.category.path(of: $0)) }
    }

    /// Chooses the currency of an amount: of the cell's sign the one that the row or the default names, or the usual one.
    private func currency(named: String?, _ candidates: [String]) -> String? {
        let named = named?.uppercased()
        guard let first = candidates.first else { return named.flatMap { Price.isCurrency($0) ? $0 : nil } }
        guard let named, candidates.contains(named) else { return first }
        return named
    }

    private func availability(_ cell: Cell) throws -> Availability {
        let text = meaning(try text(cell, "availability"), of: .availability)
        guard let availability = Availability(text) else {
            let names = Availability.allCases.map(\.rawValue).joined(separator: ", ")
            throw RowProblem(
                "availability \"\(text)\" is none of \(names), true, false; say which: --map availability:\(text)=in_stock"
            )
        }
        return availability
    }

    private func setPictures(
        of product: inout Product, _ images: [String], line: Int, _ notes: inout ImportNotes
    ) throws {
        var found: [String] = []
        for image in images.isEmpty ? [nil] : images.map(Optional.some) {
            do {
                guard let place = try options.findImage.map({ try $0(image, product.id) }) ?? image else { continue }
                found.append(place)
                if place.hasPrefix("http") { notes.add(.pictureOnTheWeb, line: line, place) }
            } catch let problem as RowProblem {
                notes.add(.missingPicture, line: line, problem.reason)
            }
        }
        product.image = found.first
        product.furtherImages = found.dropFirst().filter { $0 != found.first }
    }
}
