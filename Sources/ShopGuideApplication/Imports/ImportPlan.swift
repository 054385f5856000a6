import Foundation
public import ShopGuide
public import ShopGuideFeeds
public import ShopGuideStore

/// An import whose file was looked at: what its rows are, how they are read, and what was recognised on the way.
public final class ImportPlan {
    /// The kind of the rows.
    public let kind: TableKind
    /// The file.
    public let feed: FeedFile
    /// The profile that it is read with.
    public let profile: FeedProfile?
    /// The columns that hold fields, those that were recognised among them.
    public private(set) var mapping: ColumnMapping
    /// Sentences about what was recognised.
    public private(set) var remarks: [String] = []

    let request: ImportRequest
    private(set) var conventions = ColumnConventions()
    private var rows = RowOptions()
    private var survey: (any ProfileSurvey)?
    /// The rows of a table with one for every property, sorted by product.
    private var long: LongTable?
    private static let guessed = 200

    /// Reads a file as often as needed to know how it is to be read.
    ///
    /// - Throws: ``FeedError`` where it can't be read, or lacks a column.
    public init(_ request: ImportRequest) throws {
        self.request = request
        feed = try FeedFile(contentsOf: request.file, options: request.feed)
        let path = request.file.path(percentEncoded: false)
        let (columns, isComplete) = try Self.columns(of: feed)
        var (kind, profile) = (request.kind, FeedProfile?.none)
        switch request.profile {
        case .named(let named): profile = named
        case .recognized where request.mapping.columns.isEmpty && request.long == nil && kind ?? .products == .products:
            profile = FeedProfile.recognize(columns: columns)
            if let profile {
                remarks.append("recognised as an export of \(profile.title); --profile none reads it as it is")
            }
        default: break
        }
        if profile != nil || request.long != nil { kind = kind ?? .products }
        guard let kind = kind ?? TableGuess.kind(ofColumns: columns).flatMap(TableKind.init(rawValue:)) else {
            throw FeedError(
                .badRequest,
                "\(path): can't tell whether these are products, shoppers or interactions; say which: shopguide catalog "
                    + "import products FILE; it has \(columns.joined(separator: ", "))")
        }
        guard profile == nil || kind == .products else {
            throw FeedError(.badRequest, "\(path): a profile is for products, not \(kind.rawValue)")
        }
        (self.kind, self.profile, mapping, rows) = (kind, profile, request.mapping, request.rows)
        try request.mapping.check(for: kind)
        if let tree = request.tree {
            rows.tree = try CategoryTree(
                of: FeedFile(contentsOf: tree, options: FeedOptions()).reader(), path: tree.path)
        }
        if let names = request.long {
            long = try LongTable(
                of: feed.reader(), columns: names, newest: request.newest, ignoring: request.mapping.ignored)
        }
        if let profile {
            let survey = profile.survey()
            if survey.isNeeded {
                let raw = try feed.reader()
                while let event = try raw.next() { if case .row = event { try survey.add(raw) } }
            }
            self.survey = survey
        } else if request.long == nil {
            try addAliases(columns)
        }
        if let profile { try nameFields(of: profile, path) }
        if kind == .products {
            conventions = try ColumnConventions(
                of: reader(), mapping, in: kind, decimal: request.decimal,
                isComplete: isComplete && profile == nil && long == nil)
        }
        addWriting()
        let known = profile == nil && request.long == nil ? columns : try reader().columns
        try mapping.check(columns: known, isComplete: isComplete && profile == nil, of: kind, path: path)
    }

    /// Finds the columns that were named among those that a profile makes of the file: fields, and attributes by their own names.
    ///
    /// - Throws: ``FeedError`` naming a column that no row has.
    private func nameFields(of profile: FeedProfile, _ path: String) throws {
        let named = Set(mapping.columns.map(\.column)).union(mapping.ignored)
        guard !named.isEmpty else { return }
        func found(_ name: String, _ columns: Set<String>) -> String? {
            [name, "attributes.\(name)"].first(where: columns.contains)
        }
        let reader = try reader()
        var (columns, count) = (Set<String>(), 0)
        while try reader.next() != nil {
            guard reader.columns.count > count else { continue }
            count = reader.columns.count
            columns = Set(reader.columns)
            if named.allSatisfy({ found($0, columns) != nil }) { break }
        }
        if let absent = named.sorted().first(where: { found($0, columns) == nil }) {
            throw FeedError(
                .badRequest,
                "\(path): no column \"\(absent)\"; read as an export of \(profile.title) it has "
                    + reader.columns.joined(separator: ", "))
        }
        for place in mapping.columns.indices {
            mapping.columns[place].column = found(mapping.columns[place].column, columns) ?? ""
        }
        mapping.ignored = Set(mapping.ignored.compactMap { found($0, columns) })
    }

    /// Returns the columns of the first rows, and whether there can't be more.
    private static func columns(of feed: FeedFile) throws -> (names: [String], isComplete: Bool) {
        let reader = try feed.reader()
        if feed.options.format == .csv || feed.options.format == .tsv { return (reader.columns, true) }
        for _ in 0..<guessed { if try reader.next() == nil { return (reader.columns, true) } }
        return (reader.columns, false)
    }

    /// Takes usual names of columns for the fields that nothing else holds.
    private func addAliases(_ columns: [String]) throws {
        let layout = ColumnAliases.suggestions(for: columns, kind: kind.rawValue)
        var told: [String] = []
        for (field, column) in layout.columns {
            let isTaken =
                columns.contains { $0.lowercased() == field } || mapping.columns.contains { $0.field == field }
                || mapping.ignored.contains(column) || mapping.columns.contains { $0.column == column }
            guard !isTaken else { continue }
            mapping.columns.append(ColumnMapping.Entry(field: field, column: column))
            told.append("\(column) as \(field)")
        }
        for (field, value) in layout.defaults where !mapping.defaults.contains(where: { $0.field == field }) {
            let holds = columns.contains(field) || mapping.columns.contains { $0.field == field }
            if !holds {
                mapping.defaults.append(ColumnMapping.Entry(field: field, column: value))
                told.append("\(field) is \(value)")
            }
        }
        if !told.isEmpty { remarks.append("columns taken: \(told.joined(separator: ", "))") }
    }

    /// Tells in one line what was recognised of the writing, where it isn't the usual.
    private func addWriting() {
        var traits = feed.recognition
        if conventions.hasDecimalCommas, request.decimal == nil { traits.append("decimal comma") }
        if !traits.isEmpty {
            if feed.options.encoding ?? .utf8 == .utf8 { traits.insert(TextEncoding.utf8.name, at: 0) }
            remarks.insert("read as \(traits.joined(separator: ", "))", at: 0)
        }
        remarks += conventions.guesses
    }

    /// Returns a reader of the rows as they are imported, from the first.
    func reader() throws -> any RowReader {
        if let long { return try long.again() }
        let raw = try feed.reader()
        return survey?.reader(over: raw) ?? raw
    }

    /// Returns a parser of the rows.
    func parser() throws -> RowParser { try RowParser(kind, mapping, conventions, options: rows) }

    /// Returns the first rows as they would be stored.
    ///
    /// - Throws: ``FeedError`` where the file can't be read.
    public func preview(_ count: Int, now: Timestamp = .now) throws -> [ImportPreview.Row] {
        let reader = try reader()
        var (parser, notes, rows) = (try parser(), ImportNotes(), [ImportPreview.Row]())
        while rows.count < count, let event = try reader.next() {
            do {
                if case .rejected(_, let reason) = event { throw RowProblem(reason) }
                try parser.learnColumns(of: reader)
                switch kind {
                case .products: rows.append(.product(try parser.product(reader, line: event.line, &notes)))
                case .shoppers: rows.append(.shopper(try parser.shopper(reader)))
                case .interactions: rows.append(.interaction(try parser.interaction(reader, now: now).interaction))
                }
            } catch let problem as RowProblem {
                rows.append(.rejected("line \(event.line): \(problem.reason)"))
            }
        }
        return rows
    }
}
