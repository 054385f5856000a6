/// A product as it grows of the rows of an export: cells by the names of fields.
struct ProductDraft {
    private(set) var cells: [String: Cell] = [:]
    /// The options of its variants, such as sizes, with their values in order.
    private var options: [(name: String, values: [String])] = []
    private var images: [(position: Double, address: String)] = []
    private var addresses: Set<String> = []
    private var lowest: (amount: Double, cell: Cell)?
    private var stock: Bool?

    /// The most values of an option, and pictures, that are kept.
    private static let most = 64
    /// The way in which its prices are written.
    private let convention: PriceConvention

    init(_ convention: PriceConvention = PriceConvention()) { self.convention = convention }

    subscript(field: String) -> Cell { cells[field] ?? .empty }

    /// Sets a field that has no value yet.
    mutating func set(_ field: String, _ cell: Cell) {
        if cell != .empty, cell != .list([]), cells[field] == nil { cells[field] = cell }
    }

    /// Sets a field that has no value yet to a text, unless that is empty.
    mutating func set(_ field: String, _ text: String) {
        if !text.isEmpty { set(field, .text(text)) }
    }

    /// Sets a field, whatever it was.
    mutating func replace(_ field: String, _ cell: Cell) { cells[field] = cell }

    /// Adds a variant's price; the lowest counts, and that of one that isn't offered where there is no other.
    mutating func addPrice(_ cell: Cell, isOffered: Bool = true) {
        guard let text = cell.text, !text.isEmpty else { return }
        guard isOffered, case .price(let amount, _) = convention.read(text), let number = Double(amount) else {
            if lowest == nil { lowest = (.infinity, cell) }
            return
        }
        if number < lowest?.amount ?? .infinity || lowest == nil { lowest = (number, cell) }
    }

    /// Adds whether a variant is in stock; the product is where one is.
    mutating func addStock(_ isInStock: Bool) { stock = (stock ?? false) || isInStock }

    /// Adds a variant's value of an option.
    mutating func addOption(_ name: String, _ value: String) {
        guard !name.isEmpty, !value.isEmpty else { return }
        if let place = options.firstIndex(where: { $0.name == name }) {
            if options[place].values.count < Self.most, !options[place].values.contains(value) {
                options[place].values.append(value)
            }
        } else if options.count < Self.most {
            options.append((name, [value]))
        }
    }

    /// Adds a picture with its place among all.
    mutating func addImage(_ address: String, position: Double = .infinity) {
        guard !address.isEmpty, images.count < Self.most, addresses.insert(address).inserted else { return }
        images.append((position, address))
    }

    /// The product's cells, what came of its variants among them.
    func finished() -> [String: Cell] {
        var cells = cells
        for option in options where cells["attributes.\(option.name)"] == nil {
            cells["attributes.\(option.name)"] = .text(option.values.joined(separator: ", "))
        }
        if let lowest, cells["price"] == nil { cells["price"] = lowest.cell }
        if let stock, cells["availability"] == nil {
            cells["availability"] = .text(stock ? "in_stock" : "out_of_stock")
        }
        if !images.isEmpty {
            // Sorting may not keep the order of equals.
            let ordered = images.enumerated().sorted {
                ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
            }
            cells["images"] = .list(ordered.map(\.element.address))
        }
        return cells
    }
}
