import FewShotData
import FewShotDigests
import FewShotNetworks
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Something that somebody shows: a product of the shop, or what is known of something else.
struct Thing: Sendable {
    /// What it is taken for.
    enum Kind: String, Sendable, Encodable {
        case product, picture, title, vector, description
    }

    /// What it is to be called, where somebody says.
    var id: String?
    /// A product of the shop.
    var product: String?
    var title: String?
    /// A picture as it came.
    var picture: [UInt8]?
    var vector: [Float]?
    var brand: String?
    var price: Price?
    var attributes: [String: AttributeValue] = [:]
    /// Where it stands in the request, for messages.
    var field = "body"

    var kind: Kind {
        if product != nil { return .product }
        let isPlain = brand == nil && price == nil && attributes.isEmpty
        switch (title != nil, picture != nil, vector != nil) {
        case (true, false, false): return isPlain ? .title : .description
        case (false, true, false): return isPlain ? .picture : .description
        case (false, false, true): return isPlain ? .vector : .description
        default: return .description
        }
    }

    /// What it is called.
    var name: String {
        if let name = id ?? product { return name }
        if let title { return title.utf8.count <= 256 ? title : "title-\(digest(Data(title.utf8)))" }
        if let picture { return "picture-\(digest(Data(picture)))" }
        if let vector { return "vector-\(digest(vector.withUnsafeBytes { Data($0) }))" }
        return "description"
    }

    private func digest(_ data: Data) -> String { String(SHA256.hexadecimal(of: data).prefix(12)) }
}

/// Where a thing lies.
struct PlacedThing: Sendable {
    var id: String
    var kind: Thing.Kind
    /// What of it is known.
    var known: [ProductParts.Part]
    var point: [Float]
}

extension ShopDesk {
    /// Places things, as a model sees them.
    ///
    /// - Throws: ``Problem`` naming the field of one that can't be used.
    func place(_ things: [Thing], _ model: CategoryModel) async throws -> [PlacedThing] {
        var placed = [PlacedThing?](repeating: nil, count: things.count)
        var rest: [Int] = []
        for (index, thing) in things.enumerated() {
            // The short way: no store, no picture, no tensors.
            if thing.kind == .title, let title = thing.title,
                let point = work.telemetry.measured(.encode, { model.point(ofTitle: [title]) })
            {
                guard point.contains(where: { $0 != 0 }) else {
                    throw Problem(field: "\(thing.field).title", "has no words")
                }
                placed[index] = PlacedThing(id: thing.name, kind: .title, known: [.title], point: point)
            } else {
                rest.append(index)
            }
        }
        if rest.contains(where: { things[$0].product != nil }), recommender.model.digest == model.digest {
            let (asked, recommender) = (rest, recommender)
            let kept = try await work.run {
                try asked.map { try self.keptPoint(of: things[$0], recommender) }
            }
            for (index, point) in zip(asked, kept) {
                guard let point else { continue }
                placed[index] = PlacedThing(
                    id: things[index].name, kind: .product, known: model.known(at: point), point: point)
            }
            rest.removeAll { placed[$0] != nil }
        }
        if !rest.isEmpty {
            let others = rest.map { things[$0] }
            let rows = try await work.run { try others.map { try self.row(of: $0, model) } }
            let points = try await encoding.points(of: rows, model)
            for (place, index) in rest.enumerated() {
                placed[index] = PlacedThing(
                    id: things[index].name, kind: things[index].kind, known: model.known(in: rows[place]),
                    point: points[place])
            }
        }
        return placed.compactMap(\.self)
    }

    /// Returns where a product of the shop lies, if the model has seen it already and it is as it was then.
    private func keptPoint(of thing: Thing, _ recommender: ShopRecommender) throws -> [Float]? {
        // A vector may be another one than at that time.
        guard let id = thing.product, thing.picture == nil, thing.vector == nil, recommender.model.parts.vector == nil
        else { return nil }
        return try store.product(id).flatMap { try recommender.embedding(of: $0) }
    }

    private func row(of thing: Thing, _ model: CategoryModel) throws -> [Float] {
        let parts = model.parts
        var product: Product
        var vector = thing.vector
        if let id = thing.product {
            guard let known = try store.product(id) else {
                throw Problem(field: "\(thing.field).product", "there is no product \"\(id)\"")
            }
            product = known
            if parts.vector != nil, vector == nil { vector = try store.embedding(named: ProductRows.vectors, of: id) }
        } else {
            product = Product(
                id: thing.name, title: thing.title.map { LocalizedText($0) } ?? LocalizedText(), brand: thing.brand,
                price: thing.price, attributes: thing.attributes)
            product.image = nil
        }
        if thing.picture != nil, parts.image == nil {
            throw Problem(field: "\(thing.field).image", "the model doesn't see pictures")
        }
        if let vector = thing.vector {
            guard let size = parts.vector else {
                throw Problem(field: "\(thing.field).vector", "the model doesn't take vectors")
            }
            guard vector.count == size else {
                throw Problem(field: "\(thing.field).vector", "has \(vector.count) numbers; the model takes \(size)")
            }
        }
        let picture = try thing.picture.map { try decoded($0, field: "\(thing.field).image") }
        let row = try ProductRows(parts, pictures: pictures).row(of: product, picture: picture, vector: vector)
        guard row.contains(where: { $0 != 0 }) else {
            let seen = parts.ranges.map(\.part.rawValue).joined(separator: ", ")
            throw Problem(field: thing.field, "has nothing that the model sees: \(seen)")
        }
        return row
    }

    private func decoded(_ bytes: [UInt8], field: String) throws -> DecodedImage {
        do { return try ImageCodec.decode(bytes, named: "picture", limits: pictures.limits) } catch let error
            as DataError
        {
            throw Problem(field: field, error.problem.detail)
        }
    }
}
