/// The names of columns in WooCommerce's export: English, French, German, Spanish, Italian, Dutch, Chinese.
enum WooCommerceNames {
    static let id = ["ID", "Identifiant"]
    static let sku = ["SKU", "UGS", "Artikelnummer", "COD", "Art.-Nr.", "货号"]
    static let type = ["Type", "Typ", "Tipo", "Soort", "类型"]
    static let title = ["Name", "Nom", "Nombre", "Nome", "Naam", "名称"]
    static let isPublished = [
        "Published", "Publié", "Veröffentlicht", "Publicado", "Pubblicato", "Gepubliceerd", "已发布",
    ]
    static let stock = [
        "In stock?", "En stock ?", "En stock?", "Vorrätig?", "Auf Lager?", "¿Existencias?", "¿En inventario?",
        "¿Hay existencias?",
        "In magazzino?", "Disponibile?", "Op voorraad?", "有货？", "有货?", "有库存？", "有库存?",
    ]
    static let quantity = [
        "Stock", "Lagerbestand", "Lager", "Bestand", "Inventario", "Existencias", "Magazzino", "Voorraad", "库存",
    ]
    static let price = [
        "Regular price", "Tarif régulier", "Prix régulier", "Regulärer Preis", "Precio normal", "Prezzo di listino",
        "Prezzo regolare", "Reguliere prijs", "Normale prijs", "常规价格", "常规售价", "正常价格",
    ]
    static let salePrice = [
        "Sale price", "Tarif promo", "Tarif promotionnel", "Angebotspreis", "Precio rebajado", "Prezzo in offerta",
        "Aanbiedingsprijs",
        "Actieprijs", "促销价格", "促销售价", "特价",
    ]
    static let categories = ["Categories", "Catégories", "Kategorien", "Categorías", "Categorie", "Categorieën", "分类"]
    static let tags = ["Tags", "Étiquettes", "Schlagwörter", "Etiquetas", "Tag", "标签"]
    static let images = ["Images", "Bilder", "Imágenes", "Immagini", "Immagine", "Afbeeldingen", "图片", "图像"]
    static let brand = [
        "Brands", "Brand", "Marques", "Marque", "Marken", "Marke", "Marcas", "Marca", "Marche", "Merken", "Merk", "品牌",
    ]
    static let parent = [
        "Parent", "Übergeordnetes Produkt", "Übergeordnet", "Eltern", "Superior", "Principal", "Padre", "Genitore",
        "Hoofd", "Ouder",
        "Bovenliggend", "父级",
    ]
    static let description = ["Description", "Beschreibung", "Descripción", "Descrizione", "Beschrijving", "描述"]
    static let shortDescription = [
        "Short description", "Description courte", "Kurzbeschreibung", "Descripción corta", "Breve descrizione",
        "Descrizione breve",
        "Korte beschrijving", "简短描述", "简短说明",
    ]
    static let number = [
        "GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN or ISBN", "GTIN, UPC, EAN ou ISBN", "GTIN, UPC, EAN oder ISBN",
        "GTIN, UPC, EAN o ISBN",
        "GTIN, UPC, EAN of ISBN", "GTIN, UPC, EAN 或 ISBN", "GTIN、UPC、EAN 或 ISBN", "GTIN",
    ]

    /// The parts of the names of attributes' columns, as ``ProfileColumns/plain(_:)`` makes them.
    static let attribute = ["attribut", "atributo", "attributo", "attribuut", "kenmerk", "eigenschap", "属性"]
    static let attributeName = ["name", "nom", "nome", "naam", "名称"]
    static let attributeValues = ["value", "valeur", "wert", "valor", "waarde", "值"]

    /// Returns whether a column, by its plain name, tells the shop what to do rather than customers what a product is.
    static func steers(_ name: String) -> Bool {
        steering.contains(name) || meta.contains(where: name.hasPrefix)
    }

    private static let meta = ["meta:", "méta:", "metadaten:", "metadatos:", "元数据:", "元数据："]

    private static let steering: Set<String> = Set(
        """
        Is featured?|Featured|Visibility in catalog|Catalog visibility|Date sale price starts|Date sale price ends|Tax status|Tax class|\
        Low stock amount|Backorders allowed?|Sold individually?|Allow customer reviews?|Purchase note|Shipping class|Download limit|\
        Download expiry days|Grouped products|Upsells|Cross-sells|External URL|Button text|Position|Downloadable|Virtual|\
        Cost of goods|Swatches Attributes|\
        Mis en avant ?|Mise en avant ?|Est mis en avant ?|Visibilité dans le catalogue|Date de début de promo|Date de fin de promo|\
        État de la TVA|Statut de la TVA|Statut de taxe|Classe de TVA|Classe de taxe|Montant de stock faible|Quantité de stock faible|\
        Autoriser les commandes de produits en rupture ?|Autoriser les ruptures de stock ?|Vendre individuellement ?|Vendu individuellement ?|\
        Autoriser les avis clients ?|Note d'achat|Note de commande|Classe d'expédition|Limite de téléchargement|Limite de téléchargements|\
        Jours d'expiration du téléchargement|Groupes de produits|Produits groupés|Produits suggérés|Montées en gamme|Ventes croisées|\
        URL externe|Libellé du bouton|Texte du bouton|\
        Ist hervorgehoben?|Empfohlen?|Sichtbarkeit im Katalog|Datum, an dem Angebotspreis beginnt|Datum, an dem Angebotspreis endet|\
        Beginn des Angebotspreises|Ende des Angebotspreises|Steuerstatus|Steuerklasse|Geringe Lagermenge|Geringer Lagerbestand|\
        Lieferrückstände erlaubt?|Lieferrückstande erlaubt?|Nur einzeln verkaufen?|Einzeln verkauft?|Kundenrezensionen erlauben?|\
        Kundenbewertungen erlauben?|Hinweis zum Kauf|Kaufhinweis|Versandklasse|Downloadlimit|Download-Limit|Ablauftage des Downloads|\
        Gültigkeitsdauer des Downloads|Gruppierte Produkte|Zusatzverkäufe|Querverkäufe|Externe URL|Button-Text|Buttontext|\
        ¿Está destacado?|Visibilidad en el catálogo|Día en que empieza el precio rebajado|Día en que termina el precio rebajado|\
        Estado del impuesto|Clase de impuesto|Cantidad de bajo inventario|Cantidad de pocas existencias|\
        ¿Permitir reservas de productos agotados?|¿Vendido individualmente?|¿Permitir valoraciones de clientes?|Nota de compra|\
        Clase de envío|Límite de descargas|Días de caducidad de la descarga|Productos agrupados|Ventas dirigidas|Ventas cruzadas|\
        URL externa|Texto del botón|Posición|\
        In primo piano?|In evidenza?|Visibilità nel catalogo|Data di inizio del prezzo in offerta|Data di fine del prezzo in offerta|\
        Inizio data prezzo in offerta|Fine data prezzo in offerta|Stato delle imposte|Stato imposta|Aliquota di imposta|Classe imposta|\
        Quantità di magazzino bassa|Soglia scorte basse|Abilita gli ordini arretrati?|Permetti ordini arretrati?|Venduto singolarmente?|\
        Abilita le recensioni dei clienti?|Permetti recensioni clienti?|Nota di acquisto|Nota acquisto|Classe di spedizione|\
        Limite di download|Giorni di scadenza del download|Prodotti raggruppati|Up-sell|Upsell|Cross-sell|URL esterno|\
        Testo del pulsante|Posizione|\
        Uitgelicht?|Is uitgelicht?|Zichtbaarheid in catalogus|Startdatum actieprijs|Einddatum actieprijs|Belastingstatus|Btw-status|\
        Belastingklasse|Btw-klasse|Lage voorraad|Nabestellingen toegestaan?|Individueel verkocht?|Klantbeoordelingen toestaan?|\
        Aankoopnotitie|Verzendklasse|Downloadlimiet|Dagen tot vervallen download|Gegroepeerde producten|Externe URL|Knoptekst|Positie|\
        是推荐产品？|是否推荐？|是否推荐?|在列表页可见|目录可见性|促销开始日期|促销截止日期|促销结束日期|税状态|纳税状态|税类|缴税类别|库存不足|\
        低库存量|允许缺货下单？|允许缺货下单?|单独出售？|单独出售?|允许客户评价？|允许客户评价?|购物备注|运费类|下载限制|下载的过期天数|分组产品|\
        交叉销售|追加销售|外部链接|外部网址|按钮文本|按钮文字|位置
        """.split(separator: "|").map { ProfileColumns.plain(String($0)) })
}
