import FewShotPretrained
import Testing

struct LengthBatchesTests {
    @Test func `similar lengths come together, each text once`() {
        let batches = LengthBatches(lengths: [5, 1, 9, 2, 2, 30], tokens: 10).batches
        #expect(batches == [[1, 3, 4, 0], [2], [5]])
        #expect(LengthBatches(lengths: [3, 3, 3], tokens: 100, texts: 2).batches == [[0, 1], [2]])
        #expect(LengthBatches(lengths: [], tokens: 10).batches.isEmpty)
    }
}
