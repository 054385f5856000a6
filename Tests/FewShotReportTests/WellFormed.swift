import Foundation
import FoundationXML
import Testing

/// Expects that markup is well-formed XML.
func expectWellFormed(_ markup: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let parser = XMLParser(data: Data(markup.utf8))
    let isSound = parser.parse()
    #expect(
        isSound, "line \(parser.lineNumber): \(String(describing: parser.parserError))", sourceLocation: sourceLocation)
}
