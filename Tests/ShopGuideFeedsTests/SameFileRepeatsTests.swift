import ShopGuideFeeds
import Testing

/// Ids that come more than once in a file.
@Suite struct SameFileRepeatsTests {
    @Test func `an id is known by the line at which it stood last`() {
        var repeats = SameFileRepeats()
        #expect(repeats.add("p1", line: 2) == nil)
        #expect(repeats.add("p2", line: 3) == nil)
        #expect(repeats.add("p1", line: 4) == 2)
        #expect(repeats.add("p1", line: 9) == 4)
        #expect(repeats.add("P1", line: 10) == nil)
        #expect(repeats.add("", line: 11) == nil)
        #expect(repeats.add("", line: 12) == 11)
    }

    @Test func `all of many ids are known, and no other`() {
        var repeats = SameFileRepeats()
        for number in 1...50_000 { #expect(repeats.add("id-\(number)", line: number) == nil) }
        for number in 1...50_000 { #expect(repeats.add("id-\(number)", line: 50_000 + number) == number) }
        #expect(repeats.add("id-50001", line: 100_001) == nil)
    }
}
