import FewShotLearning
import FewShotTensors
import Foundation
import Testing

import FewShotData

/// The pictures of phones and shops beside the package, and what `photos.json` says becomes of each.
@Suite(.enabled(if: RealData.hasPhotos, "needs ../shared/feeds/photos"))
struct FeedPhotoTests {
    private static let folder = RealData.photos
    /// The least cosine of the pixels' deviations from their mean.
    private static let leastCosine = 0.98

    private func decode(_ name: String) throws -> DecodedImage {
        let bytes = try Data(contentsOf: URL(filePath: "\(Self.folder)/\(name)"))
        return try ImageCodec.decode([UInt8](bytes), named: name)
    }

    /// The middle square as an encoder gets it, its mean subtracted: plain cosines of pixels are near 1 for any two photos.
    private func encoderInput(_ name: String) throws -> [Float] {
        let square = try decode(name).croppedToSquare()
        let pixels = Tensor(square.planes(channels: 3), shape: [1, 3, square.height, square.width], on: .cpu)
        let values = try pixels.to(.float32).resized(height: 28, width: 28).values(as: Float.self)
        let mean = values.reduce(0, +) / Float(values.count)
        return values.map { $0 - mean }
    }

    private func cosine(_ a: [Float], _ b: [Float]) -> Double {
        func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }

    @Test(arguments: [
        "orientation_1.jpg", "orientation_2.jpg", "orientation_3.jpg", "orientation_4.jpg", "orientation_5.jpg",
        "orientation_6.jpg", "orientation_7.jpg", "orientation_8.jpg", "orientation_6.webp", "orientation_6.png",
        "cmyk.jpg",
        "palette.png", "animated.webp", "animated.gif", "gif_named.jpg", "photo.bmp", "photo.tiff", "photo.avif",
        "avif_named.jpg", "copy.jpg", "UPPER.JPG", "IMG 0001 (1).jpg", "茶壶.jpg",
    ])
    func `is the same picture as upright.jpg`(_ name: String) throws {
        let similarity = try cosine(encoderInput(name), encoderInput("upright.jpg"))
        #expect(similarity > Self.leastCosine)
        let distance = try PerceptualHash(of: decode(name)).distance(to: PerceptualHash(of: decode("upright.jpg")))
        #expect(distance <= 6)
    }

    @Test(arguments: ["grey.jpg", "sixteen_bit.png", "transparent.png", "transparent.webp", "broken_exif.jpg"])
    func `is seen`(_ name: String) throws {
        let image = try decode(name)
        #expect(Set(image.pixels).count > 8 && image.ground == .white)
    }

    @Test func `lays white_on_transparent.png on grey`() throws {
        let image = try decode("white_on_transparent.png")
        #expect(image.ground == .grey && Set(image.pixels).isSuperset(of: [128, 255]))
    }

    @Test(arguments: [
        ("empty.jpg", "empty.jpg: it is empty"), ("cut_off.jpg", "cut_off.jpg: Premature end of JPEG file"),
    ])
    func `refuses by name`(_ name: String, _ message: String) throws {
        let error = #expect(throws: DataError.self) { try decode(name) }
        #expect(error?.message == message)
    }

    private func load(_ folder: TemporaryFolder, _ options: DataOptions) throws -> LoadedData {
        let shop = "\(folder.path)/shop"
        try FileManager.default.createDirectory(atPath: shop, withIntermediateDirectories: true)
        for name in ["mug", "jam"] { try folder.write(PNGFixture.grey(90), to: "shop/\(name)/1.png") }
        try FileManager.default.copyItem(atPath: Self.folder, toPath: "\(shop)/photos")
        return try DataSource.images(path: shop).load(options)
    }

    private var options: DataOptions {
        var options = DataOptions()
        (options.size, options.damage) = (28, .skip)
        return options
    }

    @Test func `counts copies once, leaves out what is broken and says both, but not a word of leftovers`() throws {
        let folder = try TemporaryFolder()
        let data = try load(folder, options)
        let classes = data.splits.values.flatMap(\.classes)
        #expect(Set(classes.map(\.name)) == ["mug", "jam", "photos"])
        // 32 pictures, of which two are broken, four more are upright.jpg again, and photo.avif is avif_named.jpg again.
        #expect(classes.first { $0.name == "photos" }?.examples.count == 32 - 2 - 4 - 1)
        let shop = "\(folder.path)/shop"
        #expect(
            data.notes == [
                "2 of 34 images left out:",
                "\(shop): photos/cut_off.jpg: Premature end of JPEG file",
                "\(shop): photos/empty.jpg: it is empty",
                "1 picture is white on transparent and laid on grey: photos/white_on_transparent.png",
                "5 pictures are copies of others in their class and count once: photos/UPPER.JPG, photos/copy.jpg, "
                    + "photos/photo.avif, photos/upright.jpg, photos/茶壶.jpg",
            ])
    }

    @Test func `refuses the folder at its first broken picture, by name`() throws {
        var options = options
        options.damage = .refuse
        let folder = try TemporaryFolder()
        let error = #expect(throws: DataError.self) { try load(folder, options) }
        #expect(error?.message == "\(folder.path)/shop: photos/cut_off.jpg: Premature end of JPEG file")
    }
}
