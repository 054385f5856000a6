import FewShotLearning

/// A recipe to name, price and draw a category's products.
struct CategoryRecipe: Sendable {
    /// Short and unique: `frying-pan`.
    var id: String
    /// The name in both languages.
    var name: BilingualText
    /// The split that it belongs to.
    var split: Split
    /// The usual prices, in US cents.
    var cents: ClosedRange<Int>
    /// The colours that its products come in.
    var palette: ProductPalette
    /// The material or purpose of its products: the word before the name, in both languages.
    var materials: KeyValuePairs<String, String>
    /// The words after the name, in both languages.
    var details: KeyValuePairs<String, String>
    /// Draws one product; no two are alike.
    var draw: @Sendable (inout IconSketch) -> Void

    /// Creates a recipe; `english` is the id too, with a hyphen for each space.
    init(
        _ english: String, _ chinese: String, _ split: Split, cents: ClosedRange<Int>,
        _ palette: ProductPalette = .bright,
        materials: KeyValuePairs<String, String>, details: KeyValuePairs<String, String>,
        draw: @escaping @Sendable (inout IconSketch) -> Void
    ) {
        id = String(english.lowercased().map { $0 == " " ? "-" : $0 })
        name = BilingualText(english: english, chinese: chinese)
        self.split = split
        self.cents = cents
        self.palette = palette
        self.materials = materials
        self.details = details
        self.draw = draw
    }
}

/// A part of the shop: its brands and categories.
struct DepartmentRecipe: Sendable {
    /// The part of the shop.
    var department: BuiltinCategory.Department
    /// Its invented brands.
    var brands: [String]
    /// Its categories, in a fixed order.
    var categories: [CategoryRecipe]

    /// All departments, in a fixed order.
    static let all = [kitchen, garden, clothing, electronics, sport, toys, stationery, home]
}

/// A colour with its names, its grey level, and what it looks like to people.
struct ProductColour: Sendable {
    var name: BilingualText
    var grey: UInt8
    /// Red, green and blue.
    var paint: SIMD3<Int>

    init(_ english: String, _ chinese: String, _ grey: UInt8, _ paint: Int) {
        name = BilingualText(english: english, chinese: chinese)
        self.grey = grey
        self.paint = SIMD3(paint >> 16 & 255, paint >> 8 & 255, paint & 255)
    }
}

/// The colours that a kind of product comes in.
enum ProductPalette: Sendable {
    /// Dyed or painted in any colour.
    case bright
    /// Bare or coated metal, and the plain colours of devices.
    case metal
    /// Wood, clay and undyed things.
    case natural

    /// The colours.
    var colours: [ProductColour] {
        switch self {
        case .bright: Self.brightColours
        case .metal: Self.metalColours
        case .natural: Self.naturalColours
        }
    }

    private static let brightColours = [
        ProductColour("black", "黑色", 22, 0x2B2D33), ProductColour("navy", "藏青色", 45, 0x27406E),
        ProductColour("burgundy", "酒红色", 62, 0x7E2237), ProductColour("forest green", "墨绿色", 75, 0x2C5B45),
        ProductColour("blue", "蓝色", 92, 0x2F6FB5), ProductColour("red", "红色", 102, 0xCC3F3A),
        ProductColour("teal", "青绿色", 118, 0x1F8A8C), ProductColour("grey", "灰色", 130, 0x868B93),
        ProductColour("orange", "橙色", 148, 0xE5813B), ProductColour("pink", "粉色", 172, 0xE99AB2),
        ProductColour("sky blue", "天蓝色", 182, 0x8FC4E8), ProductColour("yellow", "黄色", 205, 0xF2C84B),
        ProductColour("cream", "奶油色", 228, 0xF3E6C8), ProductColour("white", "白色", 246, 0xF8F8F5),
    ]

    private static let metalColours = [
        ProductColour("black", "黑色", 24, 0x2B2D33), ProductColour("graphite", "石墨色", 60, 0x4A4E56),
        ProductColour("copper", "铜色", 110, 0xB8704A), ProductColour("titanium grey", "钛灰色", 125, 0x7E858D),
        ProductColour("gold", "金色", 165, 0xCFA751), ProductColour("silver", "银色", 190, 0xBFC5CC),
        ProductColour("white", "白色", 245, 0xF8F8F5),
    ]

    private static let naturalColours = [
        ProductColour("black", "黑色", 24, 0x2B2D33), ProductColour("dark brown", "深棕色", 62, 0x573B2C),
        ProductColour("chestnut", "栗色", 88, 0x8A5034), ProductColour("terracotta", "陶土色", 120, 0xC0694A),
        ProductColour("olive", "橄榄色", 108, 0x7F8146), ProductColour("honey", "蜂蜜色", 165, 0xD29B4E),
        ProductColour("sand", "沙色", 195, 0xD8C39C), ProductColour("ivory", "象牙白", 238, 0xF4EDDC),
    ]
}
