import FewShotPretrained
import ShopGuideApplication
import Testing

/// The places of a picture that are left out one after the other to explain it.
struct OcclusionPlacesTests {
    private func places(_ cost: Int) -> [Int] {
        let places = PretrainedEncoders.occlusionPlaces(forCost: cost)
        return [places.height, places.width]
    }

    @Test func `are fewer for encoders that cost more`() {
        let cost = 4_252_000_000  // a ViT-B/32
        #expect(places(0) == [7, 7])
        #expect(places(cost / 8) == [5, 5])
        #expect(places(cost / 2) == [3, 3])
        #expect(places(cost) == [2, 3])
        #expect(places(100 * cost) == [2, 2])
    }
}
