import Foundation
import ShopGuide
import Testing

@Suite struct AvailabilityTests {
    @Test(arguments: [
        (
            Availability.inStock,
            [
                "in_stock", "in stock", "In Stock", "IN_STOCK", "instock", "https://schema.org/InStock",
                "http://schema.org/LimitedAvailability",
                "available", "1", "yes", "TRUE", "12", "0.5", "3,0", "en stock", "auf Lager", "lieferbar",
                "Sofort lieferbar", "op voorraad",
                "disponibile", "W magazynie", "Em estoque", "I lager", "在庫あり", "有货", "В наличии", " in-stock ",
            ]
        ),
        (
            .outOfStock,
            [
                "out_of_stock", "sold out", "Out of Stock", "out-of-stock", "outofstock", "https://schema.org/SoldOut",
                "0", "-3", "0.0", "no",
                "false", "nicht vorrätig", "agotado", "Rupture de stock", "en rupture", "esaurito", "uitverkocht",
                "niedostępny", "esgotado",
                "slut i lager", "品切れ", "缺货", "售罄", "Нет в наличии",
            ]
        ),
        (
            .preorder,
            [
                "preorder", "pre-order", "Pre Order", "PREORDER", "https://schema.org/PreSale", "PreOrder", "予約", "预售",
                "coming soon",
            ]
        ),
        (
            .backorder,
            [
                "backorder", "onbackorder", "on backorder", "available for order", "BackOrder", "MadeToOrder",
                "sur commande",
            ]
        ),
        (.discontinued, ["discontinued", "Discontinued", "draft", "archived", "下架", "nicht mehr lieferbar"]),
    ])
    func `reads what shops write`(_ availability: Availability, _ words: [String]) throws {
        for word in words {
            #expect(Availability(word) == availability, "\(word)")
            let list = try JSONDecoder().decode([Availability].self, from: JSONEncoder().encode([word]))
            #expect(list == [availability])
        }
    }

    @Test(arguments: [
        "", " ", "maybe", "nan", "inf", "stock", "-", "1 2 x", "0x10", "ask", String(repeating: "1", count: 1000),
    ])
    func `says nothing for other words`(_ word: String) { #expect(Availability(word) == nil) }

    @Test func `is written by its own name, and read from a flag or a number`() throws {
        #expect(
            String(decoding: try JSONEncoder().encode(Availability.allCases), as: UTF8.self)
                == #"["in_stock","out_of_stock","preorder","backorder","discontinued"]"#)
        let read = try JSONDecoder().decode([Availability].self, from: Data("[true, false, 3, 0, -1, \"1\"]".utf8))
        #expect(read == [.inStock, .outOfStock, .inStock, .outOfStock, .outOfStock, .inStock])
        for text in ["[\"maybe\"]", "[null]", "[[]]", "[{}]"] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode([Availability].self, from: Data(text.utf8)) }
        }
    }
}
