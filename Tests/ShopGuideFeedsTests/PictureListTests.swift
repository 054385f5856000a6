import ShopGuideFeeds
import Testing

@Suite struct PictureListTests {
    @Test(arguments: [
        ("https://x.example/1.jpg", ["https://x.example/1.jpg"]),
        (" https://x.example/1.jpg, https://x.example/2.jpg ", ["https://x.example/1.jpg", "https://x.example/2.jpg"]),
        ("https://x/1.jpg,https://x/2.jpg,", ["https://x/1.jpg", "https://x/2.jpg"]),
        ("https://x/1.jpg|https://x/2.jpg|", ["https://x/1.jpg", "https://x/2.jpg"]),
        ("https://x/1.jpg; https://x/2.jpg", ["https://x/1.jpg", "https://x/2.jpg"]),
        (
            "https://x/1.jpg https://x/2.jpg\nhttps://x/3.jpg",
            ["https://x/1.jpg", "https://x/2.jpg", "https://x/3.jpg"]
        ),
        ("//x.example/2.jpg", ["https://x.example/2.jpg"]),
        ("//x/1.jpg,//x/2.jpg", ["https://x/1.jpg", "https://x/2.jpg"]),
        ("https://x/w_300,h_300/1.jpg", ["https://x/w_300,h_300/1.jpg"]),
        ("https://x/w_3,h_3/1.jpg,https://x/w_3,h_3/2.jpg", ["https://x/w_3,h_3/1.jpg", "https://x/w_3,h_3/2.jpg"]),
        ("https://x/1.jpg,v2", ["https://x/1.jpg,v2"]), ("https://x/1;s=2?a=b;c", ["https://x/1;s=2?a=b;c"]),
        ("/w/s/ws.jpg", ["/w/s/ws.jpg"]), ("/w/1.jpg,/w/2.jpg", ["/w/1.jpg", "/w/2.jpg"]),
        ("/w_3,h_3/1.jpg", ["/w_3,h_3/1.jpg"]),
        ("IMG 0001 (1).jpg", ["IMG 0001 (1).jpg"]), ("a.jpg,b.png; c 1.WEBP", ["a.jpg", "b.png", "c 1.WEBP"]),
        ("Smith, John.jpg", ["Smith, John.jpg"]), ("a/b.jpg|c/d.jpg", ["a/b.jpg", "c/d.jpg"]), ("茶壶.jpg", ["茶壶.jpg"]),
        ("https://x/1.jpg, https://x/1.jpg", ["https://x/1.jpg"]), ("https://x/?a=1&amp;b=2", ["https://x/?a=1&b=2"]),
        ("data:image/png;base64,//8AAA", ["data:image/png;base64,//8AAA"]), ("", []), (" , ", []), ("no_selection", []),
        ("N/A", []),
        (#"["https://x/1.jpg", "https://x/2.jpg"]"#, ["https://x/1.jpg", "https://x/2.jpg"]),
        ("['https://x/1.jpg', 'https://x/2.jpg']", ["https://x/1.jpg", "https://x/2.jpg"]), ("[]", []),
        ("[1].jpg", ["[1].jpg"]),
        (#"[{"src":"//x/1.jpg"},{"href":"b.jpg"},{"w":1},3,null]"#, ["https://x/1.jpg", "b.jpg"]),
        (#"{"uri":"https://x/1.jpg","w":3}"#, ["https://x/1.jpg"]),
    ])
    func `finds the pictures of a text`(_ text: String, _ addresses: [String]) {
        #expect(PictureList.addresses(in: .text(text)) == addresses)
    }

    @Test func `finds the pictures of lists and objects`() {
        #expect(
            PictureList.addresses(in: .list(["//x/1.jpg", " b, c.jpg", "//x/1.jpg"])) == [
                "https://x/1.jpg", "b, c.jpg",
            ])
        #expect(
            PictureList.addresses(in: .json(#"[{"uri":"https://x/1.jpg","w":300},{"url":"2.jpg"}]"#)) == [
                "https://x/1.jpg", "2.jpg",
            ])
        for cell in [Cell.json("{\"w\":1}"), .json("[[["), .json("1"), .empty, .flag(true), .list([])] {
            #expect(PictureList.addresses(in: cell).isEmpty)
        }
        #expect(PictureList.addresses(in: .integer(123)) == ["123"])
    }

    @Test func `takes 64 pictures at most`() {
        let many = (0..<1000).map { "https://x/\($0).jpg" }
        #expect(PictureList.addresses(in: .list(many)) == Array(many.prefix(64)))
        #expect(PictureList.addresses(in: .text(many.joined(separator: ","))) == Array(many.prefix(64)))
    }

    @Test(arguments: [",", " ", "a,", "a b", "|", "//", "/ ", ".jpg,", "[", "{", "['", ", ", " ,", "https://a "])
    func `takes linear time on what repeats`(_ part: String) {
        let long = String(repeating: part, count: 20_000)
        let clock = ContinuousClock()
        #expect(clock.measure { _ = PictureList.addresses(in: .text(long)) } < .seconds(20))
    }
}
