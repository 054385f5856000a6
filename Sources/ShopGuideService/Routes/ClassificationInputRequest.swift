import Foundation
import ShopGuide
import ShopGuideApplication

/// An input to classify, as somebody sends it.
struct ClassificationInputRequest: StrictlyNamed, Sendable {
    static let fieldNames: Set<String> = [
        "id", "product", "title", "image", "vector", "brand", "price", "currency", "attributes",
    ]

    var id: String?
    var product: String?
    var title: String?
    var image: PictureText?
    var vector: [Double]?
    var brand: String?
    var price: Double?
    var currency: String?
    var attributes: [String: AttributeValue]?

    /// Returns the input.
    ///
    /// - Parameters:
    ///   - field: The path of the input in the request.
    ///   - fields: Collects what can't be read.
    /// - Returns: The input, whose bounds aren't checked yet.
    func input(at field: String, _ fields: inout FieldValidator) -> ClassificationInput {
        var input = ClassificationInput(field: field)
        (input.id, input.product, input.title, input.brand) = (id, product, title, brand)
        (input.picture, input.attributes) = (image?.bytes, attributes ?? [:])
        // Only the direction of a vector that single precision can't hold is meant.
        let largest = vector?.map(\.magnitude).max() ?? 0
        let scale = largest == 0 || 1e-30...1e30 ~= largest ? 1 : largest
        input.vector = vector?.map { Float($0 / scale) }
        switch (price, currency) {
        case (let amount?, let currency?):
            input.price = Price(amount.shortText, currency: currency)
            if input.price == nil {
                fields.add("\(field).price", "must be an amount with four decimals at most in a currency such as EUR")
            }
        case (nil, nil): break
        case (nil, _): fields.add("\(field).price", "is missing beside the currency")
        case (_, nil): fields.add("\(field).currency", "is missing beside the price")
        }
        return input
    }
}

/// A picture in a JSON text: in Base64, or as a `data:` URL of that.
struct PictureText: Decodable, Sendable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        var encoded = text[...]
        if text.hasPrefix("data:"), let comma = text.firstIndex(of: ","), text[..<comma].hasSuffix(";base64") {
            encoded = text[text.index(after: comma)...]
        }
        guard let data = Data(base64Encoded: String(encoded)) else {
            throw FieldFault("must be Base64, or a data URL such as data:image/jpeg;base64,…", at: container.codingPath)
                .error
        }
        bytes = [UInt8](data)
    }
}

/// A value that is decoded if it can be; where it can't, the error stays with it and fails nothing else.
struct Attempt<Value: Decodable & Sendable>: Decodable, Sendable {
    let result: Result<Value, GuideError>

    init(from decoder: any Decoder) throws {
        do { result = .success(try Value(from: decoder)) } catch let error as DecodingError {
            result = .failure(GuideError(fields: [error.field()]))
        }
    }
}

extension [Attempt<Strict<ClassificationInputRequest>>] {
    /// Returns the inputs, or the errors of those that can't be read.
    func attempts(at field: String) -> [Result<ClassificationInput, GuideError>] {
        enumerated().map { index, attempt in
            attempt.result.flatMap { request in
                var fields = FieldValidator()
                let input = request.value.input(at: "\(field)[\(index)]", &fields)
                return fields.fields.isEmpty ? .success(input) : .failure(GuideError(fields: fields.fields))
            }
        }
    }
}

extension [Strict<ClassificationInputRequest>] {
    /// Returns the inputs.
    ///
    /// - Throws: ``GuideError`` naming all fields that can't be read.
    func inputs(at field: String) throws -> [ClassificationInput] {
        var fields = FieldValidator()
        let inputs = enumerated().map { $1.value.input(at: "\(field)[\($0)]", &fields) }
        try fields.check()
        return inputs
    }
}
