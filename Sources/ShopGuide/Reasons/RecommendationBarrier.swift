/// The reason why a product can't be recommended at all.
public enum RecommendationBarrier: String, Sendable, Hashable, Codable, CaseIterable {
    /// The shop has it no more.
    case removed
    /// It isn't sold in the market.
    case market
    /// It isn't of the category that was asked for.
    case category
    /// It isn't of the brand that was asked for.
    case brand
    /// Its price is outside of what was asked for, or in another currency.
    case price
    /// It can't be ordered, or not as was asked for.
    case availability
    /// The shopper has it.
    case bought
    /// The shopper doesn't want it.
    case dismissed
    /// The shopper has just seen it.
    case seen
    /// It was to be left out.
    case excluded
    /// Another of its sizes and colours is recommended, or was seen, bought, dismissed or left out.
    case variant

    /// The reason in a few words.
    public func text(in language: String) -> String {
        let words: (english: String, chinese: String) =
            switch self {
            case .removed: ("the shop has it no more", "本店已下架")
            case .market: ("it isn't sold in this market", "该市场不销售")
            case .category: ("it is of another category", "不属于所选类别")
            case .brand: ("it is of another brand", "不是所选品牌")
            case .price: ("its price is outside of the range", "价格不在所选范围内")
            case .availability: ("it can't be ordered now", "目前无法订购")
            case .bought: ("it was bought already", "已经买过")
            case .dismissed: ("it was dismissed", "已表示不感兴趣")
            case .seen: ("it has just been seen", "刚刚看过")
            case .excluded: ("it was to be left out", "按要求排除")
            case .variant: ("another of its sizes or colours takes its place", "已由同款商品的其他规格代替")
            }
        return language.hasPrefix("zh") ? words.chinese : words.english
    }
}
