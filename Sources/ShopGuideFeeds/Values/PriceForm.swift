/// A price of one cell, as far as the cell alone says; amounts are in ten-thousandths.
enum PriceForm: Hashable {
    case none
    case unreadable
    /// An amount that can be read in one way only; `sign` is the column's sign before decimals where the cell shows it.
    case certain(Int64, sign: DecimalSign?, currencies: [String])
    /// An amount such as `1,234`, with the sign that stands in it.
    case ambiguous(DecimalSign, grouped: Int64, decimal: Int64, currencies: [String])

    /// The most bytes of a price; a longer text is none.
    private static let longest = 96

    /// Reads a text.
    init(_ text: String) {
        var text = text
        self = text.withUTF8 { bytes in
            if let plain = Self.plain(bytes) { return plain }
            return Self.any(bytes)
        }
    }

    /// Reads a number of JSON, which has a point before its decimals.
    init(_ number: Double) {
        guard number >= 0, number < Double(1 << 53) / 10_000 else {
            self = .unreadable
            return
        }
        let value = Int64((number * 10_000).rounded())
        self = value > 0 ? .certain(value, sign: nil, currencies: []) : number == 0 ? .none : .unreadable
    }

    /// Reads digits with at most one point that is certainly before decimals, or returns nil.
    private static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> PriceForm? {
        guard 1...11 ~= bytes.count else { return nil }
        var (value, decimals): (Int64, Int?) = (0, nil)
        for byte in bytes {
            if byte.isDigit {
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
                decimals = decimals.map { $0 + 1 }
            } else {
                guard byte == UInt8(ascii: "."), decimals == nil else { return nil }
                decimals = 0
            }
        }
        switch decimals {
        case nil: value *= 10_000
        case 1: value *= 1000
        case 2: value *= 100
        case 4: break
        default: return nil
        }
        guard value > 0 else { return PriceForm.none }
        return .certain(value, sign: decimals == nil ? nil : .point, currencies: [])
    }

    private static func any(_ bytes: UnsafeBufferPointer<UInt8>) -> PriceForm {
        guard bytes.contains(where: { $0 > 32 }) else { return .none }
        // Blanks around are no part of it, however many there are.
        let trimmed = bytes.trimmed
        guard trimmed.count <= longest else { return .unreadable }
        return AmountText.withPlainBytes(trimmed) { bytes in
            guard let text = AmountText(bytes) else {
                let word = String(decoding: bytes, as: UTF8.self).lowercased()
                return word.isEmpty || freeOfCharge.contains(word) ? .none : .unreadable
            }
            return PriceForm(text)
        }
    }

    /// Reads an amount whose currency stands apart.
    private init(_ text: AmountText) {
        self = .unreadable
        guard let currencies = text.currencies else { return }
        if let number = DecimalNumber(scientific: text.number) {
            guard currencies.isEmpty, let value = number.tenThousandths else { return }
            self.take(value, of: number, sign: nil, [])
            return
        }
        switch WrittenNumber(text.number) {
        case nil: return
        case .certain(let number, let sign):
            guard let value = number.tenThousandths else { return }
            self.take(value, of: number, sign: sign, currencies)
        case .ambiguous(let sign, let grouped, let decimal):
            guard let grouped = grouped.tenThousandths, let decimal = decimal.tenThousandths else { return }
            if sign == .point, !currencies.isEmpty, currencies.allSatisfy(Currencies.whole.contains) {
                self = .certain(grouped, sign: .comma, currencies: currencies)
            } else {
                self = .ambiguous(sign, grouped: grouped, decimal: decimal, currencies: currencies)
            }
        }
    }

    /// Becomes an amount, nothing where it is 0, and unreadable where it is too little to be written.
    private mutating func take(_ value: Int64, of number: DecimalNumber, sign: DecimalSign?, _ currencies: [String]) {
        if value > 0 {
            self = .certain(value, sign: sign, currencies: currencies)
        } else {
            self = number.digits == 0 ? .none : .unreadable
        }
    }

    /// Words for a product that costs nothing.
    private static let freeOfCharge: Set<String> = [
        "free", "free of charge", "for free", "gratis", "gratuit", "gratuito", "kostenlos", "umsonst", "zdarma",
        "za darmo",
        "darmowe", "бесплатно", "безкоштовно", "ücretsiz", "免费", "免費", "無料", "무료",
    ]
}
