/// The ways to the categories of a shop, read from a table of each one's id and its parent's.
package struct CategoryTree: Sendable {
    private static let noEntry = UInt32.max
    private static let mostCategories = 1_000_000
    private static let mostBytes = 1 << 28
    private static let mostSteps = 32

    /// The ids of all categories and of their parents.
    private var ids = TextPool()
    private var names = TextPool()
    /// The known categories, by the number of the id.
    private var nodes: [Node] = []

    private struct Node: Sendable {
        /// The number of the parent's id.
        var parent = noEntry
        /// The number of the name.
        var name = noEntry
        /// Whether the category has a row of its own.
        var isKnown = false
    }

    /// Reads a table to its end.
    ///
    /// The columns are recognised by their names, `categoryid`, `parentid` and `name` say; otherwise the first two are the id and the
    /// parent.
    ///
    /// - Parameters:
    ///   - reader: The rows.
    ///   - path: The file's name, for errors.
    /// - Throws: ``FeedError`` where a row can't be read, a category has two parents, or is among its own ancestors.
    package init(of reader: any RowReader, path: String) throws {
        var (columns, count) = (CategoryTreeColumns?.none, 0)
        while let event = try reader.next() {
            do {
                if case .rejected(_, let reason) = event { throw RowProblem(reason) }
                if columns?.count != reader.columns.count { columns = CategoryTreeColumns(reader.columns) }
                count += 1
                guard count <= Self.mostCategories else {
                    throw RowProblem("more than \(Self.mostCategories) categories")
                }
                if let columns { try add(columns.row(of: reader)) }
            } catch let problem as RowProblem {
                throw FeedError(.damaged, "\(path): line \(event.line): \(problem.reason)")
            }
        }
        guard columns?.isComplete ?? false else {
            let names = reader.columns.joined(separator: ", ")
            throw FeedError(
                .badRequest, "\(path): a tree needs rows with an id and a parent; its columns are: \(names)")
        }
        do {
            for number in nodes.indices { try check(UInt32(number)) }
        } catch let problem as RowProblem {
            throw FeedError(.damaged, "\(path): \(problem.reason)")
        }
    }

    /// Returns the way to a category, from the root to itself, of names where the table has them, else of ids; nil where the table doesn't
    /// have the category.
    package func path(of id: String) -> [String]? {
        guard let number = ids.find(id), nodes[Int(number)].isKnown else { return nil }
        return ancestors(of: number).reversed().map { number in
            let node = nodes[Int(number)]
            return node.name == Self.noEntry ? ids[number] : names[node.name]
        }
    }

    private mutating func add(_ row: CategoryTreeColumns.Row) throws {
        let number = self.number(of: row.id)
        let parent = row.parent.isEmpty ? Self.noEntry : self.number(of: row.parent)
        let old = nodes[Int(number)]
        guard !old.isKnown || old.parent == parent else {
            let parents = [old.parent, parent].map { $0 == Self.noEntry ? "none" : "\"\(ids[$0])\"" }
            throw RowProblem("category \"\(row.id)\" has two parents, \(parents[0]) and \(parents[1]); leave one out")
        }
        let name = row.name.isEmpty ? Self.noEntry : names.add(PlainText.of(html: row.name))
        nodes[Int(number)] = Node(parent: parent, name: name, isKnown: true)
        guard ids.size + names.size <= Self.mostBytes else {
            throw RowProblem("the ids and names take more than \(Self.mostBytes) bytes")
        }
    }

    private mutating func number(of id: String) -> UInt32 {
        let number = ids.add(id)
        if number == nodes.count { nodes.append(Node()) }
        return number
    }

    /// The category and those above it that have rows, from itself up, no more than it takes to see that there are too many.
    private func ancestors(of number: UInt32) -> [UInt32] {
        var (way, next) = ([UInt32](), number)
        while next != Self.noEntry, nodes[Int(next)].isKnown, way.count <= Self.mostSteps {
            way.append(next)
            next = nodes[Int(next)].parent
        }
        return way
    }

    /// Throws ``RowProblem`` where a category is too deep or its own ancestor.
    private func check(_ number: UInt32) throws {
        guard ancestors(of: number).count > Self.mostSteps else { return }
        var (way, places, next) = ([UInt32](), [UInt32: Int](), number)
        while next != Self.noEntry, nodes[Int(next)].isKnown {
            if let start = places[next] {
                let cycle = way[start...].map { "\"\(ids[$0])\"" }
                let shown = cycle.count <= 8 ? cycle + [cycle[0]] : cycle.prefix(8) + ["and \(cycle.count - 8) more"]
                throw RowProblem("categories are each other's parents: \(shown.joined(separator: " is in "))")
            }
            places[next] = way.count
            way.append(next)
            next = nodes[Int(next)].parent
        }
        throw RowProblem(
            "category \"\(ids[number])\" is \(way.count) steps from the root; \(Self.mostSteps) is the most")
    }
}
