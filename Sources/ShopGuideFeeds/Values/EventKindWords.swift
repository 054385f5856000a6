/// The words of shops and data sets for what a shopper did: those of Retailrocket, YooChoose, Taobao, Tmall, Google Analytics and others.
package enum EventKindWords {
    /// Returns the kind that a word means, `view`, `cart`, `purchase`, `rating`, `like` or `dismiss`.
    ///
    /// Case, blanks, hyphens and underscores don't count. Numbers mean something else in each data set, and what is taken back
    /// (`remove_from_cart`) is no kind: nil.
    package static func kind(of word: String) -> String? {
        if let kind = table[word] { return kind }
        guard word.utf8.count <= 64 else { return nil }
        return table[String(word.lowercased().filter { !" _-.".contains($0) })]
    }

    private static let table: [String: String] = {
        var table = [String: String]()
        for (kind, words) in kinds {
            table[kind] = kind
            for word in words.split(separator: " ") { table[String(word)] = kind }
        }
        return table
    }()

    private static let kinds = [
        "view": """
        viewed pv click clicks clicked clk detail details pageview productview productviewed productdetail productdetailview detailview \
        detailpageview viewitem viewproduct viewcontent viewdetail itemview itemviewed itempage viewpage selectitem clickitem \
        productclick productclicked browse browsed visit visited open opened watch watched read session 浏览 瀏覽 点击 點擊 閲覧
        """,
        "cart": """
        addtocart addcart addedtocart cartadd addtobasket addtobag basket bag carted putincart productadded additemtocart \
        addtoshoppingcart 加购 加購 加购物车 加入购物车 カート warenkorb panier
        """,
        "purchase": """
        purchased purchases transaction transactions order orders ordered orderplaced ordercompleted ordercomplete completeorder buy \
        buys bought buyitem purchaseproduct productpurchased checkoutcomplete paid payment sale sold conversion 购买 購買 下单 支付 \
        成交 購入 kauf achat compra
        """,
        "rating": "rate rated ratings review reviews reviewed stars score 评分 評分 评价 評価",
        "like": """
        liked likes fav favs favorite favorited favourite favourited favour favor wishlist addtowishlist addtofavorites addtofavourites \
        wish wished save saved collect collected bookmark bookmarked heart upvote thumbsup 收藏 喜欢 喜歡 お気に入り
        """,
        "dismiss": """
        dismissed dislike disliked notinterested nothanks hide hidden thumbsdown downvote skip skipped 不喜欢 不感兴趣
        """,
    ]
}
