import ShopGuideFeeds
import Testing

@Suite struct CategoryTests {
    private func paths(_ texts: String..., commas: Bool = false) -> [[String]] {
        paths(texts.map(Cell.text), commas: commas)
    }

    private func paths(_ cells: [Cell], commas: Bool = false) -> [[String]] {
        var survey = CategorySurvey(splitsAtCommas: commas)
        for cell in cells { survey.add(cell) }
        let convention = survey.convention
        return cells.map { convention.path(of: $0) }
    }

    @Test func `a column with all separators`() {
        #expect(
            paths("Clothing > Hoodies, Clothing", "Default Category/Men/Tees", "Food>Tea", "Computers|Cables") == [
                ["Clothing", "Hoodies"], ["Default Category", "Men", "Tees"], ["Food", "Tea"], ["Computers", "Cables"],
            ])
    }

    @Test(arguments: [
        ("Tea", ["Tea"]), ("  Tea \u{A0}", ["Tea"]), ("", []), (" ", []), ("A > B > C", ["A", "B", "C"]),
        ("A>>B", ["A", "B"]),
        ("A -> B => C", ["A", "B", "C"]), ("A » B › C → D ＞ E", ["A", "B", "C", "D", "E"]),
        ("Food &gt; Tea &amp; more", ["Food", "Tea & more"]),
        ("> A > > B >", ["A", "B"]), ("Tea/Coffee", ["Tea/Coffee"]), ("N/A", []), ("-", []),
        ("Collection « Été »", ["Collection « Été »"]),
        ("Food, Beverages & Tobacco > Food Items", ["Food, Beverages & Tobacco", "Food Items"]),
        ("A; B > C; D > E", ["B", "C"]),
        ("A\nB > C\n", ["B", "C"]), ("['Clothing', \"Men's\"]", ["Clothing", "Men's"]),
        (#"["A >> B >> C"]"#, ["A", "B", "C"]),
        (#"["A","B"]"#, ["A", "B"]), ("[sale]", ["[sale]"]), ("厨房>茶具", ["厨房", "茶具"]), ("a,b", ["a,b"]),
        ("T-shirts - Men", ["T-shirts - Men"]),
    ])
    func `a cell alone`(_ text: String, _ path: [String]) { #expect(paths(text) == [path]) }

    @Test func `slashes are in names where they stand beside arrows`() {
        #expect(
            paths("Drinks > Tea/Coffee", "A/B/C", "Tea/Coffee")
                == [["Drinks", "Tea/Coffee"], ["A/B/C"], ["Tea/Coffee"]])
        #expect(
            paths("Drinks > Tea", "Tea/Coffee", "Tea/Cocoa") == [["Drinks", "Tea"], ["Tea/Coffee"], ["Tea/Cocoa"]])
    }

    @Test func `slashes separate names where there is evidence`() {
        #expect(paths("Women/Tops/Tees", "Men/Tops") == [["Women", "Tops", "Tees"], ["Men", "Tops"]])
        #expect(paths("Women/Tops", "Women/Shoes", "x", "y", "z").first == ["Women", "Tops"])
        #expect(paths("Women / Tops", "x", "y").first == ["Women", "Tops"])
        #expect(paths("Women/Tops", "Men/Shoes", "x") == [["Women", "Tops"], ["Men", "Shoes"], ["x"]])
        #expect(paths("Tea/Coffee", "Tea/Coffee", "Cups") == [["Tea/Coffee"], ["Tea/Coffee"], ["Cups"]])
        #expect(paths("Women/Tops", "Men/Shoes", "x", "y").first == ["Women/Tops"])
    }

    @Test func `bars separate categories where they stand beside paths`() {
        #expect(paths("A > B | C > D > E", "F|G") == [["C", "D", "E"], ["F"]])
        #expect(paths("Women/Tops|Women/Sale", "Men/Sale") == [["Women", "Tops"], ["Men", "Sale"]])
        #expect(paths("Computers&Accessories|Cables|USB") == [["Computers&Accessories", "Cables", "USB"]])
    }

    @Test func `commas separate categories before names that begin others`() {
        #expect(
            paths("Default Category/Women/Tops,Default Category/Sale", "Default Category/Men") == [
                ["Default Category", "Women", "Tops"], ["Default Category", "Men"],
            ])
        #expect(paths("Tea, Coffee", "Coffee", "Tea") == [["Tea"], ["Coffee"], ["Tea"]])
        #expect(
            paths("Clothing > Caps, Sale > Caps", "Sale", "Clothing > Shirts, Sale", "Clothing > Hats, New")
                == [["Clothing", "Caps"], ["Sale"], ["Clothing", "Shirts"], ["Clothing", "Hats"]])
        #expect(
            paths(
                "Food, Beverages & Tobacco > Food Items > Tofu, Soy & Vegetarian Products", "Food, Beverages & Tobacco")
                == [
                    ["Food, Beverages & Tobacco", "Food Items", "Tofu, Soy & Vegetarian Products"],
                    ["Food, Beverages & Tobacco"],
                ])
    }

    @Test func `a profile may know that commas separate categories`() {
        #expect(
            paths("Clothing > Caps, Sale", "Home,Kitchen", #"Salt\, pepper > Mills"#, commas: true)
                == [["Clothing", "Caps"], ["Home"], ["Salt, pepper", "Mills"]])
    }

    @Test func `lists of JSON are paths, or lists of paths`() {
        #expect(
            paths([.list(["Home", "Lamps"]), .list([]), .list(["キッチン > やかん"])]) == [
                ["Home", "Lamps"], [], ["キッチン", "やかん"],
            ])
        #expect(paths([.list(["A > B", "C > D > E", "F"])]) == [["C", "D", "E"]])
        #expect(paths([.list(["Home", "Tea/Coffee"])]) == [["Home", "Tea/Coffee"]])
        #expect(paths([.json(#"[["A","B"],["C","D","E"],["F","G","H"]]"#)]) == [["C", "D", "E"]])
        #expect(paths([.json(#"[{"id":1,"name":"Home"},{"id":2,"name":"Lamps"}]"#)]) == [["Home", "Lamps"]])
        #expect(paths([.json(#"{"id":"x","full_name":"A > B"}"#)]) == [["A", "B"]])
        #expect(
            paths([.json("{\"x\":1}"), .json("[[[["), .empty, .integer(12), .flag(true)]) == [
                [], [], [], ["12"], ["true"],
            ])
    }

    @Test(arguments: [",", ">", "/", "|", "a,", "a;", "«»", "[", "['", "&", "a/b,c>d|", "\n", "-", "»", "\\,"])
    func `takes linear time on what repeats`(_ part: String) {
        let long = String(repeating: part, count: 20_000)
        let clock = ContinuousClock()
        #expect(clock.measure { _ = paths(long, long + "x", commas: true) } < .seconds(30))
        #expect(clock.measure { _ = paths(long, long + "x", "Tea, Coffee", "Coffee", "Tea") } < .seconds(30))
    }

    @Test func `remembers a bounded number of names`() {
        var survey = CategorySurvey()
        for number in 0..<20_000 { survey.add("Root \(number), Other \(number) > x") }
        survey.add("Root 1 > x, Root 1 > y")
        #expect(survey.convention.roots == ["Root 1"] || survey.convention.roots.isEmpty)
    }
}
