/// An example of what a shopper wants next: the first events of a history, and a later one as the answer.
public struct RankingExample: Sendable, Hashable {
    /// The position of the history.
    public var shopper: Int
    /// The number of its events that are known.
    public var known: Int
    /// The position of the event that is the answer.
    public var target: Int

    /// Creates an example.
    public init(shopper: Int, known: Int, target: Int) {
        self.shopper = shopper
        self.known = known
        self.target = target
    }
}
