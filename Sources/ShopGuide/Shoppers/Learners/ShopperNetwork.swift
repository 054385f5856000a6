public import FewShotNetworks

/// A network that a learner of shoppers is made of, once it is trained.
public protocol ShopperNetwork: Module {
    /// Returns the learner that ranks by this network.
    ///
    /// - Parameters:
    ///   - signals: The signals of products.
    ///   - products: The products, for networks that know them by name or content.
    /// - Returns: The learner.
    /// - Throws: The error of a failed tensor.
    func learner(over signals: InteractionSignals, of products: ProductFrame?) throws -> any ShopperLearner
}

extension ShopperRanker {
    /// Returns the learner that ranks by this network, which knows signals alone.
    public func learner(over signals: InteractionSignals, of products: ProductFrame?) throws -> any ShopperLearner {
        try learner(over: signals)
    }
}
