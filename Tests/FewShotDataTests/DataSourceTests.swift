import Foundation
import Testing

import FewShotData

@Suite struct DataSourceTests {
    @Test func `reads kinds and paths`() throws {
        #expect(try DataSource(parsing: "omniglot:data/omniglot.zip") == .omniglot(path: "data/omniglot.zip"))
        #expect(try DataSource(parsing: "images:C:/photos") == .images(path: "C:/photos"))
    }

    @Test func `knows the home folder, which shells leave alone after a colon`() throws {
        let home = FileManager.default.homeDirectoryForCurrentUser.appending(path: "photos").path(percentEncoded: false)
        #expect(try DataSource(parsing: "images:~/photos") == .images(path: home))
    }

    @Test(arguments: ["omniglot:a.zip", "images:b"])
    func `prints as it is written`(_ text: String) throws {
        #expect(try DataSource(parsing: text).description == text)
    }
}
