import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ShopGuide
import ShopGuideApplication
import ShopGuideFetch
import ShopGuideStore

/// Imports of files: begun, tried, watched, cancelled.
struct ImportRoutes {
    let limits: ServiceOptions.Limits
    let fetchesPrivate: Bool

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/imports", .read, list)
        routes.add(.post, "/v1/imports", .write, begin)
        routes.add(.get, "/v1/imports/{id}", .read, get)
        routes.add(.delete, "/v1/imports/{id}", .write, cancel)
        routes.add(.get, "/v1/imports/{id}/rejected", .read, rejected)
    }

    private static let trialTime = Duration.seconds(15)

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        let limit = try QueryParameters(request, "limit").number("limit", in: 1...1000, default: 100)
        let shop = try context.shop
        let jobs = try await shop.executor.run { try shop.imports.jobs() }
        return try Response.json(["items": jobs.prefix(limit).map(ImportView.init)])
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, shop) = (try context.part("id"), try context.shop)
        return try Response.json(ImportView(try await shop.executor.run { try shop.imports.job(id) }))
    }

    @Sendable private func cancel(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, shop) = (try context.part("id"), try context.shop)
        let job = try await shop.executor.run { try shop.imports.cancel(id) }
        return try Response.json(ImportView(job), status: .accepted)
    }

    @Sendable private func rejected(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, shop) = (try context.part("id"), try context.shop)
        let headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"rejected-\(id).csv\"",
        ]
        guard let file = try await shop.executor.run({ try shop.imports.rejectedRows(of: id) }) else {
            return Response(
                status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: "line,reason\n")))
        }
        return try Response.file(FileHandle(forReadingFrom: file), headers, by: shop.executor)
    }

    // MARK: - Begin

    /// An address in the place of a file.
    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames = Set(ImportOptions.Name.allCases.map(\.rawValue)).union(["url", "again"])
        var url: String
        var again: Bool
        var options: ImportOptions

        private enum Key: CodingKey { case url, again }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            url = try values.decode(String.self, forKey: .url)
            again = try values.decodeIfPresent(Bool.self, forKey: .again) ?? false
            options = try ImportOptions(from: decoder)
        }
    }

    @Sendable private func begin(_ request: Request, _ context: GuideContext) async throws -> Response {
        let names = ImportOptions.Name.allCases
        let query = try QueryParameters(
            request, known: names.map(\.rawValue) + ["dry-run", "name"],
            repeated: names.filter(\.isList).map(\.rawValue))
        var options = ImportOptions()
        for name in names {
            let values = query.all(name.rawValue)
            if !values.isEmpty { try options.set(name, to: values) }
        }
        let isTrial = try query.flag("dry-run", default: false)
        guard request.mediaType != "multipart/form-data" else {
            throw Problem(
                .unsupportedMediaType,
                "a form isn't supported; send the file itself as the body: --data-binary @products.csv")
        }
        let (shop, name, asked) = (try context.shop, try name(of: request, query), options)
        let (job, file) = try await shop.executor.run { try shop.imports.prepare(name, asked) }
        let limit = isTrial ? limits.upload : limits.importBytes
        let bytes = try await request.spool(to: file, upTo: limit, by: shop.executor)
        do {
            guard bytes > 0 else {
                throw Problem(field: "body", "is empty; send the file itself, or {\"url\": \"https://…\"}")
            }
            if request.mediaType == "application/json", let body = try await address(in: file, bytes, shop) {
                try FileManager.default.removeItem(at: file)
                guard options == ImportOptions() else {
                    throw Problem(field: "url", "has its options in the body, not in the query")
                }
                return isTrial ? try await trial(of: body, in: shop) : try await begin(body, in: shop)
            }
            if isTrial {
                defer { try? FileManager.default.removeItem(at: file) }
                return try await preview(file, named: name, options, in: shop)
            }
            return try accepted(try await shop.executor.run { try shop.imports.add(job, file: file) })
        } catch {
            try? FileManager.default.removeItem(at: file)
            throw error
        }
    }

    private func accepted(_ job: ImportJob) throws -> Response {
        var response = try Response.json(ImportView(job), status: .accepted)
        response.headers[.location] = "/v1/imports/\(job.id)"
        return response
    }

    private func begin(_ body: Body, in shop: Shop) async throws -> Response {
        try accepted(
            try await shop.executor.run { try shop.imports.add(address: body.url, body.options, isAgain: body.again) })
    }

    /// The name that the file is told of by; its ending says the format.
    private func name(of request: Request, _ query: QueryParameters) throws -> String {
        if let name = try query.text("name", bytes: 255) {
            guard !name.contains("/") else { throw Problem(field: "name", "must be a file's name, without a path") }
            return name
        }
        let endings = [
            "text/csv": "csv", "text/tab-separated-values": "tsv", "application/x-ndjson": "jsonl",
            "application/json": "json", "application/xml": "xml", "text/xml": "xml", "application/rss+xml": "xml",
            "application/atom+xml": "xml",
        ]
        return endings[request.mediaType].map { "upload.\($0)" } ?? "upload"
    }

    /// Returns the address that a body has in the place of a file; nil for a file of JSON.
    private func address(in file: URL, _ bytes: Int, _ shop: Shop) async throws -> Body? {
        guard bytes <= 1 << 16 else { return nil }
        struct Probe: Decodable {
            enum Key: CodingKey { case url, id, title }
            let isAddress: Bool
            init(from decoder: any Decoder) throws {
                let values = try decoder.container(keyedBy: Key.self)
                isAddress = values.contains(.url) && !values.contains(.id) && !values.contains(.title)
            }
        }
        let data = try await shop.executor.run { try Data(contentsOf: file) }
        guard (try? JSONDecoder().decode(Probe.self, from: data))?.isAddress == true else { return nil }
        return try JSONDecoder().decode(Strict<Body>.self, from: data).value
    }

    // MARK: - Dry runs

    private struct Preview: Encodable {
        var kind: String
        var profile: OrNull<String>
        var remarks: [String]
        var rows: [ImportPreview.Row]
    }

    private func preview(_ file: URL, named name: String, _ options: ImportOptions, in shop: Shop) async throws
        -> Response
    {
        let tree = try await fetched(options.tree, of: "tree", in: shop)
        defer { if let tree { try? FileManager.default.removeItem(at: tree) } }
        let preview = try await shop.executor.run { try ImportQueue.preview(file, named: name, options, tree: tree) }
        return try Response.json(
            Preview(
                kind: preview.kind.rawValue, profile: OrNull(preview.profile), remarks: preview.remarks,
                rows: preview.rows))
    }

    private func trial(of body: Body, in shop: Shop) async throws -> Response {
        guard let file = try await fetched(body.url, of: "url", body.options, in: shop) else {
            throw Problem(field: "url", "is missing")
        }
        defer { try? FileManager.default.removeItem(at: file) }
        return try await preview(file, named: FetchAddress(body.url).shown, body.options, in: shop)
    }

    /// Fetches a file for a dry run; there is none without an address.
    private func fetched(
        _ text: String?, of field: String, _ options: ImportOptions = ImportOptions(), in shop: Shop
    ) async throws -> URL? {
        guard let text else { return nil }
        let address: FetchAddress
        do { address = try FetchAddress(text) } catch let error as FetchError {
            throw GuideError(field: field, error.message)
        }
        var bounds = WebFile.Limits()
        (bounds.bytes, bounds.time, bounds.allowsPrivate) = (limits.upload, Self.trialTime, fetchesPrivate)
        let web = WebFile(address, limits: bounds)
        let (_, file) = try await shop.executor.run { try shop.imports.prepare(address.fileName, options) }
        // Waiting for a server takes none of the service's threads.
        do {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                Thread.detachNewThread { continuation.resume(with: Result { _ = try web.fetch(to: file) }) }
            }
        } catch let error as FetchError where error.code != .unwritable {
            throw GuideError(field: field, error.message)
        }
        return file
    }
}

/// An import as it is shown.
struct ImportView: Encodable {
    private let id, state, source: String
    private let feed: OrNull<String>
    private let created: Timestamp
    private let started, ended: OrNull<Timestamp>
    private let kind: OrNull<String>
    private let remarks: [String]
    private let bytes: OrNull<Int>
    private let read, stored, added, rejected: Int
    private let notes: [String]
    private let firstProblem, problem: OrNull<String>

    init(_ job: ImportJob) {
        (id, state, source, feed) = (job.id, job.state.rawValue, job.source, OrNull(job.feed))
        (created, started, ended) = (job.created, OrNull(job.started), OrNull(job.ended))
        (kind, remarks) = (OrNull(job.kind?.rawValue), job.remarks)
        (bytes, read) = (OrNull(job.bytes), job.read)
        (stored, added, rejected, notes) = (job.stored, job.added, job.rejected, job.notes)
        (firstProblem, problem) = (OrNull(job.firstProblem), OrNull(job.problem))
    }
}
