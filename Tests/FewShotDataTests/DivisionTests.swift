import Testing

import FewShotData

@Suite struct DivisionTests {
    @Test(arguments: [
        "vinyals", "vinyals, without rotations", "background, with rotations", "paper, seed 7",
        "paper, seed 18446744073709551615, with rotations", "folders", "drawn, seed 0",
    ])
    func `reads what it writes`(_ text: String) throws {
        #expect(try #require(Division(text)).description == text)
    }

    @Test(arguments: [
        "", "lake", "drawn, seed", "drawn, seed x", "paper, rotations", "vinyals, with rotations, more", "vinyals, ",
    ])
    func `reads nothing else`(_ text: String) {
        #expect(Division(text) == nil)
    }

    @Test func `divides again as before`() throws {
        let folder = try TemporaryFolder()
        let names = (100..<120).map { "class\($0)/1.png" }
        let path = try folder.write(names.map { .init($0, PNGFixture.grey(9)) }, to: "shop.zip")
        var options = DataOptions()
        options.draw = 9
        let before = try DataSource.images(path: path).load(options)
        var again = DataOptions()
        again.divide(as: try #require(Division(before.scheme)))
        #expect(try DataSource.images(path: path).load(again).splitDigest == before.splitDigest)
    }
}
