/// The usual names of the columns that hold a field, the most specific first.
struct AliasTable {
    /// The fields with their names, in the order in which columns are given to them.
    let fields: [(field: String, names: [String])]

    private init(_ fields: [(String, String)]) {
        self.fields = fields.map { ($0, [$0] + $1.split(separator: " ").map(String.init)) }
    }

    /// Returns the names of a field, itself among them.
    func names(of field: String) -> Set<String> { Set(fields.first { $0.field == field }?.names ?? []) }

    /// The aliases of the fields of products.
    static let products = AliasTable([
        ("id", productIDs + " handle code isbn ean gtin barcode"),
        (
            "title",
            """
            productname producttitle itemname itemtitle articlename prodname displayname movietitle booktitle name \
            商品名称 商品名稱 商品名 商品标题 商品標題 标题 名称 artikelname artikelbezeichnung produktname bezeichnung titel \
            nomduproduit nom titre libellé \
            nombre título titulo nome nazwa naam
            """
        ),
        (
            "category",
            """
            categorypath categories categorytree productcategory itemcategory productcategoryname categoryname maincategory \
            producttype producttypename googleproductcategory categorycode department cat categoryid catid \
            品类 类目 分类 商品分类 品類 分類 カテゴリ カテゴリー kategorie kategorien warengruppe produktgruppe \
            catégorie catégories categorie rayon categoría categoria kategoria
            """
        ),
        (
            "brand",
            """
            brandname productbrand vendor manufacturer manufacturername maker producer \
            品牌 厂商 ブランド メーカー marke hersteller marque fabricant marca fabricante merk producent
            """
        ),
        (
            "price",
            """
            regularprice priceamount priceinfo.price price.amount price.value productprice itemprice unitprice listprice \
            retailprice originalprice currentprice sellingprice amount \
            价格 售价 单价 價格 售價 価格 販売価格 preis verkaufspreis einzelpreis bruttopreis prix prixttc precio prezzo \
            preço preco cena prijs
            """
        ),
        (
            "currency",
            """
            currencycode pricecurrency currencyiso priceinfo.currencycode price.currency \
            货币 币种 貨幣 通貨 währung waehrung devise moneda valuta moeda waluta
            """
        ),
        (
            "image",
            """
            imageurl imagelink imagesrc mainimage mainimageurl primaryimage featuredimage pictureurl photourl imgurl thumbnailurl \
            picture photo img thumbnail imagepath imagefile filename \
            图片 主图 商品图片 圖片 画像 bild bildurl imageprincipale imagen foto immagine imagem zdjęcie afbeelding
            """
        ),
        ("images", "imageurls imagelinks imgurls pictures photos gallery 图片列表 bilder imágenes immagini fotos"),
        (
            "availability",
            """
            instock isinstock stockstatus availabilitystatus isavailable available stocklevel stockquantity quantityinstock stockqty \
            inventoryquantity inventory stock qty quantity \
            库存 庫存 在庫 verfügbarkeit lagerbestand bestand disponibilité disponibilidad disponibilità disponibilidade dostępność
            """
        ),
        ("markets", "market marketplaces salescountries"),
    ])

    /// The aliases of the fields of shoppers.
    static let shoppers = AliasTable([
        ("id", shopperIDs), ("market", "marketcode countrycode countryiso country 国家 国家代码 land pays país paese"),
    ])

    /// The aliases of the fields of interactions.
    static let interactions = AliasTable([
        ("shopper", "shopperid " + shopperIDs + " sessionid usersession session"),
        (
            "product",
            productIDs
                + " productcode isbn bookid movieid songid trackid artistid gameid appid businessid recipeid newsid item "
                + "article aid movie book 商品"
        ),
        (
            "kind",
            """
            eventtype eventname event actiontype action behaviortype behaviourtype behavior behaviour interactiontype interaction \
            activitytype activity feedbacktype type 行为类型 行为 行為
            """
        ),
        (
            "value",
            """
            rating ratings bookrating movierating starrating reviewrating reviewscore score stars star overall rate \
            评分 評分 评价 bewertung eventvalue
            """
        ),
        (
            "time",
            """
            eventtime eventtimestamp timestamp timestampms unixreviewtime orderpurchasetimestamp purchasedate orderdate invoicedate \
            transactiondate eventdate visitdate tdat datetime createdat createdtime updatedat unixtime ts date \
            时间戳 时间 日期 時間 zeitstempel datum
            """
        ),
        ("order", "addtocartorder"),
    ])

    /// The aliases of `value` that say that a row is a rating.
    static let ratings = interactions.names(of: "value").subtracting(["value", "eventvalue"])

    /// The names of columns that a table of shoppers has and one of products hasn't.
    static let shopperSigns: Set<String> = [
        "email", "emailaddress", "phone", "phonenumber", "gender", "sex", "age", "birthday", "birthdate", "dateofbirth",
        "firstname", "lastname", "fullname", "zip", "zipcode", "postalcode", "postcode", "occupation", "address",
        "city",
        "性别", "年龄", "邮箱", "geschlecht", "alter",
    ]

    private static let productIDs = """
        sku productid itemid articleid productsku itemsku articlenumber itemnumber productnumber stockcode parentasin asin \
        商品编号 商品編號 商品id 商品番号 货号 artikelnummer artikelnr artnr produktnummer référence codearticle codproducto
        """
    private static let shopperIDs = """
        userid customerid customeruniqueid memberid visitorid fullvisitorid userpseudoid reviewerid clientid buyerid accountid \
        householdkey user customer member visitor reviewer buyer client 用户id 用户编号 用户 会员id 会员编号 ユーザーid \
        kundennummer kundennr kunde idclient
        """
}
