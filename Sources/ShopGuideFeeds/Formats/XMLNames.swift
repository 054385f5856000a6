/// The names of the elements in items, as numbers.
struct XMLNames {
    /// The names by their numbers.
    private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Returns the number of a name; nil where there are too many.
    mutating func number(of name: String) -> Int? {
        if let number = numbers[name] { return number }
        guard names.count < limit else { return nil }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }
}
