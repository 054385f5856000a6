/// The currencies that the signs and words beside a price stand for.
enum Currencies {
    /// The active codes of ISO 4217, without those of funds and metals.
    static let codes: Set<String> = Set(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP \
        CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD \
        IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR \
        MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP \
        SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG \
        XOF XPF YER ZAR ZMW ZWG
        """
        .split(separator: " ").map(String.init))

    /// Currencies whose prices have no decimals in practice, so that a point before three digits separates thousands.
    static let whole: Set<String> = [
        "BIF", "CLP", "COP", "DJF", "GNF", "HUF", "IDR", "IRR", "ISK", "JPY", "KMF", "KRW", "LAK", "MMK", "PYG", "RWF",
        "UGX",
        "UZS", "VND", "VUV", "XAF", "XOF", "XPF",
    ]

    /// Returns the currencies that a sign, a word or a code may mean, the most usual first; nil where it is none.
    static func candidates(_ sign: String) -> [String]? { table[sign.lowercased()] }

    private static let table: [String: [String]] = {
        var table = [String: [String]]()
        for code in codes { table[code.lowercased()] = [code] }
        for line in signs.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let candidates = words[0].split(separator: "/").map(String.init)
            for word in words.dropFirst() { table[word.replacing("_", with: " ").lowercased()] = candidates }
        }
        return table
    }()

    /// A currency, or several with the most usual first, and its signs; `_` stands for a blank.
    private static let signs = """
        EUR € euro euros eur. ευρώ
        GBP £ ￡ ₤ stg pounds
        USD us$ $us u$s usd$ $usd us_$ $_us dollars dollar
        USD/CAD/AUD/NZD/SGD/HKD/MXN/TWD/BRL/ARS/CLP/COP/UYU/DOP/JMD/TTD/BBD/BSD/BZD/BMD/KYD/FJD/GYD/XCD/NAD/LRD/SRD/SBD/BND $
        CAD c$ ca$ $ca can$ cdn$ $cad cad$ c_$
        AUD a$ au$ $au aud$ $aud
        NZD nz$ $nz nzd$ $nzd
        SGD s$ sg$ sgd$ $sgd
        HKD hk$ $hk hkd$ 港币 港元
        TWD nt$ nt twd$ 新台幣 新臺幣 台幣 臺幣 nt.
        MXN mx$ mex$ $mx mxn$ $mxn m.n.
        BRL r$ reais
        ARS ar$ $ar arg$
        CLP cl$ clp$ $cl
        COP col$ co$ cop$
        UYU $u uy$
        DOP rd$
        JMD j$
        TTD tt$
        BZD bz$
        BBD bds$
        FJD fj$
        NAD n$
        XCD ec$
        GYD g$ gy$
        BND b$
        CRC ₡
        PYG ₲ gs. gs
        GTQ q q.
        HNL l.
        PAB b/.
        PEN s/ s/. soles
        BOB bs bs.
        VES bs.s bs.d
        JPY/CNY ¥ ￥
        JPY 円 jp¥ ¥jp yen
        CNY 元 圆 圓 rmb cn¥ 人民币 人民幣
        KRW ₩ ￦ 원 won
        SEK/NOK/DKK/ISK kr kr.
        SEK skr
        NOK nkr
        DKK dkr dkr.
        ISK ikr íkr
        PLN zł zl złotych złoty
        CZK kč kc korun
        HUF ft ft. forint
        RON/MDL lei leu
        BGN лв лв. lv lv.
        RSD din din. дин дин.
        BAM km
        MKD ден ден. den.
        RUB ₽ руб руб. р р. рублей rur
        UAH ₴ грн грн.
        BYN br byn. бел.руб. б.р.
        KZT ₸ тг тг. тенге
        UZS сум so'm
        KGS сом
        GEL ₾ лари
        AMD ֏ դր.
        AZN ₼ man. манат
        MNT ₮
        TRY ₺ tl tl.
        ILS ₪ nis ש"ח
        INR ₹
        INR/PKR/LKR/NPR/MUR/SCR ₨ rs rs. re re.
        PKR pkrs
        LKR slrs රු
        NPR नेरू रू nrs
        BDT ৳ tk tk. taka
        IDR rp rp. rupiah
        MYR rm
        THB ฿ บาท baht
        VND ₫ đ vnđ dong
        PHP ₱ p₱
        KHR ៛
        LAK ₭
        MMK ks
        CHF fr fr. sfr sfr. franken
        XOF/XAF fcfa cfa f_cfa f.cfa f_cfa.
        XPF f_cfp cfp fcfp
        MAD د.م.
        AED/MAD dh dhs dh. dhs. dirham درهم
        AED د.إ
        SAR ر.س sr sr. ريال ﷼
        QAR qr ر.ق
        OMR ر.ع. ro
        KWD د.ك kd
        BHD د.ب bd
        JOD jd د.ا
        TND dt د.ت
        DZD da دج د.ج
        EGP e£ £e le l.e. l.e ج.م ج.م.
        LBP ل.ل ll l£
        IQD ع.د
        IRR تومان
        ZAR r
        NGN ₦
        GHS ₵ gh₵ gh¢
        KES ksh kshs ksh. kshs.
        TZS tsh tshs tsh.
        UGX ush ushs ush.
        ETB ብር
        """
}
