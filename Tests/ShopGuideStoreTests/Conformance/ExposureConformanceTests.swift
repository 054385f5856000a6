import Foundation
import ShopGuide
import ShopGuideStore
import Testing

/// The log of what shoppers were shown, of any store.
@Suite struct ExposureConformanceTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private static func exposure(
        _ list: String, _ position: Int, _ product: String, to shopper: String = "s", propensity: Double? = 0.25
    ) -> Exposure {
        Exposure(
            recommendation: list, shopper: shopper, product: product, position: position, propensity: propensity,
            time: Timestamp(milliseconds: 1000))
    }

    private static func all(_ store: any Store) throws -> [Exposure] {
        var found: [Exposure] = []
        try store.forEachExposure { found.append($0) }
        return found
    }

    @Test(arguments: StoreKind.all)
    func `exposures come back list by list, and one of the same place takes the place of another`(_ kind: StoreKind)
        throws
    {
        let store = try kind.store(shop)
        let shown = [
            Self.exposure("b", 2, "cup", propensity: nil), Self.exposure("b", 1, "mug"), Self.exposure("a", 1, "pot"),
        ]
        #expect(try store.write { writer in try shown.map { try writer.save($0) } } == [true, true, true])
        let other = Self.exposure("b", 1, "pan")
        #expect(try store.write { try $0.save(other) } == false)
        #expect(try Self.all(store) == [shown[2], other, shown[0]])
        #expect(try kind.store(shop).loggedExposures(to: "s") == [shown[2], other, shown[0]])
        #expect(try store.loggedExposures(to: "t").isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `responses come back once for each product and kind`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        func response(_ kind: Interaction.Kind, at time: Int64) -> RecommendationResponse {
            RecommendationResponse(
                recommendation: "a", shopper: "s", product: "mug", kind: kind, time: Timestamp(milliseconds: time))
        }
        try store.write { writer in
            for response in [response(.view, at: 1), response(.purchase, at: 2), response(.view, at: 3)] {
                try writer.save(response)
            }
        }
        var found: [RecommendationResponse] = []
        try store.forEachResponse { found.append($0) }
        #expect(found == [response(.view, at: 3), response(.purchase, at: 2)])
        #expect(try store.responses(of: "s") == found && store.responses(of: "t").isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `the log of somebody goes to another, and is gone with them`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { writer in
            for (list, shopper) in [("a", "visitor"), ("b", "anna"), ("c", "else")] {
                try writer.save(Self.exposure(list, 1, "mug", to: shopper))
                try writer.save(
                    RecommendationResponse(
                        recommendation: list, shopper: shopper, product: "mug", kind: .view,
                        time: Timestamp(milliseconds: 9)))
            }
            try writer.moveExposures(from: "visitor", to: "anna")
        }
        #expect(try store.loggedExposures(to: "anna").map(\.recommendation) == ["a", "b"])
        #expect(try store.responses(of: "visitor").isEmpty)
        // Known or not.
        #expect(try store.write { try $0.removeShopper("anna") } == nil)
        #expect(try Self.all(store).map(\.shopper) == ["else"])
        #expect(try store.responses(of: "anna").isEmpty && store.responses(of: "else").count == 1)
        #expect(try store.problems().isEmpty)
    }
}
