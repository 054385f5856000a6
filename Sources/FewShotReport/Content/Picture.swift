import FewShotData
import FewShotTensors
import Foundation

/// An image in a report, with an alternative text.
public struct Picture: Sendable {
    /// The pixels; shown enlarged, without smoothing.
    public var image: DecodedImage
    /// The alternative text.
    public var alternative: String

    /// Creates a picture.
    public init(image: DecodedImage, alternative: String) {
        self.image = image
        self.alternative = alternative
    }

    /// Creates a picture from an example, shape `[channels, height, width]`: uint8, or floating point in 0…1.
    ///
    /// - Throws: The error of a failed tensor, or of one that is no image with 1 or 3 channels.
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

    /// The image as a PNG in a `data:` URI.
    var dataURI: String {
        get throws { "data:image/png;base64," + Data(try ImageCodec.png(from: image)).base64EncodedString() }
    }
}
