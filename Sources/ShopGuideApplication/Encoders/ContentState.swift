import FewShotDigests
import Foundation
import ShopGuide

/// The state of what an encoder reads of a product, by which it is known whether an embedding is of it as it is now.
struct ContentState: Sendable, Equatable {
    /// The digest that is kept with an embedding.
    let fingerprint: Int64
    /// Whether it can be read on this machine.
    let isHere: Bool

    /// Looks at a product; `nil` where it has nothing to read.
    init?(of product: Product, _ input: VectorSource.Input, _ pictures: PictureReader) {
        switch input {
        case .title:
            guard let text = product.encodedTitle else { return nil }
            fingerprint = Self.digest(text)
            isHere = true
        case .picture:
            guard let place = product.image else { return nil }
            let state = pictures.state(of: place)
            // The place in the first half, the file in the second.
            let file = state.map { UInt64(bitPattern: Self.digest($0)) & 0xFFFF_FFFF } ?? 0
            fingerprint = Int64(bitPattern: UInt64(bitPattern: Self.digest(place)) & ~0xFFFF_FFFF | file)
            isHere = state != nil
        }
    }

    /// Whether an embedding of a fingerprint is of this content; one of a picture that isn't here may be.
    func matches(_ stored: Int64) -> Bool {
        stored == fingerprint || !isHere && stored >> 32 == fingerprint >> 32
    }

    private static func digest(_ text: String) -> Int64 {
        let digits = SHA256.hexadecimal(of: Data(text.utf8)).prefix(16)
        return Int64(bitPattern: UInt64(digits, radix: 16) ?? 0)
    }
}

extension Product {
    /// The text that encoders of titles read: the English title, else one of an unknown language, else the first.
    var encodedTitle: String? {
        title.text(in: "en").flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }
}
