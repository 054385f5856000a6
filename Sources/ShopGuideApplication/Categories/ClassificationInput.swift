import FewShotData
import FewShotDigests
import FewShotNetworks
import Foundation
public import ShopGuide
import ShopGuideStore

/// Something to classify, or an example to teach: a product of the shop, or a description of something else.
public struct ClassificationInput: Sendable {
    /// The form in which an input comes.
    public enum Kind: String, Sendable, Encodable {
        case product, picture, title, vector, description
    }

    /// The id that the caller gives it.
    public var id: String?
    /// The id of a product of the shop; `mug-01#2` is the product with its second picture.
    public var product: String?
    /// The title.
    public var title: String?
    /// The bytes of a picture file.
    public var picture: [UInt8]?
    /// A ready embedding, for models that accept one.
    public var vector: [Float]?
    /// The brand.
    public var brand: String?
    /// The price.
    public var price: Price?
    /// Other attributes.
    public var attributes: [String: AttributeValue] = [:]
    /// The path of the input in the request, for messages.
    public var field: String
    /// Whether the request has the whole input in one field.
    public var isOneField = false

    /// Creates an input without content.
    public init(field: String = "body") { self.field = field }

    /// The form in which it comes.
    public var kind: Kind {
        if product != nil { return .product }
        let isPlain = brand == nil && price == nil && attributes.isEmpty
        switch (title != nil, picture != nil, vector != nil) {
        case (true, false, false): return isPlain ? .title : .description
        case (false, true, false): return isPlain ? .picture : .description
        case (false, false, true): return isPlain ? .vector : .description
        default: return .description
        }
    }

    /// The id of the input: the caller's, else one made of the content.
    public var name: String {
        if let name = id ?? product { return name }
        if let title {
            let isID = title.utf8.count <= 256 && TaughtCategory.words(ofID: title) == nil
            return isID ? title : "title-\(digest(Data(title.utf8)))"
        }
        if let picture { return "picture-\(digest(Data(picture)))" }
        if let vector { return "vector-\(digest(vector.withUnsafeBytes { Data($0) }))" }
        return "description"
    }

    private func digest(_ data: Data) -> String { String(SHA256.hexadecimal(of: data).prefix(12)) }

    /// The path of one of its parts.
    func path(_ part: String) -> String { isOneField ? field : "\(field).\(part)" }

    /// Checks that the content fits together and is within bounds.
    public func validate(_ fields: inout FieldValidator) {
        if let id { fields.identifier(path("id"), id) }
        if let id, TaughtCategory.words(ofID: id) != nil {
            fields.add(path("id"), "must not begin with \"\(TaughtCategory.textPrefix)\", as texts' ids do")
        }
        if let product {
            fields.identifier(path("product"), product)
            if title != nil || picture != nil || vector != nil || brand != nil || price != nil || !attributes.isEmpty {
                fields.add(field, "must be a product of the shop or something else, not both")
            }
        }
        if let title { fields.words(path("title"), title) }
        if let brand { fields.words(path("brand"), brand) }
        fields.attributes(attributes)
        if let vector, !(1...65_536 ~= vector.count) {
            fields.add(path("vector"), "must have 1 to 65536 numbers (got \(vector.count))")
        }
        if let place = vector?.firstIndex(where: { !$0.isFinite }) {
            fields.add("\(path("vector"))[\(place)]", "must be a finite number that single precision holds")
        }
        if let picture, picture.isEmpty { fields.add(path("image"), "is empty") }
        let isEmpty = [product, title, brand].allSatisfy { $0 == nil } && picture == nil && vector == nil
        if isEmpty, price == nil, attributes.isEmpty {
            fields.add(field, "needs a product, or a title, image, vector, brand, price or attributes")
        }
    }
}

extension [ClassificationInput] {
    /// Checks the number of the inputs and each of them.
    ///
    /// - Throws: ``GuideError`` naming every invalid field.
    func validate(as field: String, maximum: Int) throws {
        var fields = FieldValidator()
        fields.range(field, count, 1...maximum)
        for input in self { input.validate(&fields) }
        try fields.check()
    }
}

/// An input as a model sees it.
struct EncodedInput: Sendable {
    var id: String
    var kind: ClassificationInput.Kind
    /// The parts of a product that the input has.
    var known: [ProductParts.Slot]
    var embedding: [Float]
    /// The fingerprint of its picture, where it was asked for.
    var picture: PictureFingerprint?
}
