import ShopGuideFeeds
import Testing

@Suite struct WordTests {
    @Test(arguments: [
        ("4.5", 4.5), ("4,5", 4.5), ("1 234", 1234), ("1\u{A0}234,5", 1234.5), ("-3", -3), ("−3,5", -3.5), ("+3", 3),
        ("1.234,5", 1234.5),
        ("1,234", 1234), ("1.234", 1.234), ("1e3", 1000), (" 5 ", 5), (".5", 0.5), ("0", 0), ("-0", 0), ("0.1", 0.1),
        ("1.234.567", 1_234_567),
        ("1000000000000000000000", 1e21),
    ])
    func `reads numbers`(_ text: String, _ number: Double) { #expect(NumberText.value(of: text) == number) }

    @Test(arguments: [
        "", " ", "five", "inf", "nan", "1e999", "4/5", "1-2", "--1", "0x10", "1 2", "4.5.6", "5 %",
        String(repeating: "1", count: 999),
    ])
    func `reads no other words`(_ text: String) { #expect(NumberText.value(of: text) == nil) }

    @Test(arguments: [
        (
            "view",
            ["view", "VIEW", "pv", "click", "detail", "product_view", "page_view", "view_item", "detail-page-view"]
        ),
        ("cart", ["cart", "addtocart", "add_to_cart", "Add to Cart"]),
        ("purchase", ["purchase", "transaction", "buy", "order", "Order Completed"]),
        ("rating", ["rating", "review"]), ("like", ["like", "fav", "wishlist", "add_to_wishlist", "收藏"]),
        ("dismiss", ["dismiss", "dislike"]),
    ])
    func `knows the kinds of events`(_ kind: String, _ words: [String]) {
        for word in words { #expect(EventKindWords.kind(of: word) == kind, "\(word)") }
    }

    @Test(arguments: ["", "remove_from_cart", "0", "1", "begin_checkout", "impression", "stole", "refund"])
    func `takes no other word for a kind`(_ word: String) { #expect(EventKindWords.kind(of: word) == nil) }
}
