import ShopGuide
import Testing

/// Which products are sizes and colours of one thing.
@Suite struct ProductFamilyTests {
    /// Two products of a brand by their titles and their attributes.
    struct Pair: Sendable, CustomTestStringConvertible {
        var brand: String?
        var titles: [String]
        var attributes: [[String: AttributeValue]]

        init(
            _ title: String, _ other: String, brand: String? = "Nordwolle", _ name: String = "", _ value: String = "",
            _ otherValue: String = ""
        ) {
            self.brand = brand
            titles = [title, other]
            attributes = name.isEmpty ? [[:], [:]] : [[name: .text(value)], [name: .text(otherValue)]]
        }

        var testDescription: String { "\(titles[0]) | \(titles[1])" }

        var families: [ProductFamily?] {
            zip(titles, attributes).enumerated().map { place, product in
                ProductFamily(
                    of: Product(
                        id: "\(place)", title: LocalizedText(product.0), brand: brand, attributes: product.1))
            }
        }
    }

    private static let variants = [
        // Colours and sizes that attributes name, in several languages.
        Pair("Crew neck jumper, sea green", "Crew neck jumper, red", "color", "Sea Green", "red"),
        Pair("Red wool jumper M", "Blue wool jumper XL", "colour", "Red", "Blue"),
        Pair("Damen Laufschuh blau", "Damen Laufschuh dunkelrot", "Farbe", "Blau", "Dunkelrot"),
        Pair("Veste de pluie (bleu marine)", "Veste de pluie (noir)", "couleur", "bleu marine", "noir"),
        Pair("Chaqueta impermeable azul", "Chaqueta impermeable roja", "Color", "azul", "roja"),
        Pair("Куртка зимняя, синий", "Куртка зимняя, чёрный", "Цвет", "синий", "чёрный"),
        Pair("女士羊毛针织衫 黑色", "女士羊毛针织衫 酒红色", "颜色", "黑色", "酒红色"),
        Pair("黑色女士羊毛针织衫", "酒红色女士羊毛针织衫", "颜色", "黑色", "酒红色"),
        Pair("女士羊毛针织衫 XL码", "女士羊毛针织衫 M码", brand: nil),
        Pair("レディース長袖ニット ネイビー", "レディース長袖ニット ベージュ", "カラー", "ネイビー", "ベージュ"),
        Pair("여성 울 니트 블랙", "여성 울 니트 화이트", "색상", "블랙", "화이트"),
        Pair("Trail shoe low, 42", "Trail shoe low, 43", "size", "42", "43"),
        Pair("Trail shoe low, EU 42.5 grey", "Trail shoe low, EU 43 grey", "size", "42.5", "43"),
        Pair("Pegasus 41, 41", "Pegasus 41, 42", "size", "41", "42"),
        Pair("Slim jeans (32/34)", "Slim jeans (30/32)", "size", "32/34", "30/32"),
        Pair("运动休闲鞋 42码", "运动休闲鞋 43码", "尺码", "42", "43"),
        Pair("Carry case navy/white", "Carry case black", "colour", "navy/white", "black"),
        // Sizes in letters.
        Pair("Men's crew T-shirt, XS", "Men's crew T-shirt, XXL"),
        Pair("Men's crew T-shirt S", "Men's crew T-shirt 2XL"),
        Pair("T-shirt crew (M) ", "T-shirt crew (L)"),
        // Storage.
        Pair("Phone 12 64GB", "Phone 12 128 GB", brand: nil),
        Pair("Apple iPhone 12 (64 GB)", "Apple iPhone 12 (1 TB)", brand: "Apple"),
        Pair("Smartphone X 20 8GB/128GB", "Smartphone X 20 12GB/256GB"),
        Pair("荣耀手机9 128G", "荣耀手机9 256G"),
        // Amounts.
        Pair("Olive oil extra 500 ml", "Olive oil extra 1 l"),
        Pair("Cola zero 6 x 330 ml", "Cola zero 1.5L"),
        Pair("Kaffee ganze Bohne 250g", "Kaffee ganze Bohne 1 kg"),
        Pair("Jus de pomme 25 cl", "Jus de pomme 1 litre"),
        Pair("浓香纯牛奶 250毫升", "浓香纯牛奶 1升"),
        Pair("有机大米真空装 500克", "有机大米真空装 2公斤"),
        Pair("HDMI cable 1 m", "HDMI cable 2m"),
        Pair("USB charging cable, 3 ft", "USB charging cable, 6 ft"),
        // The same title.
        Pair("Jumper", "Jumper"), Pair("Wool jumper", "wool  Jumper", brand: nil), Pair("毛衣", "毛衣"),
    ]

    @Test(arguments: variants) func `sizes and colours of one thing are one family`(_ pair: Pair) throws {
        let families = pair.families
        #expect(families[0] != nil && families[0] == families[1], "\(families)")
    }

    /// Products that a careless comparison would merge, and hide.
    private static let others = [
        // Generations and models.
        Pair("iPhone 12 64GB", "iPhone 13 64GB", brand: "Apple"), Pair("iPhone 12", "iPhone 13", brand: "Apple"),
        Pair("iPhone XS 64GB", "iPhone XR 64GB", brand: "Apple"), Pair("iPhone X", "iPhone XS", brand: "Apple"),
        Pair("Galaxy S 23", "Galaxy M 23"), Pair("Galaxy Tab S", "Galaxy Tab L"), Pair("Model S", "Model M"),
        Pair("Galaxy A52 5G", "Galaxy A52 4G"), Pair("S20", "S20+"), Pair("Xbox Series S", "Xbox Series X"),
        Pair("Pegasus 40", "Pegasus 41", "size", "40", "41"), Pair("iPhone 12", "iPhone 13", "size", "12", "13"),
        Pair("小米手环5升级版", "小米手环6升级版"), Pair("KIV32X23GB fridge", "KIV38X22GB fridge"),
        // Measures that tell things apart.
        Pair("EF 50mm f/1.8 lens", "EF 85mm f/1.8 lens"), Pair("Ibuprofen tablets 200 mg", "Ibuprofen tablets 400 mg"),
        Pair("Monitor curved 27 inch", "Monitor curved 32 inch"), Pair("Puzzle Alps 500 pcs", "Puzzle Alps 1000 pcs"),
        Pair("Drill driver 12 V", "Drill driver 18 V"), Pair("Gas hob built-in 60 cm", "Gas hob built-in 90 cm"),
        Pair("Washing machine class A 7kg", "Washing machine class A 9kg"),
        Pair("Fridge freezer frost free 300 litres", "Fridge freezer frost free 250 litres"),
        Pair("8kg load tumble dryer", "5kg load tumble dryer", brand: nil),
        Pair("Diamond ring 1克拉", "Diamond ring 2克拉"),
        // Other words.
        Pair("Strawberry yoghurt 150 g", "Vanilla yoghurt 150 g"), Pair("Wool jumper M", "Cotton jumper M"),
        Pair("红酒杯 玻璃 红", "白酒杯 玻璃 白", "颜色", "红", "白"), Pair("Tab", "Tab 64 GB"),
        // Too little is left.
        Pair("Shirt, red", "Shirt, blue", "color", "red", "blue"), Pair("Red", "Blue", "color", "red", "blue"),
        Pair("衬衫 红色", "衬衫 蓝色", "颜色", "红色", "蓝色"), Pair("Mug", "Mug", brand: nil),
        Pair("Nordwolle M", "Nordwolle L"),
        // Attributes that aren't sizes or colours.
        Pair("Jumper Alma lambswool", "Jumper Alma cashmere", "material", "lambswool", "cashmere"),
        Pair("Jumper Alma classic", "Jumper Alma modern", "model", "Alma classic", "Alma modern"),
    ]

    @Test(arguments: others) func `others are two`(_ pair: Pair) {
        let families = pair.families
        #expect(families[0] == nil || families[0] != families[1], "\(families)")
    }

    private func product(
        _ id: String, _ title: String = "", brand: String? = "Nordwolle", category: String? = nil,
        _ attributes: [String: AttributeValue] = [:], image: String? = nil
    ) -> Product {
        Product(
            id: id, title: title.isEmpty ? LocalizedText() : LocalizedText(title),
            category: category.flatMap { Category($0) }, brand: brand, attributes: attributes, image: image)
    }

    @Test(arguments: ["item_group_id", "g:item_group_id", "Item Group ID", "parent_sku", "Parent SKU", "SPU", "款号"])
    func `the feed's groups come first, whatever the titles`(_ name: String) {
        let families = [("a", "Jumper", "T1"), ("b", "Pullover", "t1 "), ("c", "Jumper", "T2")].map {
            ProductFamily(of: product($0.0, $0.1, [name: .text($0.2)]))
        }
        #expect(families[0] == families[1] && families[0] != families[2])
        let numbers = [7, 7, 8].map { ProductFamily(of: product("a", "", [name: .number($0)])) }
        #expect(numbers[0] == numbers[1] && numbers[0] != numbers[2])
    }

    @Test func `an empty group is none`() {
        for group in ["", "0", "-", "null"] {
            #expect(
                ProductFamily(of: product("a", "Wool jumper", ["item_group_id": .text(group)]))
                    == ProductFamily(of: product("b", "Wool jumper")))
        }
    }

    @Test func `brand and category tell products apart, and a product without a title is of no family`() {
        let jumper = ProductFamily(of: product("a", "Wool jumper", category: "men > jumpers"))
        #expect(jumper == ProductFamily(of: product("b", "Wool jumper", brand: "NORDWOLLE", category: "men > jumpers")))
        #expect(jumper != ProductFamily(of: product("b", "Wool jumper", brand: "Other", category: "men > jumpers")))
        #expect(jumper != ProductFamily(of: product("b", "Wool jumper", category: "women > jumpers")))
        #expect(ProductFamily(of: product("c", "", ["color": .text("red")])) == nil)
    }

    @Test func `without a brand, the same title with another picture is another product`() {
        func family(_ image: String?, brand: String? = nil) -> ProductFamily? {
            ProductFamily(of: product("a", "Wool jumper", brand: brand, image: image))
        }
        #expect(family("a.png") == family("a.png") && family("a.png") != family("b.png"))
        #expect(family("a.png", brand: "Nordwolle") == family("b.png", brand: "Nordwolle"))
    }

    @Test func `titles in several languages have to agree in all`() {
        func family(_ words: [String: String]) -> ProductFamily? {
            ProductFamily(of: Product(id: "a", title: LocalizedText(words), brand: "Kesselby"))
        }
        let small = family(["en": "Stoneware mug, 330 ml", "zh": "粗陶马克杯 330毫升"])
        #expect(small != nil && small == family(["en": "Stoneware mug, 500 ml", "zh": "粗陶马克杯 500毫升"]))
        #expect(small != family(["en": "Stoneware mug, 500 ml", "zh": "粗陶大杯 500毫升"]))
        #expect(small != family(["en": "Stoneware mug, 500 ml"]))
    }

    @Test func `of each family the first is told from the others`() {
        var families = DistinctFamilies()
        let titles = ["Wool jumper S", "Wool jumper M", "", "", "Silk jumper M"]
        #expect(titles.map { families.insert(product("a", $0)) } == [true, false, true, true, true])
    }
}
