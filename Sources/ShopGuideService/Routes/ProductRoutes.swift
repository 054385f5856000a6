import FewShotData
import FewShotDigests
import Foundation
import HTTPTypes
import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Products: saved, read, listed, deleted, and their pictures.
struct ProductRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/products", .read, list)
        routes.add(.post, "/v1/products", .write, saveAll)
        routes.add(.get, "/v1/products/{id}", .read, get)
        routes.add(.put, "/v1/products/{id}", .write, put)
        routes.add(.delete, "/v1/products/{id}", .write, delete)
        routes.add(.get, "/v1/products/{id}/image", .read, image)
    }

    private struct Page: Encodable {
        var items: [Product]
        var next: OrNull<String>
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try Query(request, "category", "market", "q", "limit", "cursor")
        var filter = CatalogueFilter()
        if let text = try query.text("category") {
            guard let category = Category(text) else { throw Problem(field: "category", "has an empty name") }
            filter.category = category
        }
        filter.market = try query.market()
        let words = try query.text("q", bytes: 800) ?? ""
        guard words.unicodeScalars.count <= 200 else { throw Problem(field: "q", "must be of 200 characters at most") }
        filter.words = words.split(separator: " ").map(String.init)
        let limit = try query.number("limit", in: 1...200, default: 20)
        let (cursor, wanted) = (try query.cursor(), filter)
        let page = try await context.desk.read { try $0.products(wanted, after: cursor, limit: limit) }
        return try Response.json(
            Page(items: page.items.map(\.shown), next: OrNull(Query.cursor(after: page.next))))
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        return try Response.json(try await product(context).shown)
    }

    private func product(_ context: GuideContext) async throws -> Product {
        let id = try context.part("id")
        guard let product = try await context.desk.read({ try $0.product(id) }) else {
            throw Problem.missing("product \"\(id)\"")
        }
        return product
    }

    @Sendable private func put(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let id = try context.part("id")
        let product = try await request.json(Product.self, limits)
        guard product.id == id else { throw Problem(field: "id", "is \"\(product.id)\"; the address says \"\(id)\"") }
        let saved = try await save([product], context)
        if let rejection = saved.rejected.first { throw Problem(fields: rejection.errors) }
        return try Response.json(try await self.product(context).shown)
    }

    private struct Saved: Encodable {
        var stored = 0
        var added = 0
        var rejected: [LineRejection] = []
    }

    @Sendable private func saveAll(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        if request.mediaType == "application/json" {
            let saved = try await save([try await request.json(Product.self, limits)], context)
            if let rejection = saved.rejected.first { throw Problem(fields: rejection.errors) }
            return try Response.json(saved)
        }
        try request.require(["application/x-ndjson", "application/json"])
        let lines = try await request.lines(of: Product.self, limits)
        var saved = try await save(lines.values.map(\.value), lines: lines.values.map(\.line), context)
        saved.rejected = (saved.rejected + lines.rejected).sorted { $0.line < $1.line }
        try LineRejection.check(saved.rejected, taken: saved.stored)
        return try Response.json(saved)
    }

    private func save(_ products: [Product], lines: [Int]? = nil, _ context: GuideContext) async throws -> Saved {
        var (saved, taken) = (Saved(), [Product]())
        for (index, product) in products.enumerated() {
            let objections = product.objections()
            if objections.isEmpty {
                taken.append(product)
            } else {
                saved.rejected.append(LineRejection(line: lines?[index] ?? index + 1, errors: objections))
            }
        }
        guard !taken.isEmpty else { return saved }
        let sound = taken
        saved.stored = sound.count
        saved.added = try await context.desk.save(sound)
        return saved
    }

    @Sendable private func delete(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let id = try context.part("id")
        try await context.desk.deleteProduct(id)
        return Response(status: .noContent)
    }

    @Sendable private func image(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try Query(request, "size", "required")
        let size = try query.number("size", in: 16...1024, default: 256)
        let isRequired = try query.flag("required", default: true)
        let product = try await product(context)
        let pictures = try context.desk.pictures
        let bytes = try await context.desk.work.run { () -> [UInt8]? in
            try pictures.shown(product, side: size).map { try ImageCodec.png(from: $0) }
        }
        guard isRequired || bytes != nil else { return Response(status: .noContent) }
        guard let bytes else { throw Problem.missing("picture of product \"\(product.id)\" here") }
        let tag = "\"\(SHA256.hexadecimal(of: bytes).prefix(32))\""
        let headers: HTTPFields = [.contentType: "image/png", .eTag: tag, .cacheControl: "private, max-age=300"]
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: [.eTag: tag]) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Product {
    /// The product as it is shown: a picture on this machine has the address that it is served at.
    var shown: Product {
        var product = self
        switch image.map({ ImageReference($0) }) {
        case .file, .member: product.image = imageAddress
        case .builtin, .other, nil: break
        }
        return product
    }

    /// Where its picture is served.
    var imageAddress: String {
        let safe = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return "/v1/products/\(id.addingPercentEncoding(withAllowedCharacters: safe) ?? id)/image"
    }
}
