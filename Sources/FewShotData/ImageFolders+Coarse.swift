import FewShotLearning
import FewShotTensors

extension ImageFolders {
    /// The coarse class and the iconic picture of each class.
    struct CoarseClasses: Sendable {
        /// The coarse class of a class, by the class's name.
        var groups: [String: String] = [:]
        /// The row of a class's iconic picture, by the class's name; not every class need have one.
        var iconic: [String: Int] = [:]

        /// Finds each class of a table by the last folder of its name.
        ///
        /// - Throws: ``DataError`` where a class has photos but isn't in the table.
        init(_ table: ClassTable, classes: [Dataset.Class], pictures: [String: Int], path: String) throws {
            let rows = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.name, $0) })
            for category in classes {
                let last = category.name.split(separator: "/").last.map(String.init) ?? category.name
                guard let row = rows[last] else {
                    throw DataError(.missing, "\(path): class \(category.name) is not in classes.csv")
                }
                groups[category.name] = row.coarse
                iconic[category.name] = pictures[row.iconic]
            }
        }
    }

    /// Deals whole coarse classes, in an order drawn by a seed: into the test part while they fit into 20 of 81 classes, else into
    /// the validation part while they fit into 11 of 81, else into the training part.
    func dealt(_ coarse: CoarseClasses, seed: UInt64) throws -> [Split: [Dataset.Class]] {
        let grouped = classes.map { category in
            Dataset.Class(name: category.name, examples: category.examples, group: coarse.groups[category.name])
        }
        let groups = Dictionary(grouping: grouped) { $0.group ?? "" }
        guard groups.count >= 3 else {
            throw DataError(
                .missing, "\(path): \(groups.count) coarse classes; train, validation and test need one each at least")
        }
        let (test, validation) = (max(1, classes.count * 20 / 81), max(1, classes.count * 11 / 81))
        var generator = SeededGenerator(seed: seed)
        var parts: [Split: [Dataset.Class]] = [.train: [], .validation: [], .test: []]
        for name in generator.shuffled(groups.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let members = groups[name] ?? []
            func fits(_ part: Split, _ limit: Int) -> Bool { (parts[part]?.count ?? 0) + members.count <= limit }
            let part: Split = fits(.test, test) ? .test : fits(.validation, validation) ? .validation : .train
            parts[part, default: []] += members
        }
        if let empty = Split.allCases.first(where: { parts[$0]?.isEmpty ?? true }) {
            throw DataError(
                .missing, "\(path): the coarse classes are too large to give \(empty.rawValue) any; use drawn")
        }
        return parts.mapValues { $0.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
    }
}
