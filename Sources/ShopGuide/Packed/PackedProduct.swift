/// The order of a product's values in a row of bytes.
///
/// The id comes first and its markets next, for they are looked up without the rest.
enum PackedProduct {
    /// Writes a product; texts that recur are written as their numbers in a table.
    static func write(_ product: Product, to row: inout ByteRowWriter, _ texts: inout TextTable) {
        row.write(product.id)
        row.write(product.markets.count)
        for market in product.markets { row.write(texts.number(of: market)) }
        row.write(product.title.words.count)
        for (language, words) in product.title.words {
            row.write(texts.number(of: language))
            row.write(words)
        }
        row.write(product.category) { $0.write(texts.number(of: $1.id)) }
        row.write(product.brand) { $0.write(texts.number(of: $1)) }
        row.write(product.price) {
            $0.write(UInt64($1.tenThousandths))
            $0.write(texts.number(of: $1.currency))
        }
        row.write(product.availability) { $0.write(Int(ProductFacts.number(of: $1))) }
        row.write(product.image) { $0.write($1) }
        row.write(product.furtherImages.count)
        for image in product.furtherImages { row.write(image) }
        row.write(product.attributes.count)
        for (name, value) in product.attributes {
            row.write(texts.number(of: name))
            write(value, to: &row)
        }
    }

    private static func write(_ value: AttributeValue, to row: inout ByteRowWriter) {
        switch value {
        case .text(let text):
            row.write(0)
            row.write(text)
        case .number(let number):
            row.write(1)
            row.write(number.bitPattern.byteSwapped)
        case .flag(let flag): row.write(flag ? 3 : 2)
        }
    }

    /// Reads a product; nil where the bytes aren't those of one.
    static func read(_ row: inout ByteRowReader, _ texts: TextTable) -> Product? {
        var product = Product(id: row.text())
        product.markets = row.list { texts[$0.count()] ?? "" }
        for (language, words) in row.list({ (texts[$0.count()] ?? "", $0.text()) }) {
            product.title.words[language] = words
        }
        product.category = row.optional { texts[$0.count()].flatMap { Category($0) } } ?? nil
        product.brand = row.optional { texts[$0.count()] } ?? nil
        product.price = row.optional { price(&$0, texts) } ?? nil
        product.availability = row.optional { availability($0.count()) } ?? nil
        product.image = row.optional { $0.text() }
        product.furtherImages = row.list { $0.text() }
        for (name, value) in row.list({ (texts[$0.count()] ?? "", attribute(&$0)) }) {
            product.attributes[name] = value
        }
        return row.isBroken ? nil : product
    }

    private static func price(_ row: inout ByteRowReader, _ texts: TextTable) -> Price? {
        let (amount, currency) = (row.number(), texts[row.count()])
        guard let currency, amount <= UInt64(Price.maximum) else { return nil }
        return Price(tenThousandths: Int64(amount), currency: currency)
    }

    private static func availability(_ number: Int) -> Availability? {
        Availability.allCases.indices.contains(number) ? Availability.allCases[number] : nil
    }

    private static func attribute(_ row: inout ByteRowReader) -> AttributeValue {
        switch row.number() {
        case 0: .text(row.text())
        case 1: .number(Double(bitPattern: row.number().byteSwapped))
        case 2: .flag(false)
        default: .flag(true)
        }
    }
}
