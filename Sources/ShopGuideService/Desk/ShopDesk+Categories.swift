import HTTPTypes
import FewShotNetworks
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

extension ShopDesk {
    /// Says which categories things are of, in their order.
    func classify(_ things: [Thing], limit: Int) async throws -> [(thing: PlacedThing, result: Classification)] {
        let board = board.withLock { $0 }
        let placed = try await place(things, board.model)
        return try placed.map { thing in
            let index = index(for: thing.known, board)
            return (thing, try work.telemetry.measured(.rank) { try index.classify(thing.point, limit: limit) })
        }
    }

    /// The categories as something sees them of which some parts are known.
    func index(for known: [ProductParts.Part], _ board: CategoryBoard) -> CategoryIndex {
        if let ready = board.ready(for: known) { return ready }
        let made = work.telemetry.measured(.adapt) { board.model.restricted(board.index, to: known) }
        self.board.withLock { $0.keep(made, for: known, of: board.version) }
        return made
    }

    /// Shows a category examples, in place of those of the same names, or of all that it has.
    func teach(_ name: String, _ things: [Thing], replacing: Bool) async throws {
        let model = board.withLock { $0.model }
        let now = Timestamp.now
        let examples = try await place(things, model).map {
            StoredExample(id: $0.id, embedding: $0.point, created: now)
        }
        for (example, thing) in zip(examples, things) {
            guard !example.embedding.isEmpty, example.embedding.allSatisfy(\.isFinite) else {
                throw Problem(field: thing.field, "has a number that is too large")
            }
        }
        try await commits.commit { [board] writer in
            guard board.withLock({ $0.model.digest }) == model.digest else {
                throw Problem(.conflict, "another model was activated meanwhile; try again")
            }
            if replacing { try writer.forgetCategory(name) }
            do {
                for example in examples { try writer.teach(example, to: name, encoder: model.digest) }
            } catch let problem as RowProblem { throw GuideError(.conflict, problem.reason) }
        } applying: { [board, telemetry = work.telemetry] in
            telemetry.measured(.adapt) { board.withLock { $0.teach(name, examples, replacing: replacing) } }
        }
    }

    /// Takes an example back; a category without examples is closed.
    func removeExample(_ example: String, of name: String) async throws {
        try await commits.commit { writer in
            guard try writer.removeExample(example, from: name) else {
                throw Problem.missing("example \"\(example)\" of category \"\(name)\"")
            }
            if try writer.examples(of: name) == 0 { try writer.forgetCategory(name) }
        } applying: { [board] in
            board.withLock { $0.remove(example, of: name) }
        }
    }

    /// Closes a category.
    func forgetCategory(_ name: String) async throws {
        try await commits.commit { writer in
            guard try writer.forgetCategory(name) else { throw Problem.missing("category \"\(name)\"") }
        } applying: { [board] in
            board.withLock { $0.forget(name) }
        }
    }
}
