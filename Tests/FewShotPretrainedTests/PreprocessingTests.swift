import FewShotPretrained
import FewShotTensors
import Foundation
import Testing

struct PreprocessingTests {
    @Test(
        .enabled(if: References.has("preprocessing"), References.advice),
        arguments: ["clip", "clip-small", "siglip", "siglip-bilinear", "dinov2", "vit", "lanczos", "box", "hamming"])
    func `equals the original processor pixel by pixel`(name: String) throws {
        let steps = try PicturePreprocessing(folder: References.folder.appending(path: "preprocessing/\(name)"))
        let tensors = try References.tensors("preprocessing/\(name)/reference.safetensors")
        let deviation = try #require(steps.deviation.min())
        var index = 0
        while let picture = tensors["picture.\(index)"], let expected = tensors["pixels.\(index)"] {
            let pixels = PicturePixels(try picture.values(), height: picture.size(0), width: picture.size(1))
            let difference = try largestDifference(try steps([pixels])[0], expected) * deviation
            #expect(difference < 1e-6, "picture \(index): \(difference * 255) of 255")
            index += 1
        }
        #expect(index == 7)
    }

    @Test func `a picture at its own size stays as it is`() {
        let picture = PicturePixels((0..<75).map(UInt8.init), height: 5, width: 5)
        for resampling in PictureResampling.allCases {
            #expect(picture.resized(to: picture.size, by: resampling) == picture)
        }
    }

    @Test func `pictures that come out in different sizes are refused`() throws {
        let steps = try PicturePreprocessing(resizing: .none, resampling: .bilinear, mean: [0], deviation: [1])
        let pictures = [4, 5].map { PicturePixels([UInt8](repeating: 0, count: $0 * 12), height: $0, width: 4) }
        #expect(throws: PretrainedError.self) { try steps(pictures) }
        #expect(throws: PretrainedError.self) { try steps([]) }
    }

    @Test func `a picture far too narrow is refused instead of growing`() throws {
        let steps = try PicturePreprocessing(
            resizing: .shortestEdge(224), resampling: .bicubic, crop: PictureSize(height: 224, width: 224), mean: [0],
            deviation: [1])
        let strip = PicturePixels([UInt8](repeating: 9, count: 2000 * 3), height: 1, width: 2000)
        let error = #expect(throws: PretrainedError.self) { try steps([strip]) }
        #expect(error?.message == "a picture of 1 × 2000 pixels is too narrow: it would be 224 × 448000 here")
    }
}
