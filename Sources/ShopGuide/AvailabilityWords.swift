/// The words for a product's availability in the languages of shops.
enum AvailabilityWords {
    /// The availability for each word in small letters, without blanks, hyphens, points and apostrophes.
    static let table: [String: Availability] = {
        var table = [String: Availability]()
        for (availability, words) in [
            (Availability.inStock, inStock), (.outOfStock, outOfStock), (.preorder, preorder), (.backorder, backorder),
            (.discontinued, discontinued),
        ] {
            for word in words.split(separator: " ") { table[String(word)] = availability }
        }
        return table
    }()

    private static let inStock = """
        instock available true yes y t on instoreonly onlineonly limitedavailability limited limitedstock lowstock lowinstock fewleft \
        inventory onstock stocked readytoship immediately availablenow inventoryavailable availableforsale availabletobuy forsale \
        enstock disponible disponibles oui endisponibilité stocklimité stockfaible \
        auflager lagernd lieferbar sofortlieferbar verfügbar vorrätig ja sofortverfügbar lagerware ablager wenigeauflager \
        enexistencia enexistencias hayexistencias hayexistencia sí si haystock disponibleenstock \
        disponibile disponibili disponibilitàimmediata inmagazzino \
        opvoorraad voorradig leverbaar beschikbaar \
        dostępny dostępna dostępne wmagazynie nastanie tak \
        emestoque disponível disponivel emstock sim \
        ilager finnsilager tillgänglig påager pålager pålagret varastossa \
        skladem naskladě naskladu \
        stokta stoktavar mevcut var \
        вналичии есть да єунаявності внаявності є \
        在庫あり 在庫有り 在庫有 在庫有り。 即納 販売中 有り あり 残りわずか \
        有货 有貨 现货 現貨 有库存 有庫存 有现货 在售 上架 已上架 是 有 \
        재고있음 판매중 구매가능
        """

    private static let outOfStock = """
        outofstock oos soldout unavailable notavailable false no n f off notinstock nostock outstock temporarilyoutofstock \
        temporarilyunavailable currentlyunavailable outofinventory reserved sold empty zero \
        rupturedestock enrupture enrupturedestock horsstock épuisé epuise indisponible nondisponible non \
        nichtvorrätig nichtauflager nichtlieferbar nichtverfügbar ausverkauft vergriffen derzeitnichtverfügbar derzeitnichtlieferbar \
        nichtlagernd zurzeitnichtlieferbar nein \
        agotado agotada sinexistencias sinexistencia sinstock nodisponible fueradestock fueradeexistencias fueradeexistencia \
        esaurito esaurita nondisponibile terminato \
        nietopvoorraad uitverkocht nietleverbaar nietbeschikbaar nietvoorradig nee \
        niedostępny niedostępna niedostępne wyprzedane brakwmagazynie brak nie \
        esgotado esgotada semestoque semstock indisponível indisponivel foradeestoque não nao \
        slutilager slut slutsåld ejilager utsolgt udsolgt ikkepålager nej nei loppu \
        vyprodáno nenískladem nenískladě \
        stoktayok tükendi yok \
        нетвналичии нет немаєвнаявності розпродано распродано закончился ні \
        在庫なし 在庫無し 在庫無 在庫切れ 品切れ 売り切れ 売切れ 完売 欠品 なし \
        缺货 缺貨 无货 無貨 售罄 售完 已售完 已售罄 断货 斷貨 暂时缺货 無庫存 无库存 没货 否 无 無 \
        품절 재고없음 일시품절 매진
        """

    private static let preorder = """
        preorder presale preorderonly preorders comingsoon availableforpreorder preorderavailable \
        précommande precommande enprécommande àparaître bientôtdisponible \
        vorbestellung vorbestellbar vorbestellen inkürzelieferbar demnächst \
        preventa enpreventa reserva próximamente prevendita preordine inarrivo prossimamente \
        vooruitbestellen prevenda przedsprzedaż zapowiedź préorder förhandsbokning forudbestilling \
        ожидается предзаказ 予約 予約受付中 予約販売 先行予約 预售 預售 预订 預訂 即将上市 예약판매
        """

    private static let backorder = """
        backorder onbackorder backordered availableonbackorder availableforbackorder availablefororder availabletoorder onorder madetoorder \
        toorder specialorder onrequest backorderavailable \
        surcommande enréapprovisionnement réapprovisionnement encoursdeapprovisionnement \
        aufbestellung bestellbar nachbestellt nachlieferung aufanfrage \
        bajopedido bajoencargo suordinazione ordinabile opbestelling nabestelling nabestellen nazamówienie sobencomenda beställningsvara \
        подзаказ надзамовлення お取り寄せ 取り寄せ 取寄せ 入荷待ち 受注生産 订货 訂貨 补货中 補貨中 到货通知
        """

    private static let discontinued = """
        discontinued draft archived endoflife eol retired obsolete nolongeravailable deleted removed \
        abandonné discontinué archivé brouillon finderie enfindevie \
        eingestellt auslaufartikel nichtmehrlieferbar nichtmehrverfügbar ausgelaufen entwurf archiviert \
        descatalogado descontinuado borrador fueradecatálogo fuoricatalogo fuoriproduzione uitassortiment nietmeerleverbaar \
        wycofany wycofane descontinuada utgått udgået снятспроизводства 販売終了 生産終了 廃番 取扱終了 停产 停產 下架 已下架 停售 단종
        """
}
