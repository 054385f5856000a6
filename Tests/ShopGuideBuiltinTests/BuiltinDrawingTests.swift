import FewShotData
import ShopGuideBuiltin
import Testing

struct BuiltinDrawingTests {
    @Test func `is in colour, in the size that was asked for, and of known products only`() throws {
        let drawing = try #require(BuiltinCatalogue.drawing(of: "mug-07", size: 96))
        #expect(drawing.width == 96 && drawing.height == 96 && drawing.channels == 3)
        for id in ["mug-00", "mug-41", "mug", "no-such-thing-01", "", "-1"] {
            #expect(BuiltinCatalogue.drawing(of: id, size: 32) == nil, "\(id)")
        }
    }

    @Test func `shows what the icon shows`() throws {
        let products = BuiltinCatalogue.generate().products
        for product in products where product.id.hasSuffix("-05") {
            let drawing = try #require(BuiltinCatalogue.drawing(of: product.id, size: BuiltinCatalogue.iconSize))
            let greys = stride(from: 0, to: drawing.pixels.count, by: 3).map { index in
                drawing.pixels[index..<index + 3].reduce(0) { $0 + Double($1) } / 3
            }
            #expect(correlation(greys, product.icon.map(Double.init)) > 0.6, "\(product.id)")
        }
    }

    private func correlation(_ x: [Double], _ y: [Double]) -> Double {
        let means = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
        var sums = SIMD3<Double>.zero
        for (x, y) in zip(x, y) {
            let (a, b) = (x - means.0, y - means.1)
            sums += SIMD3(a * b, a * a, b * b)
        }
        return sums.x / (sums.y * sums.z).squareRoot()
    }
}
