import ShopGuide
import Testing

/// The correction of misspelled words.
@Suite struct SpellingTests {
    private let index = SpellingIndex([
        "headphone": 9, "headphones2": 1, "mug": 4, "kettle": 3, "settle": 5, "kettles": 1,
    ])

    @Test(arguments: [
        ("headphnes", "headphone"), ("haedphone", "headphone"), ("eadphone", "headphone"), ("headphoen", "headphone"),
        ("ketle", "kettle"), ("kettel", "kettle"), ("muug", "mug"),
    ])
    func `a word with a slip is the one that is meant`(_ slip: String, _ word: String) {
        #expect(index.nearest(to: slip) == word)
    }

    @Test func `of words that are as near the commoner one is meant`() {
        #expect(index.nearest(to: "nettle") == "settle")
    }

    @Test(arguments: ["mog", "lettle2", "nug", "nuug", "elephant", "k", "", "1234"])
    func `a short or another word is left as it is`(_ word: String) { #expect(index.nearest(to: word) == nil) }
}
