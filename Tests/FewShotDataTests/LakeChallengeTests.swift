import FewShotData
import FewShotLearning
import FewShotTensors
import Testing

@Suite struct `Lake's challenge` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Two runs of two classes; a drawing's grey tells it from the others.
    private func members(labels: String = "run01/test/item01.png run01/training/class02.png\n") -> [ZipFixture.Member] {
        var drawings: [ZipFixture.Member] = []
        for run in 1...2 {
            for number in 1...2 {
                let (test, training) = (PNGFixture.grey(UInt8(40 * number)), PNGFixture.grey(UInt8(100 + 40 * number)))
                drawings.append(ZipFixture.Member("run0\(run)/test/item0\(number).png", test))
                drawings.append(ZipFixture.Member("run0\(run)/training/class0\(number).png", training))
            }
        }
        let second =
            "run02/test/item01.png run02/training/class01.png\nrun02/test/item02.png run02/training/class02.png\n"
        let rest = "run01/test/item02.png run01/training/class01.png\n"
        return drawings + [
            ZipFixture.Member("run01/class_labels.txt", labels + rest),
            ZipFixture.Member("run02/class_labels.txt", second),
        ]
    }

    private func load(_ members: [ZipFixture.Member]) throws -> LakeChallenge {
        var options = DataOptions()
        options.size = 8
        return try LakeChallenge(path: folder.write(members, to: "all_runs.zip"), options: options)
    }

    @Test func `a run's labels are positions among its training drawings`() throws {
        let challenge = try load(members())
        #expect(challenge.runs.map(\.name) == ["run01", "run02"])
        #expect(challenge.runs.map(\.labels) == [[1, 0], [0, 1]])
        let episode = challenge.episode(challenge.runs[0])
        #expect(episode.support.ways == 2 && episode.support.features.shape == [2, 1, 8, 8])
        // Ink is bright: the grey is inverted.
        #expect(try abs(episode.support.features[0].mean().scalar() - 115 / 255) < 1e-6)
        #expect(try abs(episode.query.features[0].mean().scalar() - 215 / 255) < 1e-6)
        #expect(try episode.query.labels.values(as: Int.self) == [1, 0])
    }

    @Test(arguments: [
        ("run01/test/item09.png run01/training/class02.png\n", "line 1: there is no run01/test/item09.png"),
        ("run01/test/item01.png\n", "line 1: \"run01/test/item01.png\" is not a test and a training drawing"),
    ])
    func `a wrong line is named`(labels: String, message: String) throws {
        let error = #expect(throws: DataError.self) { try load(members(labels: labels)) }
        #expect(error?.message.contains("run01/class_labels.txt, \(message)") == true)
    }

    @Test func `an archive without lists is refused`() throws {
        let error = #expect(throws: DataError.self) { try load([.init("a/1.png", PNGFixture.grey(1))]) }
        #expect(error?.message.contains("no runNN/class_labels.txt in it") == true)
    }

    @Test(.enabled(if: RealData.hasLake, "needs all_runs.zip in ../shared/data"))
    func `the modified Hausdorff distance errs on the real runs as published`() throws {
        var options = DataOptions()
        options.size = 105
        let challenge = try LakeChallenge(path: RealData.lake, options: options)
        #expect(challenge.runs.count == 20 && challenge.runs.allSatisfy { Set($0.labels).count == 20 })
        let accuracies = try challenge.runs.map { try ModifiedHausdorff().accuracy(on: $0, of: challenge) }
        let error = 100 * (1 - accuracies.reduce(0, +) / 20)
        #expect(abs(error - 38.8) < 0.5)
    }
}

@Suite struct `Modified Hausdorff distance` {
    private typealias Point = ModifiedHausdorff.Point

    @Test func `is the larger of the two mean distances to the nearest point`() {
        let a = [Point(x: 0, y: 0), Point(x: 4, y: 0)]
        let b = [Point(x: 0, y: 3)]
        // From a: 3 and 5; from b: 3.
        #expect(ModifiedHausdorff().distance(a, b) == 4)
        #expect(ModifiedHausdorff().distance(b, a) == 4)
        #expect(ModifiedHausdorff().distance(a, a) == 0)
        #expect(ModifiedHausdorff().distance(a, []) == .infinity)
    }

    @Test func `ink is taken relative to its middle`() throws {
        let drawing = Tensor([0, 255, 0, 0, 255, 0] as [UInt8], shape: [1, 2, 3])
        #expect(try ModifiedHausdorff().ink(of: drawing) == [Point(x: 0, y: -0.5), Point(x: 0, y: 0.5)])
    }
}
