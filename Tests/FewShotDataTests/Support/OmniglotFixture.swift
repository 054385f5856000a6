import FewShotData

/// An Omniglot in small: every drawing is white paper but for one black row, or column, at the top or left.
enum OmniglotFixture {
    /// Alphabets, characters in each, and drawings of each.
    static func members(background: Int = 7, evaluation: Int = 2, characters: Int = 3, drawings: Int = 2) -> [ZipFixture
        .Member]
    {
        let sets = [("images_background", "Old", background), ("images_evaluation", "New", evaluation)]
        return sets.flatMap { set, prefix, alphabets in
            (1...alphabets).flatMap { alphabet in
                (1...characters).flatMap { character in
                    (1...drawings).map { drawing in
                        let folder = "\(set)/\(prefix)_\(alphabet)/character0\(character)"
                        return ZipFixture.Member("\(folder)/0001_0\(drawing).png", image)
                    }
                }
            }
        }
    }

    /// 105×105 pixels of one bit with a black bar of 15 pixels along the top; ink is 0, as in the real files.
    static let image: [UInt8] = {
        let (ink, paper) = ([UInt8](repeating: 0, count: 14), [UInt8](repeating: 255, count: 14))
        let rows = Array(repeating: ink, count: 15) + Array(repeating: paper, count: 90)
        return PNGFixture.bytes(width: 105, depth: 1, .grey, rows: rows)
    }()

    /// Split files for the smallest fixture.
    static func writeSplits(into folder: TemporaryFolder, at path: String = "splits_vinyals") throws {
        let turns = ["rot000", "rot090", "rot180", "rot270"]
        for (file, alphabet) in [("train", "Old_1"), ("val", "Old_2"), ("test", "New_1")] {
            try folder.write(turns.map { "\(alphabet)/character01/\($0)\n" }.joined(), to: "\(path)/\(file).txt")
        }
    }
}
