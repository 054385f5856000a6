import FewShotLearning

/// How a category's products are named, priced and drawn.
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
    /// What its products are made of, or what they are for: the word before the name, in both languages.
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

/// A colour with its names and its grey level.
struct ProductColour: Sendable {
    var name: BilingualText
    var grey: UInt8

    init(_ english: String, _ chinese: String, _ grey: UInt8) {
        name = BilingualText(english: english, chinese: chinese)
        self.grey = grey
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
        ProductColour("black", "黑色", 22), ProductColour("navy", "藏青色", 45),
        ProductColour("burgundy", "酒红色", 62), ProductColour("forest green", "墨绿色", 75),
        ProductColour("blue", "蓝色", 92), ProductColour("red", "红色", 102),
        ProductColour("teal", "青绿色", 118), ProductColour("grey", "灰色", 130),
        ProductColour("orange", "橙色", 148), ProductColour("pink", "粉色", 172),
        ProductColour("sky blue", "天蓝色", 182), ProductColour("yellow", "黄色", 205),
        ProductColour("cream", "奶油色", 228), ProductColour("white", "白色", 246),
    ]

    private static let metalColours = [
        ProductColour("black", "黑色", 24), ProductColour("graphite", "石墨色", 60),
        ProductColour("copper", "铜色", 110), ProductColour("titanium grey", "钛灰色", 125),
        ProductColour("gold", "金色", 165), ProductColour("silver", "银色", 190), ProductColour("white", "白色", 245),
    ]

    private static let naturalColours = [
        ProductColour("black", "黑色", 24), ProductColour("dark brown", "深棕色", 62),
        ProductColour("chestnut", "栗色", 88), ProductColour("terracotta", "陶土色", 120),
        ProductColour("olive", "橄榄色", 108), ProductColour("honey", "蜂蜜色", 165),
        ProductColour("sand", "沙色", 195), ProductColour("ivory", "象牙白", 238),
    ]
}
