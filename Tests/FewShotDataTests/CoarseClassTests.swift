import FewShotData
import FewShotLearning
import FewShotTensors
import Testing

@Suite struct `Coarse classes` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ table: String?, photos: [String]) throws -> LoadedData {
        var members = photos.map { ZipFixture.Member("shop/\($0)", PNGFixture.tagged($0, PNGFixture.grey(9))) }
        members += (0..<9).map { .init("shop/icons/c\($0).png", PNGFixture.grey(200)) }
        if let table { members.append(.init("shop/classes.csv", table)) }
        var options = DataOptions()
        options.scheme = .coarse
        options.size = 8
        return try DataSource.images(path: folder.write(members, to: "shop.zip")).load(options)
    }

    private let photos = (0..<9).flatMap { ["train/f/c\($0)/1.png", "test/f/c\($0)/2.png"] }
    private let table =
        "Class Name (str),Class ID (int),Coarse Class Name (str),Iconic Image Path (str)\n"
        + (0..<9).map { "c\($0),\($0),group\($0 / 2),/icons/c\($0).png\n" }.joined()

    @Test func `no coarse class is in two parts`() throws {
        let data = try load(table, photos: photos)
        #expect(data.scheme == "coarse, seed 0")
        var owners: [String: Split] = [:]
        for (split, part) in data.splits {
            #expect(!part.classes.isEmpty)
            for category in part.classes {
                let group = try #require(category.group)
                #expect(owners.updateValue(split, forKey: group).map { $0 == split } ?? true)
            }
        }
        #expect(data.splits.values.reduce(0) { $0 + $1.classes.count } == 9)
    }

    @Test func `the photos of a class are pooled, and its iconic picture stands apart`() throws {
        let data = try load(table, photos: photos)
        for (split, part) in data.splits {
            let iconic = try #require(data.iconic[split])
            #expect(part.classes.allSatisfy { $0.examples.count == 2 })
            #expect(iconic.classes.map(\.name) == part.classes.map(\.name))
            #expect(try abs(iconic.features(of: iconic.classes.flatMap(\.examples)).mean().scalar() - 200 / 255) < 1e-6)
        }
    }

    @Test(
        arguments: [
            (nil, "scheme coarse needs a classes.csv"),
            ("a,b\n", "there is no column \"Class Name\""),
            (
                "Class Name,Coarse Class Name,Iconic Image Path\nc0,,x\n",
                "line 2: a class name or coarse class name is missing"
            ),
            ("Class Name,Coarse Class Name,Iconic Image Path\nc0,a,x\nc0,b,x\n", "line 3: class c0 is there twice"),
            ("Class Name,Coarse Class Name,Iconic Image Path\nc0,a,x\n", "class f/c1 is not in classes.csv"),
        ] as [(String?, String)])
    func `a table that doesn't fit is named`(table: String?, message: String) throws {
        let error = #expect(throws: DataError.self) { try load(table, photos: photos) }
        #expect(error?.message.contains(message) == true)
    }

    @Test(.enabled(if: RealData.hasGrocery, "needs the Grocery Store Dataset in ../shared/data"))
    func `the real groceries are dealt by whole coarse classes`() throws {
        var options = DataOptions()
        (options.scheme, options.size, options.channels) = (.coarse, 28, 1)
        let data = try DataSource.images(path: RealData.grocery).load(options)
        let counts = try Split.allCases.map { try data.dataset($0).classes.count }
        #expect(counts == [50, 11, 20])
        #expect(Split.allCases.allSatisfy { data.iconic[$0]?.classes.count == data.splits[$0]?.classes.count })
        let groups = data.splits.mapValues { Set($0.classes.compactMap(\.group)) }
        #expect(groups[.train]?.isDisjoint(with: groups[.test] ?? []) == true)
        #expect(groups[.validation]?.isDisjoint(with: groups[.test] ?? []) == true)
    }
}
