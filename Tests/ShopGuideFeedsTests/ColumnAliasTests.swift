import ShopGuideFeeds
import Testing

/// Columns that are called as they usually are.
@Suite struct ColumnAliasTests {
    /// The suggestions as a text: `field=column` in the order of the fields, defaults as `field is value`.
    private func layout(_ columns: String, _ kind: String) -> String {
        let result = ColumnAliases.suggestions(for: columns.split(separator: ",").map(String.init), kind: kind)
        let found =
            result.columns.map { "\($0.field)=\($0.column)" } + result.defaults.map { "\($0.field) is \($0.value)" }
        return found.joined(separator: " ")
    }

    @Test(arguments: [
        (
            "user_id:token,item_id:token,rating:float,timestamp:float",
            "shopper=user_id:token product=item_id:token value=rating:float time=timestamp:float kind is rating"
        ),
        (
            "timestamp,visitorid,event,itemid,transactionid",
            "shopper=visitorid product=itemid kind=event time=timestamp"
        ),
        ("session_id,user_id,item_id,timeframe,eventdate", "shopper=user_id product=item_id time=eventdate"),
        ("session_id,item_id,timeframe,eventdate", "shopper=session_id product=item_id time=eventdate"),
        (
            "reviewerID,asin,helpful,reviewText,overall,unixReviewTime",
            "shopper=reviewerID product=asin value=overall time=unixReviewTime kind is rating"
        ),
        (
            "rating,title,text,asin,parent_asin,user_id,timestamp",
            "shopper=user_id product=parent_asin value=rating time=timestamp kind is rating"
        ),
        (
            "userId,movieId,rating,timestamp",
            "shopper=userId product=movieId value=rating time=timestamp kind is rating"
        ),
        ("t_dat,customer_id,article_id,price,sales_channel_id", "shopper=customer_id product=article_id time=t_dat"),
        (
            "user_id,item_id,action_type,time_stamp",
            "shopper=user_id product=item_id kind=action_type time=time_stamp"
        ),
        (
            "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session",
            "shopper=user_id product=product_id kind=event_type time=event_time"
        ),
        ("order_id,product_id,add_to_cart_order,reordered", "product=product_id order=add_to_cart_order"),
        (
            "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP",
            "shopper=USER_ID product=ITEM_ID kind=EVENT_TYPE value=EVENT_VALUE time=TIMESTAMP"
        ),
        ("InvoiceNo,StockCode,InvoiceDate,Customer ID", "shopper=Customer ID product=StockCode time=InvoiceDate"),
        ("Shopper,product,KIND,Stars", "value=Stars"),
        ("shopper,product,value,time", ""),
    ])
    func `events of known data sets need no names`(_ columns: String, _ expected: String) {
        #expect(layout(columns, "interactions") == expected)
    }

    @Test(arguments: [
        (
            "sku,name,regular_price,image_url,stock_status",
            "id=sku title=name price=regular_price image=image_url availability=stock_status"
        ),
        (
            "item_id:token,title:token_seq,genre:token_seq",
            "id=item_id:token title=title:token_seq attributes.genre=genre:token_seq"
        ),
        ("商品编号,商品名称,品牌,品类,价格,库存", "id=商品编号 title=商品名称 category=品类 brand=品牌 price=价格 availability=库存"),
        (
            "Artikelnummer,Titel,Preis,Kategorie,Hersteller",
            "id=Artikelnummer title=Titel category=Kategorie brand=Hersteller price=Preis"
        ),
        (
            "article_id,product_code,prod_name,product_type_name",
            "id=article_id title=prod_name category=product_type_name"
        ),
        ("product_id,product_category_name,product_photos_qty", "id=product_id category=product_category_name"),
        ("product_id,sku,title", "id=sku"),
        ("ID,Title,Price,Currency", ""),
        ("id,title.en,name,images,picture", ""),
        ("id,pictures,photos,picture", "image=picture"),
    ])
    func `products of known shops need no names`(_ columns: String, _ expected: String) {
        #expect(layout(columns, "products") == expected)
    }

    @Test func `shoppers are found likewise`() {
        #expect(layout("customer_id,age,country", "shoppers") == "id=customer_id market=country")
        #expect(layout("user_id:token,age:token", "shoppers") == "id=user_id:token attributes.age=age:token")
        #expect(layout("id,user_id", "nothing") == "")
    }

    @Test(
        arguments: [
            ("timestamp,visitorid,event,itemid,transactionid", "interactions"),
            ("user_id:token,item_id:token,rating:float,timestamp:float", "interactions"),
            ("event_time,event_type,product_id,brand,price,user_id", "interactions"),
            ("shopper,product,kind", "interactions"),
            ("order_id,product_id,add_to_cart_order", "interactions"),
            ("id,title,price", "products"), ("id,title.en", "products"), ("SKU,Name", "products"),
            ("id,name", "products"),
            ("movieId,title,genres", "products"), ("item_id:token,genre:token_seq", "products"),
            ("商品编号,库存", "products"),
            ("rating,title,text,asin,parent_asin,user_id,timestamp", "interactions"),
            ("customer_id,name,email,country", "shoppers"), ("user_id:token,age:token,gender:token", "shoppers"),
            ("id,market", "shoppers"), ("id,name,gender", "shoppers"),
            ("a,b,c", nil), ("id", nil), ("", nil), ("user_id,event", nil),
        ] as [(String, String?)])
    func `the kind of a table is guessed from its columns`(_ columns: String, _ expected: String?) {
        #expect(TableGuess.kind(ofColumns: columns.split(separator: ",").map(String.init)) == expected)
    }
}
