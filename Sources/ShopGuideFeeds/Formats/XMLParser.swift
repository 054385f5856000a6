import CExpat

/// Expat, which parses XML as it comes; nothing is expanded or fetched.
final class XMLParser {
    /// The reason why parsing ended before the end.
    enum Failure: Error {
        /// The document declares entities.
        case entities
        /// An encoding that isn't known.
        case encoding(String)
        /// More elements in each other than can be remembered.
        case tooDeep
        /// A tag or a comment that is longer than a row may be.
        case tooLong
        /// Something else, under expat's number.
        case malformed(XML_Error)
    }

    /// The items that are made of the elements.
    var builder: XMLItemBuilder
    private let parser: XML_Parser
    private let limit: Int
    private var failure: Failure?
    private var fed = 0

    private static let depth = 1024

    /// Creates a parser.
    ///
    /// - Parameters:
    ///   - builder: What receives the elements.
    ///   - limit: The bytes that a tag may have.
    ///   - isUTF8: Whether the text is UTF-8 whatever it declares.
    /// - Throws: ``FeedError`` where there is no memory.
    init(_ builder: XMLItemBuilder, limit: Int, isUTF8: Bool) throws {
        guard let parser = XML_ParserCreate(isUTF8 ? "UTF-8" : nil) else {
            throw FeedError(.unreadable, "no memory for an XML parser")
        }
        (self.builder, self.parser, self.limit) = (builder, parser, limit)
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser, { XMLParser.of($0)?.start($1, $2) }, { data, _ in XMLParser.of(data)?.end() })
        XML_SetCharacterDataHandler(parser) { XMLParser.of($0)?.text($1, Int($2)) }
        XML_SetEntityDeclHandler(parser) { data, _, _, _, _, _, _, _, _ in XMLParser.of(data)?.stop(.entities) }
        XML_SetExternalEntityRefHandler(parser) { _, _, _, _, _ in 0 }
        XML_SetSkippedEntityHandler(parser) { data, name, _ in
            if let name { XMLParser.of(data)?.builder.entity(String(cString: name)) }
        }
        XML_SetUnknownEncodingHandler(
            parser,
            { data, name, encoding in
                guard let name, let encoding else { return 0 }
                let encodingName = String(cString: name)
                let isFilled = withUnsafeMutableBytes(of: &encoding.pointee.map) {
                    XMLEncoding.fill($0.bindMemory(to: Int32.self), encodingName)
                }
                if isFilled { return 1 }
                XMLParser.of(data)?.failure = .encoding(encodingName)
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
        XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER)
        // With it a name that isn't declared is an item's problem, and not the end of the document.
        XML_UseForeignDTD(parser, XML_Bool(XML_TRUE))
    }

    deinit { XML_ParserFree(parser) }

    /// The line that was reached, from 1.
    var line: Int { Int(XML_GetCurrentLineNumber(parser)) }

    /// Parses the next bytes; none end the document.
    func parse(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        let status = XML_Parse(
            parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), bytes.isEmpty ? 1 : 0)
        fed += bytes.count
        if let failure { throw failure }
        guard status == XML_STATUS_OK else { throw .malformed(XML_GetErrorCode(parser)) }
        // Expat keeps a tag until it is whole.
        let reached = Int(XML_GetCurrentByteIndex(parser))
        if reached >= 0, fed - reached > limit + bytes.count { throw .tooLong }
    }

    // MARK: - Handlers

    private static func of(_ data: UnsafeMutableRawPointer?) -> XMLParser? {
        data.map { Unmanaged<XMLParser>.fromOpaque($0).takeUnretainedValue() }
    }

    private var byte: Int { Int(XML_GetCurrentByteIndex(parser)) }

    private func stop(_ failure: Failure) {
        self.failure = self.failure ?? failure
        _ = XML_StopParser(parser, XML_Bool(XML_FALSE))
    }

    private func start(_ name: UnsafePointer<XML_Char>?, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?)
    {
        guard let name, let attributes else { return }
        guard builder.depth < Self.depth else { return stop(.tooDeep) }
        var (list, place) = ([(name: String, value: String)](), 0)
        while let name = attributes[place], let value = attributes[place + 1] {
            list.append((String(cString: name), String(cString: value)))
            place += 2
        }
        builder.start(String(cString: name), list, line: line, byte: byte)
    }

    private func end() { builder.end(byte: byte) }

    private func text(_ bytes: UnsafePointer<XML_Char>?, _ count: Int) {
        bytes?.withMemoryRebound(to: UInt8.self, capacity: count) {
            builder.text(UnsafeBufferPointer(start: $0, count: count), byte: byte)
        }
    }
}
