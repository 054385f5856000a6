import FewShotLearning
import FewShotTensors

extension Omniglot {
    /// The quarter turns that the field makes classes of, in degrees counter-clockwise, as PIL's `rotate` counts them.
    private static let turns = [0, 90, 180, 270]

    /// Divides the characters; with rotations a class is called `Greek/character03/rot090`, without `Greek/character03`.
    ///
    /// - Throws: ``DataError`` where the scheme isn't one of Omniglot, or its split files are missing or don't fit.
    public func divided(_ options: DataOptions = DataOptions()) throws -> LoadedData {
        let scheme = options.scheme ?? .vinyals
        let isTurned = options.rotations ?? (scheme == .vinyals)
        let parts: [Split: [DividedGlyph]]
        switch scheme {
        case .vinyals:
            let files = try VinyalsSplits(directory: options.splitsDirectory, besides: path)
            parts = try vinyals(files, isTurned: isTurned)
        case .background: parts = turned(background(), isTurned)
        case .smallBackground: parts = turned(try smallBackground(), isTurned)
        case .paper: parts = turned(try paper(seed: options.draw), isTurned)
        case .folders, .drawn, .coarse:
            throw DataError(
                .badRequest,
                "scheme \(scheme.rawValue) isn't for Omniglot; vinyals, background, small-background and paper are")
        }
        let features = try features(isTurned: isTurned)
        let count = glyphs.reduce(0) { $0 + $1.drawings.count }
        let splits = parts.mapValues { part in
            Dataset(
                features: features,
                classes: part.map { divided in
                    let suffix = isTurned ? "/" + Self.suffix(of: divided.turn) : ""
                    let rows = divided.glyph.drawings.map { $0 + divided.turn * count }
                    return Dataset.Class(
                        name: divided.glyph.name + suffix, examples: rows, group: divided.glyph.alphabet + suffix)
                }
            )
        }
        let division = Division(
            scheme, draw: scheme == .paper ? options.draw : nil,
            rotations: isTurned == (scheme == .vinyals) ? nil : isTurned
        )
        var data = LoadedData(
            splits: splits, name: "omniglot:\(path)", digest: digest, scheme: division.description,
            imageShape: imageShape, notes: notes
        )
        data.ink = ink
        return data
    }

    /// A character in a quarter turn.
    private struct DividedGlyph {
        var glyph: Glyph
        var turn = 0
    }

    /// All drawings, and after them all of them turned once, twice and three times.
    private func features(isTurned: Bool) throws -> Tensor {
        guard isTurned else { return images }
        return try Tensor.concatenated(Self.turns.indices.map { images.rotated(quarterTurns: $0) }).checked()
    }

    private static func suffix(of turn: Int) -> String { "rot" + "00\(turns[turn])".suffix(3) }

    private func turned(_ parts: [Split: [Glyph]], _ isTurned: Bool) -> [Split: [DividedGlyph]] {
        let turns = isTurned ? Self.turns.indices : 0..<1
        return parts.mapValues { $0.flatMap { glyph in turns.map { DividedGlyph(glyph: glyph, turn: $0) } } }
    }

    private var backgroundAlphabets: [String] {
        var alphabets: [String] = []
        for glyph in glyphs where glyph.isBackground && alphabets.last != glyph.alphabet {
            alphabets.append(glyph.alphabet)
        }
        return alphabets
    }

    private func background() -> [Split: [Glyph]] {
        let held = Set(backgroundAlphabets.suffix(5))
        return Dictionary(grouping: glyphs) { glyph in
            glyph.isBackground ? held.contains(glyph.alphabet) ? .validation : .train : .test
        }
    }

    private func smallBackground() throws -> [Split: [Glyph]] {
        let chosen = Set(["Greek", "Japanese_(katakana)", "Latin", "Sanskrit", "Tagalog"])
        let others = backgroundAlphabets.filter { !chosen.contains($0) }
        guard others.count == backgroundAlphabets.count - chosen.count, !others.isEmpty else {
            let missing = chosen.subtracting(backgroundAlphabets).sorted().joined(separator: ", ")
            throw DataError(.missing, "\(path): scheme small-background needs other alphabets beside, and \(missing)")
        }
        let held = Set(others.suffix(5))
        return Dictionary(grouping: glyphs.filter { !$0.isBackground || chosen.union(held).contains($0.alphabet) }) {
            $0.isBackground ? held.contains($0.alphabet) ? .validation : .train : .test
        }
    }

    private func paper(seed: UInt64) throws -> [Split: [Glyph]] {
        guard glyphs.count >= 100 else {
            throw DataError(.missing, "\(path): scheme paper draws 64 + 16 + 20 characters; there are \(glyphs.count)")
        }
        var generator = SeededGenerator(seed: seed)
        let drawn = generator.sample(100, below: glyphs.count)
        func part(_ bounds: Range<Int>) -> [Glyph] { drawn[bounds].sorted().map { glyphs[$0] } }
        return [.train: part(0..<64), .validation: part(64..<80), .test: part(80..<100)]
    }

    private func vinyals(_ files: VinyalsSplits, isTurned: Bool) throws -> [Split: [DividedGlyph]] {
        let known = Dictionary(uniqueKeysWithValues: glyphs.map { ($0.name, $0) })
        let turns = Dictionary(uniqueKeysWithValues: Self.turns.indices.map { (Self.suffix(of: $0), $0) })
        var parts: [Split: [DividedGlyph]] = [:]
        for (split, entries) in files.entries {
            parts[split] = try entries.compactMap { entry in
                guard let turn = turns[entry.rotation] else {
                    throw DataError(
                        .damaged,
                        "\(entry.place): \(entry.rotation): rotations are \(turns.keys.sorted().joined(separator: ", "))"
                    )
                }
                guard let glyph = known[entry.glyph] else {
                    throw DataError(.missing, "\(entry.place): \(path) has no character \(entry.glyph)")
                }
                return isTurned || turn == 0 ? DividedGlyph(glyph: glyph, turn: turn) : nil
            }
        }
        return parts
    }
}
