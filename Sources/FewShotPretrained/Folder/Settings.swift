import Foundation

/// A JSON object in a file that nobody vouches for: each value is checked where it's read.
struct Settings {
    /// The path of the file.
    let file: String
    /// The place of the object within the file, `text_config.`; empty for the whole.
    let place: String
    private let values: [String: JSONValue]

    /// Reads a file.
    ///
    /// - Throws: ``PretrainedError`` where it's missing, too large or no JSON object.
    init(contentsOf url: URL) throws(PretrainedError) {
        file = url.path(percentEncoded: false)
        place = ""
        let data = try BoundedFile.read(url, maximum: Bounds.json)
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: data), case .object(let values) = value else {
            throw PretrainedError(.malformed, file: file, "is not a JSON object")
        }
        self.values = values
    }

    private init(file: String, place: String, values: [String: JSONValue]) {
        (self.file, self.place, self.values) = (file, place, values)
    }

    /// The value of a name; `nil` where it's missing or null.
    subscript(name: String) -> JSONValue? {
        if let value = values[name] { if case .null = value { nil } else { value } } else { nil }
    }

    /// An object within; `nil` where it's missing.
    func object(_ name: String) throws(PretrainedError) -> Settings? {
        guard let value = self[name] else { return nil }
        guard case .object(let values) = value else { throw wrong(name, "must be an object", value) }
        return Settings(file: file, place: "\(place)\(name).", values: values)
    }

    /// A whole number within bounds.
    func integer(_ name: String, in bounds: ClosedRange<Int>, default: Int? = nil) throws(PretrainedError) -> Int {
        guard let value = self[name] else {
            if let `default` { return `default` }
            throw wrong(name, "is missing")
        }
        guard case .number(let number) = value, let result = Int(exactly: number), bounds.contains(result) else {
            throw wrong(
                name, "must be a whole number between \(bounds.lowerBound) and \(bounds.upperBound)", value,
                .outOfBounds)
        }
        return result
    }

    /// A finite number within bounds.
    func number(_ name: String, in bounds: ClosedRange<Double>, default: Double) throws(PretrainedError) -> Double {
        guard let value = self[name] else { return `default` }
        guard case .number(let result) = value, bounds.contains(result) else {
            throw wrong(
                name, "must be a number between \(bounds.lowerBound) and \(bounds.upperBound)", value, .outOfBounds)
        }
        return result
    }

    /// A text.
    func text(_ name: String) throws(PretrainedError) -> String? {
        guard let value = self[name] else { return nil }
        guard case .text(let result) = value else { throw wrong(name, "must be a text", value) }
        return result
    }

    /// A truth value.
    func flag(_ name: String, default: Bool) throws(PretrainedError) -> Bool {
        guard let value = self[name] else { return `default` }
        guard case .flag(let result) = value else { throw wrong(name, "must be true or false", value) }
        return result
    }

    /// A list of numbers, or one number for a list of it.
    func numbers(_ name: String, default: [Double]?) throws(PretrainedError) -> [Double] {
        switch self[name] {
        case nil:
            if let `default` { return `default` }
            throw wrong(name, "is missing")
        case .number(let value): return [value]
        case .list(let values)?:
            var result: [Double] = []
            for value in values {
                guard case .number(let number) = value else { throw wrong(name, "must be a list of numbers") }
                result.append(number)
            }
            return result
        case let value?: throw wrong(name, "must be a list of numbers", value)
        }
    }

    /// One of a few names.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default: Choice?
    ) throws(PretrainedError) -> Choice? {
        guard let value = self[name] else { return `default` }
        guard case .text(let text) = value, let choice = Choice(rawValue: text) else {
            throw wrong(name, "must be \(Choice.allCases.map(\.rawValue).joined(separator: " or "))", value)
        }
        return choice
    }

    /// The texts of an object by name.
    func texts() throws(PretrainedError) -> [String: String] {
        var result: [String: String] = [:]
        for (name, value) in values {
            guard case .text(let text) = value else { throw wrong(name, "must be a text", value) }
            result[name] = text
        }
        return result
    }

    /// Throws for names that mean nothing.
    func refuseOthers(than known: [String]) throws(PretrainedError) {
        if let other = values.keys.sorted().first(where: { !known.contains($0) }) {
            throw wrong(other, "is not an option; \(known.joined(separator: ", ")) are")
        }
    }

    /// An error about a value.
    func wrong(
        _ name: String, _ problem: String, _ value: JSONValue? = nil, _ code: PretrainedError.Code = .malformed
    ) -> PretrainedError {
        PretrainedError(code, file: file, "\(place)\(name) \(problem)\(value.map { " (got \($0))" } ?? "")")
    }
}
