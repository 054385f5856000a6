import ShopGuideFeeds
import Testing

@Suite struct PriceTests {
    /// Reads cells by the convention of the column that they are.
    private func column(_ texts: String...) -> [PriceReading] {
        let convention = convention(texts)
        return texts.map { convention.read($0) }
    }

    private func convention(_ texts: [String], currency: String? = nil) -> PriceConvention {
        var survey = PriceSurvey(currency: currency)
        for text in texts { survey.add(text) }
        return survey.convention
    }

    private func amounts(_ texts: String...) -> [String?] {
        let convention = convention(texts)
        return texts.map {
            guard case .price(let amount, _) = convention.read($0) else { return nil }
            return amount
        }
    }

    @Test(arguments: [
        ("12.90", "12.9", []), ("129", "129", []), (" 4.50 ", "4.5", []), ("32.000000", "32", []),
        ("16.510000", "16.51", []),
        ("00,60€", "0.6", ["EUR"]), ("€5,00", "5", ["EUR"]), ("₹1,39,900", "139900", ["INR"]),
        ("CHF 4.50", "4.5", ["CHF"]),
        ("1’250.00 CHF", "1250", ["CHF"]), ("1'250.00", "1250", []), ("349.00 EUR", "349", ["EUR"]),
        ("129 eur", "129", ["EUR"]),
        ("15,550.00 RUB", "15550", ["RUB"]), ("1 250,00", "1250", []), ("1\u{A0}250,00 €", "1250", ["EUR"]),
        ("1\u{202F}250 kr.", "1250", ["SEK", "NOK", "DKK", "ISK"]), ("15 000 Fcfa", "15000", ["XOF", "XAF"]),
        ("US$ 1,299.00", "1299", ["USD"]), ("R$ 1.299,90", "1299.9", ["BRL"]), ("1.234.567 zł", "1234567", ["PLN"]),
        ("10,5 Kč", "10.5", ["CZK"]), ("8990 Ft", "8990", ["HUF"]), ("₺12,5", "12.5", ["TRY"]),
        ("99 руб.", "99", ["RUB"]),
        ("5.5 лв", "5.5", ["BGN"]), ("RM12.50", "12.5", ["MYR"]), ("₱99", "99", ["PHP"]), ("฿ 99", "99", ["THB"]),
        ("12.990 ₫", "12990", ["VND"]), ("1,5 Fr.", "1.5", ["CHF"]),
        ("Rs. 1,23,456.50", "123456.5", ["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
        ("¥1280", "1280", ["JPY", "CNY"]), ("￥１２８０", "1280", ["JPY", "CNY"]), ("128元", "128", ["CNY"]),
        ("1280 円", "1280", ["JPY"]),
        ("$10 USD", "10", ["USD"]), ("C$ 10", "10", ["CAD"]), ("12,-", "12", []), ("12.- CHF", "12", ["CHF"]),
        ("12,– €", "12", ["EUR"]),
        ("₹500/-", "500", ["INR"]), ("12,90 €*", "12.9", ["EUR"]), ("12.", "12", []), (".50", "0.5", []),
        ("EUR .50", "0.5", ["EUR"]),
        ("1e3", "1000", []), ("1.5E+2", "150", []), ("125e-1", "12.5", []), ("24.166667", "24.1667", []),
        ("19.990000000000002", "19.99", []), ("0.30000000000000004", "0.3", []), ("1234567.8912", "1234567.8912", []),
        ("900719925474.0992", "900719925474.0992", []), ("0.0001", "0.0001", []), ("000012.5", "12.5", []),
        ("٩٩", "99", []),
    ])
    func `reads an amount and its currency`(_ text: String, _ amount: String, _ currencies: [String]) {
        #expect(PriceConvention().read(text) == .price(amount: amount, currencies: currencies))
        #expect(PriceConvention(decimal: .comma).read(text) == .price(amount: amount, currencies: currencies))
    }

    @Test(arguments: [
        "", "  ", "\u{A0}", "0", "0.00", "0,00 €", "0.000000", "free", "Gratis", "0 SEK", "免费", "000", "0e5",
    ])
    func `finds no price where there is none`(_ text: String) { #expect(PriceConvention().read(text) == .none) }

    @Test(arguments: [
        "on request", "ask us", "-", "N/A", "-12.90", "−5", "(12.90)", "12.90-", "10 - 20", "10-20", "10 20", "€.50",
        "12.34.5",
        "1,23,45", "12,34,567.8.9", "1 2345", "1'250,00'0", "50 %", "2 for 5", "from 12.90", "12.90 EUR USD", "$5 EUR",
        "1.234,56.7",
        "900719925474.0993", "99999999999999999999", "0.00001", "1e-9", "1e99", "12e", "e5", "12,", "1 250 000'000",
        "12..5", "1,,5",
        "5 c", "NaN", "12:-:", String(repeating: "1", count: 100_000), "2024-01-05", "1,5 EUR/kg", "1 2,5", "1,250 00",
    ])
    func `leaves out what isn't a price`(_ text: String) { #expect(PriceConvention().read(text) == .unreadable) }

    @Test func `the column decides what a sign before three digits means`() {
        #expect(amounts("1,55", "12", "1.234", "1,234") == ["1.55", "12", "1234", "1.234"])
        #expect(amounts("12.90", "1,234", "1.234") == ["12.9", "1234", "1.234"])
        #expect(amounts("1.234,50", "1.234") == ["1234.5", "1234"])
        #expect(amounts("1.234.567", "1.234") == ["1234567", "1234"])
        #expect(amounts("0,500", "1,234") == ["0.5", "1.234"])
        #expect(amounts("1234,500", "1,234") == ["1234.5", "1.234"])
        #expect(amounts("1'234,500", "1,234") == ["1234.5", "1.234"])
        #expect(amounts("12.990 ₫", "8.990") == ["12990", "8990"])
    }

    @Test func `without evidence it is a guess, and told`() {
        #expect(convention(["1,234", "5"]) == PriceConvention(isGuess: true))
        #expect(amounts("1,234", "5") == ["1234", "5"])
        #expect(amounts("1.234", "5") == ["1.234", "5"])
        #expect(amounts("1.234", "1,234") == [nil, nil])
        #expect(convention(["12.90", "1,234"]) == PriceConvention())
        #expect(convention(["12", "on request"]) == PriceConvention())
    }

    @Test func `a currency without decimals is evidence`() {
        #expect(convention(["15.000", "990"], currency: "IDR") == PriceConvention(decimal: .comma))
        #expect(convention(["15.000", "990"], currency: "EUR") == PriceConvention(isGuess: true))
    }

    @Test func `a price against the column's form is read by its own`() {
        #expect(amounts("1.20", "1.40", "1,60") == ["1.2", "1.4", "1.6"])
    }

    @Test func `a column that contradicts itself keeps no doubtful price`() {
        #expect(amounts("1.20", "1.40", "1,60", "1,234") == ["1.2", "1.4", "1.6", nil])
        let many = Array(repeating: "12.90", count: 30) + ["1,60", "1,234"]
        #expect(convention(many) == PriceConvention())
    }

    @Test func `prices of the same currency decide before others`() {
        #expect(
            amounts(
                "₹1,099", "₹1,39,900", "€5,00", "00,60€", "$1,299.00", "CHF 4.50", "1’250.00 CHF", "0", "on request")
                == ["1099", "139900", "5", "0.6", "1299", "4.5", "1250", nil, nil])
        #expect(amounts("€1,234", "€5,00", "$1,234", "$5.00", "1,234") == ["1.234", "5", "1234", "5", nil])
        #expect(amounts("€1,234", "€5,00", "€5.00", "$5.00", "$1,234") == [nil, "5", "5", "5", "1234"])
        let many = Array(repeating: "$12.90", count: 30) + ["€1,60"]
        #expect(convention(many + ["€1,234"]).currencies == ["EUR": .comma])
    }

    @Test func `numbers of JSON have a point before decimals`() {
        let comma = PriceConvention(decimal: .comma)
        #expect(comma.read(.number(1.234)) == .price(amount: "1.234", currencies: []))
        #expect(comma.read(.number(19.99)) == .price(amount: "19.99", currencies: []))
        #expect(comma.read(.integer(3980)) == .price(amount: "3980", currencies: []))
        #expect(comma.read(.integer(0)) == .none && comma.read(.number(0)) == .none && comma.read(.empty) == .none)
        for cell in [
            Cell.integer(-1), .number(-0.5), .number(.nan), .number(.infinity), .number(1e30), .flag(true),
            .list(["1"]),
        ] {
            #expect(comma.read(cell) == .unreadable)
        }
        #expect(comma.read(.text("1,5")) == .price(amount: "1.5", currencies: []))
    }
}
