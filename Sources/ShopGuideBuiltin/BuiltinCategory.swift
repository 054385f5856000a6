import FewShotLearning

/// The same words in both languages of the built-in catalogue.
public struct BilingualText: Sendable, Hashable, Codable {
    /// The words in English.
    public var english: String
    /// The words in simplified Chinese.
    public var chinese: String

    /// Creates a text from its two versions.
    public init(english: String, chinese: String) {
        self.english = english
        self.chinese = chinese
    }
}

/// A category of the built-in catalogue, such as mugs.
public struct BuiltinCategory: Sendable, Hashable, Codable, Identifiable {
    /// The part of the shop that a category belongs to.
    public enum Department: String, Sendable, CaseIterable, Codable {
        /// Things to cook and eat with.
        case kitchen
        /// Tools and things for the garden.
        case garden
        /// Clothes and shoes.
        case clothing
        /// Devices.
        case electronics
        /// Sports equipment.
        case sport
        /// Toys.
        case toys
        /// Paper, pens and what lies beside them.
        case stationery
        /// Furniture and decoration.
        case home

        /// The department's name.
        public var name: BilingualText {
            switch self {
            case .kitchen: BilingualText(english: "Kitchen", chinese: "厨房用品")
            case .garden: BilingualText(english: "Garden", chinese: "园艺用品")
            case .clothing: BilingualText(english: "Clothing", chinese: "服装鞋帽")
            case .electronics: BilingualText(english: "Electronics", chinese: "电子产品")
            case .sport: BilingualText(english: "Sport", chinese: "运动用品")
            case .toys: BilingualText(english: "Toys", chinese: "玩具")
            case .stationery: BilingualText(english: "Stationery", chinese: "文具")
            case .home: BilingualText(english: "Home", chinese: "家居用品")
            }
        }
    }

    /// A short name that is unique in the catalogue: `frying-pan`.
    public var id: String
    /// The category's name, in the singular.
    public var name: BilingualText
    /// The part of the shop that it belongs to.
    public var department: Department
    /// The split that it belongs to, always the same: every department has categories in each.
    public var split: Split
}
