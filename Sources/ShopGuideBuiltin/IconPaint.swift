import FewShotData
/// The colours in which people are shown a drawing that learners see in grey.
struct IconPaint {
    /// One colour per tone.
    private let colours: [SIMD3<Int>]

    /// Mixes the colours of a product: its own, as much lighter or darker as its grey was made.
    init(colour: ProductColour, levels: [UInt8]) {
        let greys = levels.map(Int.init)
        let (paper, body) = (greys[0], greys[1])
        let ground = paper < 128 ? SIMD3(34, 38, 48) &+ paper / 2 : Self.grounds[paper % Self.grounds.count]
        let isOutlined = abs(body - paper) < 16  // the product is drawn as lines on the ground
        let paint = isOutlined ? ground : colour.paint &+ (body - Int(colour.grey))
        colours = [
            ground,
            paint,
            paint &+ (greys[2] - body) * 3 / 4,
            greys[3] < 128 ? SIMD3(38, 40, 50) : SIMD3(252, 250, 245),
            ground &+ (greys[4] - paper) * 2 / 3,
            greys[5] < 128 ? SIMD3(188, 62, 52) : SIMD3(250, 208, 96),
        ].map { $0.clamped(lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: 255)) }
    }

    /// Returns the picture of a canvas.
    func picture(of canvas: IconCanvas) -> DecodedImage {
        DecodedImage(width: canvas.size, height: canvas.size, channels: 3, pixels: canvas.pixels(colours: colours))
    }

    private static let grounds: [SIMD3<Int>] = [
        SIMD3(247, 241, 231), SIMD3(234, 241, 243), SIMD3(243, 236, 241), SIMD3(236, 243, 234), SIMD3(249, 239, 228),
        SIMD3(236, 237, 246), SIMD3(244, 244, 240),
    ]
}

extension BuiltinCatalogue {
    /// Returns the picture of a product as people are shown it: the same drawing as its icon, in colour and in any size, without the
    /// camera's noise; `nil` where there is no such product.
    public static func drawing(of id: String, size: Int, seed: UInt64 = 0) -> DecodedImage? {
        guard let hyphen = id.lastIndex(of: "-"), let number = Int(id[id.index(after: hyphen)...]),
            1...productsPerCategory ~= number
        else { return nil }
        let recipes = DepartmentRecipe.all.flatMap(\.categories)
        guard let category = recipes.firstIndex(where: { $0.id == id[..<hyphen] }) else { return nil }
        var counter = ProductCounter(recipe: recipes[category], brands: [], seed: seed, category: category)
        return counter.drawing(number - 1, of: productsPerCategory, size: size)
    }
}
