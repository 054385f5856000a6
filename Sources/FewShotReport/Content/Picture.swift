import FewShotData
import FewShotTensors
import Foundation

/// A small picture in a report, with words for readers who don't see it.
public struct Picture: Sendable {
    /// The pixels; shown enlarged, each as a square.
    public var image: DecodedImage
    /// What it shows.
    public var alternative: String

    /// Creates a picture.
    public init(image: DecodedImage, alternative: String) {
        self.image = image
        self.alternative = alternative
    }

    /// Creates a picture from an example, shape `[channels, height, width]`: uint8, or floating point in 0…1.
    ///
    /// - Throws: the error of a failed tensor, or one that says that it is no image of 1 or 3 channels.
    public init(_ example: Tensor, alternative: String) throws(TensorError) {
        let shape = try example.checked().shape
        guard shape.count == 3, shape[0] == 1 || shape[0] == 3, example.count > 0 else {
            throw TensorError(
                .operation, operation: "Picture", shapes: [shape],
                message: "a picture is [channels, height, width] with 1 or 3 channels")
        }
        let bytes = example.elementType == .uint8 ? example : (example * 255).clamped(to: 0...255).rounded().to(.uint8)
        let pixels = try bytes.permuted([1, 2, 0]).contiguous().values(as: UInt8.self)
        image = DecodedImage(width: shape[2], height: shape[1], channels: shape[0], pixels: pixels)
        self.alternative = alternative
    }

    /// The picture as a PNG inside a `data:` address.
    var dataURI: String {
        get throws { "data:image/png;base64," + Data(try ImageCodec.png(from: image)).base64EncodedString() }
    }
}
