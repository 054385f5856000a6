import FewShotTokenizers
import Foundation
import Testing

/// Comparisons with the library `tokenizers`, token by token.
@Suite(.enabled(if: References.areMade, References.reason)) struct ReferenceTests {
    private let lines: [String]

    init() throws { lines = try References.read("lines.json") }

    @Test(arguments: References.families) func `500 lines of 20 scripts have the reference's tokens`(_ family: String)
        throws
    {
        #expect(lines.count >= 500)
        try compare(family, "ids.json", limit: .max)
    }

    @Test(arguments: References.families) func `lines cut to 16 tokens keep the last special one`(_ family: String)
        throws
    {
        try compare(family, "ids16.json", limit: 16)
    }

    @Test(arguments: References.families) func `many threads get the same tokens`(_ family: String) async throws {
        let tokenizer = try Tokenizer(folder: References.file(family))
        let expected: [[Int32]] = try References.read("\(family)/ids16.json")
        let lines = lines
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 { group.addTask { lines.map { tokenizer.encode($0, limit: 16) } == expected } }
            for await isSame in group { #expect(isSame) }
        }
    }

    private func compare(_ family: String, _ file: String, limit: Int) throws {
        let tokenizer = try Tokenizer(folder: References.file(family))
        let expected: [[Int32]] = try References.read("\(family)/\(file)")
        #expect(expected.count == lines.count)
        for (line, ids) in zip(lines, expected) {
            let found = tokenizer.encode(line, limit: limit)
            guard found != ids else { continue }
            let place = zip(found, ids).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, ids.count)
            Issue.record("\(family), \(line.prefix(60).debugDescription): other tokens from the one at \(place) on")
        }
    }
}
