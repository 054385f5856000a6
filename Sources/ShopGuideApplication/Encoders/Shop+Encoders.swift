import FewShotTensors
import ShopGuide
import ShopGuideStore

/// A pretrained encoder's view of products that a store has as a column.
public struct ShopEncoder: Encodable, Sendable {
    /// The encoder's name.
    public var name: String
    /// The thing that it reads: `picture` or `title`.
    public var reads: String
    /// The name of its column.
    public var column: String
    /// The digest of all that decides on its embeddings.
    public var digest: String
    /// Whether it is on this machine.
    public var here: Bool
    /// Whether it is a column already: every product was embedded once.
    public var compared: Bool
}

/// The products of a store that one of several processes embeds: every so many-th.
public struct EncodingShare: Sendable {
    /// All of them, by one process.
    public static let all = EncodingShare(rank: 0, size: 1)
    private let rank: Int
    private let size: Int

    /// Creates a share, of the process `rank`, from 0, of `size`.
    public init(rank: Int, size: Int) {
        (self.rank, self.size) = (rank, size)
    }

    var isAll: Bool { size == 1 }

    /// Returns those of some products, before which there were others.
    func of(_ products: [Product], after before: Int) -> [Product] {
        isAll ? products : products.indices.filter { (before + $0) % size == rank }.map { products[$0] }
    }
}

/// The progress of embedding a store's products.
public struct EncodingProgress: Encodable, Sendable {
    /// Products that were looked at.
    public var products = 0
    /// Products of the store when it began.
    public var total = 0
    /// Embeddings that were made; what was there already isn't among them.
    public var made = 0
    /// Pictures that can't be read.
    public var unreadable = 0
}

extension Shop {
    /// Products that are looked at in one piece of work, so that others get their turn.
    private static let encodedTogether = 64

    /// Embeddings after which memory is given back to the system.
    private static let madeBetweenTrims = 2048

    /// Lists the pretrained encoders that the store sees with.
    public func encoders() async throws -> [ShopEncoder] {
        let encoders = models.encoders
        return try await read { store in
            let stored = try StoreEncoders(in: store)
            return stored.sources.map { source in
                ShopEncoder(
                    name: source.encoder, reads: source.input.rawValue, column: source.column, digest: source.digest,
                    here: encoders.has(source), compared: stored.encoded.contains(source))
            }
        }
    }

    /// Adds pretrained encoders to those that the store sees with, and takes others away with their embeddings.
    ///
    /// - Parameters:
    ///   - added: Names in this machine's folder of encoders; one that was added before is looked up again.
    ///   - removed: Names of encoders that the store sees with.
    /// - Throws: ``PretrainedError`` for an encoder that is unknown, gone or changed, ``GuideError`` for too many, and for one to remove that
    ///   the store doesn't see with.
    public func changeEncoders(adding added: [String], removing removed: [String]) async throws {
        let encoders = models.encoders
        let (before, after) = try await read { store in
            let before = try StoreEncoders(in: store)
            var after = before
            for name in removed {
                guard after.sources.contains(where: { $0.encoder == name }) else {
                    let names = Set(before.sources.map(\.encoder)).sorted().joined(separator: ", ")
                    throw GuideError(
                        .missing,
                        "the store doesn't see with an encoder \"\(name)\"; it sees with \(names.isEmpty ? "none" : names)"
                    )
                }
                after.sources.removeAll { $0.encoder == name }
            }
            for name in added {
                let sources = try encoders.sources(of: name)
                guard !sources.allSatisfy(after.sources.contains) else { continue }
                after.sources.removeAll { $0.encoder == name }
                after.sources += sources
            }
            let imported = try store.hasEmbeddings(named: ProductRows.vectors) ? 1 : 0
            guard after.sources.count + imported <= CatalogueProfile.vectorLimit else {
                throw GuideError(
                    .conflict,
                    "\(after.sources.count + imported) columns of vectors: a store has \(CatalogueProfile.vectorLimit) at most; "
                        + "remove an encoder first: shopguide encode --remove NAME")
            }
            return (before, after)
        }
        guard before != after else { return }
        try await committer.commit { writer in
            try after.save(with: writer)
        } applying: { _ in
        }
        try await renewColumns(isForced: true)
        // Two names of one network share its embeddings.
        let gone = Set(before.sources.map(\.storedName)).subtracting(after.sources.map(\.storedName))
        try await committer.commit { writer in
            for name in gone { try writer.removeEmbeddings(ofModel: name) }
        } applying: { _ in
        }
        memory.encodingBacklog.withLock { $0.addAll() }
    }

    /// Embeds the products that are new or changed by the store's pretrained encoders, and weighs the columns once all are embedded.
    ///
    /// Embeddings are on the disk after each few products, so that it goes on where it was stopped.
    ///
    /// - Parameters:
    ///   - share: The products to embed; columns are weighed only by who embeds all.
    ///   - progress: Called after each few products; what it throws stops the work.
    /// - Returns: The result.
    /// - Throws: ``GuideError`` where the store sees with no encoder, or none of them is on this machine.
    @discardableResult
    public func encode(
        _ share: EncodingShare = .all,
        _ progress: @escaping @Sendable (EncodingProgress) throws -> Void = { _ in }
    ) async throws -> EncodingProgress {
        let stored = try await read { try StoreEncoders(in: $0) }
        guard !stored.sources.isEmpty else {
            throw GuideError(
                .conflict, "the store sees with no pretrained encoder; add one: shopguide encode --encoder NAME")
        }
        let pass = try await executor.maintain { [store, models, pictures] in
            EncodingPass(store, stored.sources, models.encoders, pictures)
        }
        guard !pass.sources.isEmpty else {
            throw GuideError(.unusable, "none of the store's encoders is on this machine: shopguide encoder list")
        }
        return try await encodeAll(pass, share, progress)
    }

    private func encodeAll(
        _ pass: EncodingPass, _ share: EncodingShare, _ progress: @Sendable (EncodingProgress) throws -> Void
    ) async throws -> EncodingProgress {
        var report = EncodingProgress()
        report.total = try await contents().products
        try progress(report)
        var cursor: Int64?
        var trimmed = 0
        repeat {
            try Task.checkCancellation()
            if report.made - trimmed >= Self.madeBetweenTrims {
                TensorRuntime.trimMemory()
                trimmed = report.made
            }
            let (start, store, before) = (cursor, store, report.products)
            let done = try await executor.maintain {
                let page = try store.products(CatalogueFilter(), after: start, limit: Self.encodedTogether)
                return (
                    count: page.items.count, next: page.next,
                    result: try pass.encode(
                        share.of(page.items, after: before), marking: try StoreEncoders(in: store).ready)
                )
            }
            report.products += done.count
            report.made += done.result.made
            report.unreadable += done.result.unreadable
            cursor = done.next
            try progress(report)
        } while cursor != nil
        if share.isAll { try await finish(pass.sources) }
        return report
    }

    /// Makes columns of encoders that have embedded every product.
    private func finish(_ sources: [VectorSource]) async throws {
        let stored = try await read { try StoreEncoders(in: $0) }
        let new = sources.filter { stored.sources.contains($0) && !stored.encoded.contains($0) }
        if !new.isEmpty {
            try await committer.commit { writer in
                try stored.save(encoded: stored.ready + new, with: writer)
            } applying: { _ in
            }
        }
        try await renewColumns(isForced: true)
    }

    /// Embeds the products that have changed since it was last called; nothing happens where the store sees with no encoder that is here.
    func encodeBacklog() async throws {
        let backlog = memory.encodingBacklog.withLock { $0.take() }
        guard !backlog.isEmpty else { return }
        do {
            let stored = try await executor.maintain { [store] in try StoreEncoders(in: store) }
            guard !stored.sources.isEmpty else { return }
            let pass = try await executor.maintain { [store, models, pictures] in
                EncodingPass(store, stored.sources, models.encoders, pictures)
            }
            guard !pass.sources.isEmpty else { return }
            guard !backlog.isWhole else {
                _ = try await encodeAll(pass, .all) { _ in }
                return
            }
            let ids = backlog.products.sorted()
            for start in stride(from: 0, to: ids.count, by: Self.encodedTogether) {
                let some = ids[start..<min(start + Self.encodedTogether, ids.count)]
                _ = try await executor.maintain { [store] in
                    try pass.encode(try some.compactMap { try store.product($0) }, marking: stored.ready)
                }
            }
        } catch {
            memory.encodingBacklog.withLock { $0.add(backlog) }
            throw error
        }
    }
}
