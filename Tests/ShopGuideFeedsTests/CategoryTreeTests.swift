import Foundation
import ShopGuideFeeds
import Testing

/// Ways to categories.
@Suite struct CategoryTreeTests {
    private func tree(_ columns: String, _ rows: [[String]]) throws -> CategoryTree {
        try CategoryTree(of: TableReader(columns.split(separator: ",").map(String.init), rows), path: "tree.csv")
    }

    @Test func `Retailrocket's table gives ids from the root`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "ShopGuideCommandTests/Fixtures/Feeds/retailrocket_tree.csv")
        let tree = try CategoryTree(of: FeedFile(contentsOf: file, options: FeedOptions()).reader(), path: file.path)
        #expect(tree.path(of: "1") == ["1"])
        #expect(tree.path(of: "1339") == ["1", "1339"])
        #expect(tree.path(of: "1341") == ["1", "1339", "1341"])
        #expect(tree.path(of: "1340") == nil)
    }

    @Test func `names stand for ids where there are any`() throws {
        let rows = [["Mugs &amp; cups", "2", "7"], ["", "7", "1"], ["Kitchen", "1", ""], ["Gone", "8", "99"]]
        let tree = try tree("Name,ID,Parent_ID", rows)
        #expect(tree.path(of: "2") == ["Kitchen", "7", "Mugs & cups"])
        #expect(tree.path(of: "8") == ["Gone"])
        #expect(tree.path(of: "99") == nil)
    }

    @Test func `the first two columns are taken where names say nothing`() throws {
        #expect(try tree("a,b,c", [["x", "y", "n"], ["y", "", "m"]]).path(of: "x") == ["y", "x"])
    }

    @Test(arguments: [
        (
            [["a", "b"], ["b", "c"], ["c", "b"]],
            "tree.csv: categories are each other's parents: \"b\" is in \"c\" is in \"b\""
        ),
        ([["a", "a"]], "tree.csv: categories are each other's parents: \"a\" is in \"a\""),
        (
            [["a", "b"], ["a", "b"], ["a", "c"]],
            "tree.csv: line 4: category \"a\" has two parents, \"b\" and \"c\"; leave one out"
        ),
        ([["a", ""], ["", "a"]], "tree.csv: line 3: no id in column \"id\""),
        ([["a", ""], ["bad"]], "tree.csv: line 3: bad"),
    ])
    func `a table that is no tree is refused with the reason`(_ rows: [[String]], _ message: String) {
        let error = #expect(throws: FeedError.self) { try tree("id,parent", rows) }
        #expect(error?.message == message)
    }

    @Test func `a way of 32 steps is the longest`() throws {
        func chain(_ count: Int) -> [[String]] { (1...count).map { ["\($0)", $0 == 1 ? "" : "\($0 - 1)"] } }
        #expect(try tree("id,parent", chain(32)).path(of: "32")?.count == 32)
        let error = #expect(throws: FeedError.self) { try tree("id,parent", chain(33)) }
        #expect(error?.message == "tree.csv: category \"33\" is 33 steps from the root; 32 is the most")
        #expect(throws: FeedError.self) { try tree("id,parent", (1...100).map { ["\($0)", "\($0 % 100 + 1)"] }) }
    }

    @Test func `a table without parents is refused`() {
        let error = #expect(throws: FeedError.self) { try tree("id", [["1"]]) }
        #expect(error?.message == "tree.csv: a tree needs rows with an id and a parent; its columns are: id")
        #expect(throws: FeedError.self) { try tree("id,parent", []) }
        #expect(throws: FeedError.self) { try tree("name,id", [["Kitchen", "1"]]) }
    }
}
