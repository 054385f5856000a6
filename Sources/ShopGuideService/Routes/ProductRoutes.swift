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
        routes.add(.put, "/v1/products", .write, put)
        routes.add(.delete, "/v1/products", .write, delete)
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
        let query = try QueryParameters(request, "category", "market", "q", "limit", "cursor", "id")
        if query.id("id") != nil { return try await get(request, context) }
        var filter = CatalogueFilter()
        if let text = try query.text("category") {
            guard let category = Category(text) else { throw Problem(field: "category", "has an empty name") }
            filter.category = category
        }
        filter.market = try query.market()
        let words = try query.text("q", bytes: 800) ?? ""
        guard words.unicodeScalars.count <= 200 else { throw Problem(field: "q", "must have at most 200 characters") }
        filter.words = words.split(separator: " ").map(String.init)
        let page = try await context.shop.products(
            filter, after: try query.cursor(), limit: try query.number("limit", in: 1...200, default: 20))
        return try Response.json(
            Page(items: page.items.map(\.shown), next: OrNull(QueryParameters.cursor(after: page.next))))
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "id")
        return try Response.json(try await context.shop.product(try context.part("id", or: query)).shown)
    }

    @Sendable private func put(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "id")
        let id = try context.part("id", or: query)
        let product = try await request.json(Product.self, limits, id: id)
        guard product.id.isExactly(id) else { throw Problem.differs(product.id, from: id) }
        let shop = try context.shop
        _ = try await save([product], in: shop)
        return try Response.json(try await shop.product(id).shown)
    }

    private struct Saved: Encodable {
        var stored = 0
        var added = 0
        var rejected: [RejectedLine] = []
    }

    @Sendable private func saveAll(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let shop = try context.shop
        var saved = Saved()
        if request.mediaType == "application/json" {
            saved.added = try await save([try await request.json(Product.self, limits)], in: shop)
            saved.stored = 1
            return try Response.json(saved)
        }
        try request.require(["application/x-ndjson", "application/json"])
        let lines = try await request.lines(of: Product.self, limits)
        var products: [Product] = []
        saved.rejected = lines.rejected
        for line in lines.values {
            var fields = FieldValidator()
            line.value.validate(&fields)
            if fields.fields.isEmpty {
                products.append(line.value)
            } else {
                saved.rejected.append(RejectedLine(line: line.line, errors: fields.fields))
            }
        }
        saved.rejected.sort { $0.line < $1.line }
        try RejectedLine.check(saved.rejected, taken: products.count)
        saved.stored = products.count
        saved.added = try await save(products, in: shop)
        return try Response.json(saved)
    }

    /// Saves products; one that names addresses of its own pictures keeps the pictures.
    private func save(_ products: [Product], in shop: Shop) async throws -> Int {
        guard products.contains(where: \.namesOwnPictures) else { return try await shop.save(products) }
        return try await shop.save(products) { $0.keepingOwnPictures(of: $1) }
    }

    @Sendable private func delete(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "id")
        try await context.shop.deleteProducts([try context.part("id", or: query)])
        return Response(status: .noContent)
    }

    @Sendable private func image(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "size", "required", "number", "id")
        let number = try query.number("number", in: 1...Product.maximumImages, default: 1)
        let size = try query.number("size", in: 16...1024, default: 256)
        let isRequired = try query.flag("required", default: true)
        let shop = try context.shop
        var product = try await shop.product(try context.part("id", or: query))
        product.image = product.images.dropFirst(number - 1).first
        guard let bytes = try await shop.picture(of: product, side: size) else {
            guard isRequired else { return Response(status: .noContent) }
            throw Problem.missing("picture \(number) of product \"\(product.id)\" here")
        }
        let tag = "\"\(SHA256.hexadecimal(of: Data(bytes)).prefix(32))\""
        let headers: HTTPFields = [.contentType: "image/png", .eTag: tag, .cacheControl: "private, max-age=300"]
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: [.eTag: tag]) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
