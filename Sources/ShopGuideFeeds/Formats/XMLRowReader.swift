import CExpat

/// Reads the items of an XML feed as rows: RSS's, Atom's entries, or the like; elements in elements become columns such as `shipping.price`.
package final class XMLRowReader: RowReader {
    package private(set) var columns: [String] = []
    /// The columns of names, by their numbers; -1 where there is none yet.
    private var indices: [Int] = []
    /// The current item's values by column.
    private var cells: [[String]] = []
    private var filled: [Int] = []
    private let source: any ByteSource
    private let path: String
    private let limits: TableLimits
    private let nulls: Set<String>
    private let parser: XMLParser
    private let buffer: UnsafeMutableRawBufferPointer
    private let place: String?
    /// The items that were parsed, and the next of them.
    private var items: [XMLItem] = []
    private var nextItem = 0
    private var isAtEnd = false
    /// The line of the last event.
    private var line = 0
    /// The fault of the document after its whole items.
    private var ending: (line: Int, reason: String)?
    /// The lines before the document.
    private var skippedLines = 0

    /// Opens XML.
    ///
    /// - Parameters:
    ///   - source: The bytes.
    ///   - path: The file's path, for errors.
    ///   - place: The element of a row, after others that it is in: `channel.item`; nil where it is to be found.
    ///   - limits: The limits of rows.
    ///   - nulls: Values that stand for none.
    ///   - isUTF8: Whether the text is UTF-8 even where it declares another encoding, for it was decoded.
    ///   - chunk: The bytes that are parsed at a time.
    /// - Throws: ``FeedError`` where the document declares entities or an unknown encoding, or is empty.
    package init(
        _ source: any ByteSource, path: String, at place: String?, limits: TableLimits, nulls: Set<String>,
        isUTF8: Bool = false, chunk: Int = 1 << 14
    ) throws {
        (self.path, self.place, self.limits, self.nulls) = (path, place, limits, nulls)
        let start = try XMLStart(source, path: path, isUTF8: isUTF8)
        self.source = start.source
        skippedLines = start.skippedLines
        parser = try XMLParser(
            XMLItemBuilder(at: place, limits: limits), limit: limits.rowBytes, isUTF8: start.isUTF8)
        // Last, for nothing frees it where something before it throws.
        buffer = .allocate(byteCount: max(chunk, 16), alignment: 16)
        try fill()
    }

    deinit { buffer.deallocate() }

    package var offset: Int { source.offset }

    package func next() throws -> RowEvent? {
        try fill()
        guard nextItem < items.count else {
            defer { ending = nil }
            return ending.map { .rejected(line: max($0.line, line + 1), reason: $0.reason) }
        }
        let item = items[nextItem]
        nextItem += 1
        line = max(item.line + skippedLines, line + 1)
        if let reason = item.problem { return .rejected(line: line, reason: reason) }
        take(item)
        return .row(line: line)
    }

    package func cell(_ column: Int) throws -> Cell {
        guard column < cells.count, let first = cells[column].first else { return .empty }
        guard cells[column].count == 1 else { return .list(cells[column]) }
        return nulls.contains(first) ? .empty : .text(first)
    }

    /// Makes an item's values the current ones.
    private func take(_ item: XMLItem) {
        for column in filled { cells[column] = [] }
        filled.removeAll(keepingCapacity: true)
        for value in item.values {
            while indices.count <= value.name { indices.append(-1) }
            if indices[value.name] < 0 {
                indices[value.name] = columns.count
                columns.append(parser.builder.itemNames[value.name])
                cells.append([])
            }
            cells[indices[value.name]] = value.texts
            filled.append(indices[value.name])
        }
    }

    /// Parses until there is an item.
    private func fill() throws {
        while nextItem == items.count, !isAtEnd {
            let count = try source.read(into: buffer)
            isAtEnd = count == 0
            do { try parser.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count])) } catch {
                isAtEnd = true
                ending = (parser.line + skippedLines, try words(error, isEnd: count == 0))
            }
            (items, nextItem) = (parser.builder.items, 0)
            parser.builder.items = []
            if isAtEnd, ending == nil, !parser.builder.hasItems { try checkItems() }
        }
    }

    /// Throws where a document can't be said to be a feed without items.
    private func checkItems() throws {
        let root = parser.builder.root ?? ""
        let wanted = place.map { "\"\($0)\"" } ?? XMLItemBuilder.usual.prefix(5).joined(separator: ", ")
        guard place == nil, root == "rss" || root == "feed" else {
            throw FeedError(
                .badRequest, "\(path): there is no element \(wanted) in it; a path names the element of a row")
        }
    }

    private func words(_ failure: XMLParser.Failure, isEnd: Bool) throws -> String {
        let builder = parser.builder
        switch failure {
        case .entities:
            throw FeedError(
                .damaged,
                "\(path): declares entities, which feeds don't need and are not expanded; remove its <!DOCTYPE>")
        case .encoding(let name):
            throw FeedError(.badRequest, "\(path): declares the encoding \"\(name)\", which isn't known; make it UTF-8")
        case .tooDeep: return "elements more than 1024 deep in each other; nothing after it can be read"
        case .tooLong: return "a tag or comment longer than \(limits.rowBytes) bytes; nothing after it can be read"
        case .malformed(let code):
            if isEnd, XMLWords.isEnd(code) {
                return builder.isInItem ? "the file ends inside of an item" : "the file ends too soon"
            }
            let place = builder.isInItem ? " in an item" : ""
            return "not well-formed XML\(place): \(XMLWords.words(code, open: builder.path.last))"
        }
    }
}
