public import Foundation
import ShopGuide
import ShopGuideFeeds
import ShopGuideFetch
import ShopGuideStore

/// The options of an import as somebody writes them, by the names of the command's options: `column` is a list of `id=sku`.
public struct ImportOptions: Sendable, Hashable, Codable {
    /// The kind of the rows; nil where it is to be guessed.
    public var kind: String?
    /// The system that the file is an export of, or `none`.
    public var profile: String?
    /// The format.
    public var format: String?
    /// The encoding.
    public var encoding: String?
    /// The separator, or `tab`.
    public var separator: String?
    /// The columns of a table without a header, separated by commas.
    public var header: String?
    /// The path of the rows in JSON or XML.
    public var path: String?
    /// The columns that hold fields: `id=sku`.
    public var columns: [String] = []
    /// Values of fields for rows that don't have them: `currency=EUR`.
    public var defaults: [String] = []
    /// Meanings of values: `kind:buy=purchase`.
    public var meanings: [String] = []
    /// Columns that are left out.
    public var ignored: [String] = []
    /// Values that stand for none.
    public var nulls: [String] = []
    /// The decimal sign: `point` or `comma`.
    public var decimal: String?
    /// Whether texts are taken as they are.
    public var isVerbatim = false
    /// Whether quotes are taken as they are.
    public var ignoresQuotes = false
    /// Whether products that interactions name are made.
    public var makesProducts = false
    /// The columns of a table with a row for every property.
    public var long: String?
    /// The column that says which value of a property is the newest.
    public var time: String?
    /// The address of a table of categories and their parents.
    public var tree: String?
    /// Whether pictures that are addresses on the web are fetched afterwards.
    public var fetchesImages = false

    /// The names of the options.
    public enum Name: String, CodingKey, CaseIterable, Sendable {
        case kind, profile, format, encoding, separator, header, path, column, `default`, map, ignore, null, decimal
        case verbatim, long, time, tree
        case noQuotes = "no-quotes"
        case makeProducts = "make-products"
        case fetchImages = "fetch-images"

        /// Whether the option may be given several times.
        public var isList: Bool { [.column, .default, .map, .ignore, .null].contains(self) }
        /// Whether the option is true or false.
        public var isFlag: Bool { [.verbatim, .makeProducts, .noQuotes, .fetchImages].contains(self) }
    }

    /// Creates options that leave everything to be recognised.
    public init() {}

    /// The values of a list by its option.
    private static let lists: [Name: any WritableKeyPath<ImportOptions, [String]> & Sendable] = [
        .column: \.columns, .default: \.defaults, .map: \.meanings, .ignore: \.ignored, .null: \.nulls,
    ]
    private static let texts: [Name: any WritableKeyPath<ImportOptions, String?> & Sendable] = [
        .kind: \.kind, .profile: \.profile, .format: \.format, .encoding: \.encoding, .separator: \.separator,
        .header: \.header, .path: \.path, .decimal: \.decimal, .long: \.long, .time: \.time,
        .tree: \.tree,
    ]
    private static let flags: [Name: any WritableKeyPath<ImportOptions, Bool> & Sendable] = [
        .verbatim: \.isVerbatim, .makeProducts: \.makesProducts, .noQuotes: \.ignoresQuotes,
        .fetchImages: \.fetchesImages,
    ]

    /// Sets an option to the texts that were given for it, one or more.
    ///
    /// - Throws: ``GuideError`` naming the option.
    public mutating func set(_ name: Name, to values: [String]) throws {
        guard values.allSatisfy({ 1...2000 ~= $0.utf8.count && !$0.utf8.contains(0) }) else {
            throw GuideError(field: name.rawValue, "must have 1 to 2000 bytes")
        }
        guard values.count <= 256 else { throw GuideError(field: name.rawValue, "must be given at most 256 times") }
        if let list = Self.lists[name] {
            self[keyPath: list] += values
            return
        }
        guard values.count == 1, let value = values.first else {
            throw GuideError(field: name.rawValue, "must not be repeated")
        }
        if let text = Self.texts[name] { self[keyPath: text] = value }
        if let flag = Self.flags[name] {
            guard let isSet = Bool(value) else { throw GuideError(field: name.rawValue, "must be true or false") }
            self[keyPath: flag] = isSet
        }
    }

    /// Reads an object by the names of the options; a list may also be one text.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        for (name, path) in Self.texts { self[keyPath: path] = try values.decodeIfPresent(String.self, forKey: name) }
        for (name, path) in Self.flags {
            self[keyPath: path] = try values.decodeIfPresent(Bool.self, forKey: name) ?? false
        }
        for (name, path) in Self.lists {
            if let text = try? values.decodeIfPresent(String.self, forKey: name) {
                self[keyPath: path] = [text]
            } else {
                self[keyPath: path] = try values.decodeIfPresent([String].self, forKey: name) ?? []
            }
        }
    }

    /// Writes what is set.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Name.self)
        for (name, path) in Self.texts { try values.encodeIfPresent(self[keyPath: path], forKey: name) }
        for (name, path) in Self.flags where self[keyPath: path] { try values.encode(true, forKey: name) }
        for (name, path) in Self.lists where !self[keyPath: path].isEmpty {
            try values.encode(self[keyPath: path], forKey: name)
        }
    }
}

extension ImportOptions {
    /// Returns the request of these options for a file.
    ///
    /// - Throws: ``GuideError`` naming every option that can't be understood.
    public func request(file: URL, rejected: URL) throws -> ImportRequest {
        var fields = FieldValidator()
        func understood<Value>(_ name: Name, _ text: String?, _ list: String, _ read: (String) -> Value?) -> Value? {
            guard let text else { return nil }
            let value = read(text)
            if value == nil { fields.add(name.rawValue, "must be \(list) (got \"\(text.prefix(40))\")") }
            return value
        }
        func entries(_ name: Name, _ texts: [String]) -> [ColumnMapping.Entry] {
            texts.compactMap { text in
                guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
                    fields.add(
                        name.rawValue,
                        "must be field=\(name == .column ? "column" : "value") (got \"\(text.prefix(40))\")")
                    return nil
                }
                let rest = text[text.index(after: sign)...]
                return ColumnMapping.Entry(field: String(text[..<sign]), column: String(rest))
            }
        }
        let kinds = TableKind.allCases.map(\.rawValue).joined(separator: ", ")
        let kind = understood(.kind, kind, "one of \(kinds)") { TableKind(rawValue: $0) }
        var request = ImportRequest(file: file, kind: kind, rejected: rejected)
        let formats = TableFormat.allCases.map(\.rawValue).joined(separator: ", ")
        request.feed.format = understood(.format, format, "one of \(formats)") { TableFormat(rawValue: $0) }
        request.feed.encoding = understood(.encoding, encoding, "one of \(TextEncoding.list)") { TextEncoding($0) }
        request.feed.separator = understood(.separator, separator, "1 to 8 bytes, no quote, or tab") { text in
            let isOne = 1...8 ~= text.utf8.count && !text.contains { $0 == "\"" || $0.isNewline }
            return text == "tab" ? "\t" : isOne ? text : nil
        }
        request.feed.hasQuotes = !ignoresQuotes
        request.feed.header = header?.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        request.feed.path = path
        request.feed.nulls = Set(nulls)
        if let profile {
            let list = "one of \(FeedProfile.list), none"
            request.profile =
                profile == "none"
                ? .none : understood(.profile, profile, list) { FeedProfile(rawValue: $0).map { .named($0) } } ?? .none
        }
        request.mapping = ColumnMapping(
            columns: entries(.column, columns), defaults: entries(.default, defaults), values: self.values(&fields),
            ignored: Set(ignored))
        request.decimal = understood(.decimal, decimal, "point or comma") { DecimalSign(rawValue: $0) }
        request.rows.isVerbatim = isVerbatim
        request.makesProducts = makesProducts
        request.long = understood(.long, long, "three columns, id,property,value") { text in
            let names = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            return names.count == 3 ? names : nil
        }
        request.newest = time
        if time != nil, long == nil {
            fields.add(Name.time.rawValue, "is for a table with a row for every property: long")
        }
        if let tree {
            do { _ = try FetchAddress(tree) } catch let error as FetchError {
                fields.add(Name.tree.rawValue, error.message)
            }
        }
        try fields.check()
        if let kind {
            do { try request.mapping.check(for: kind) } catch let error as FeedError {
                throw GuideError(field: Name.column.rawValue, error.message)
            }
        }
        // Whoever sends a file names no files of this machine.
        request.rows.findImage = { named, _ in
            guard let named, named.hasPrefix("file:") else { return named }
            throw RowProblem("picture \"\(named)\": a file of this machine can't be named here")
        }
        return request
    }

    private func values(_ fields: inout FieldValidator) -> [ColumnMapping.Value] {
        var values: [ColumnMapping.Value] = []
        for text in meanings {
            guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
                let sign = text.lastIndex(of: "="), sign > text.index(after: colon)
            else {
                fields.add(Name.map.rawValue, "must be field:value=meaning (got \"\(text.prefix(40))\")")
                continue
            }
            values.append(
                ColumnMapping.Value(
                    field: String(text[..<colon]), value: String(text[text.index(after: colon)..<sign]),
                    meaning: String(text[text.index(after: sign)...])))
        }
        return values
    }
}
