import ShopGuide
import ShopGuideApplication

extension Product: StrictlyNamed {
    static let fieldNames: Set<String> = [
        "id", "title", "category", "brand", "price", "currency", "attributes", "image", "images", "markets",
        "availability",
    ]

    /// The product as it is shown: pictures on this machine have the addresses at which they are served.
    var shown: Product {
        let places = images.enumerated().map { index, place in
            switch ImageReference(place) {
            case .file, .member: address(ofPicture: index + 1)
            case .builtin, .other: place
            }
        }
        return with(places)
    }

    /// The address at which a picture is served; the first has the number 1.
    ///
    /// An id with other characters than those that no address encodes stands in the query: a browser would read `..` as a path, and
    /// some proxies `%2F`.
    func address(ofPicture number: Int) -> String {
        let isPlain = id == id.asAddress && id != "." && id != ".."
        let address = isPlain ? "/v1/products/\(id)/image" : "/v1/products/-/image?id=\(id.asAddress)"
        return number == 1 ? address : "\(address)\(isPlain ? "?" : "&")number=\(number)"
    }

    /// The address of its first picture in a small size, or of nothing.
    var thumbnailAddress: String {
        let address = address(ofPicture: 1)
        return "\(address)\(address.contains("?") ? "&" : "?")size=160&required=false"
    }

    /// Whether it names the addresses of pictures of its own, which stay as they are.
    var namesOwnPictures: Bool { images.contains { numberOfOwnPicture($0) != nil } }

    /// Returns the product with the stored pictures in the place of their addresses.
    func keepingOwnPictures(of stored: Product?) -> Product {
        let known = stored?.images ?? []
        return with(
            images.compactMap { place in
                guard let number = numberOfOwnPicture(place) else { return place }
                return known.dropFirst(number - 1).first
            })
    }

    private func numberOfOwnPicture(_ place: String) -> Int? {
        guard place.hasPrefix("/v1/products/") else { return nil }
        if place == address(ofPicture: 1) || place == "/v1/products/\(id.asAddress)/image" { return 1 }
        guard let digits = place.split(separator: "=").last, let number = Int(digits),
            2...Self.maximumImages ~= number, place == address(ofPicture: number)
        else { return nil }
        return number
    }

    private func with(_ places: [String]) -> Product {
        var product = self
        product.image = places.first
        product.furtherImages = Array(places.dropFirst())
        return product
    }
}
