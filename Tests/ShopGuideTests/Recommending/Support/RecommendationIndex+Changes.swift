import ShopGuide
import Testing

/// Changes that are sound, for tests of something else.
extension RecommendationIndex {
    mutating func insert(_ product: Product, at embedding: [Float]) {
        change(.productSaved(EmbeddedProduct(product, embedding, modelDigest: modelDigest)))
    }

    mutating func insert(_ shopper: Shopper) { change(.shopperSaved(shopper)) }

    mutating func add(_ interaction: Interaction) { change(.interactionSaved(interaction)) }

    mutating func remove(_ interaction: Interaction) { change(.interactionRemoved(interaction)) }

    mutating func remove(product id: String) { change(.productRemoved(id)) }

    mutating func erase(shopper id: String) { change(.shopperErased(id)) }

    private mutating func change(_ change: Change) {
        do { try apply(change) } catch { Issue.record(error) }
    }
}
