/// The rule by which a shop's snapshot is written anew: once enough has changed, where nothing is changing now.
package struct SnapshotSchedule: Sendable {
    /// The products below which a shop is read in no time, and has no snapshot.
    package var leastProducts = 10_000
    /// The commits after which a snapshot is too far behind: a feed keeps some hundred thousand.
    package var mostCommits: Int64 = 50_000
    /// The time after which a few changes are enough.
    package var age = Duration.seconds(900)

    /// Creates the default rule.
    package init() {}

    /// The state of a shop's snapshot.
    package struct State: Sendable {
        /// The products of the shop.
        package var products: Int
        /// Whether there is a snapshot.
        package var isThere: Bool
        /// The products that were saved or removed since it was written.
        package var changed = 0
        /// The commits since it was written.
        package var commits: Int64 = 0
        /// The time since it was written.
        package var age = Duration.zero
        /// Whether no product has changed lately.
        package var isQuiet = true

        /// Creates the state of a snapshot that was just written, or isn't there.
        package init(products: Int, isThere: Bool) { (self.products, self.isThere) = (products, isThere) }
    }

    /// Returns whether a snapshot is to be written.
    package func isDue(_ state: State) -> Bool {
        guard state.products >= leastProducts else { return false }
        // While products pour in, each snapshot would be out of date at once.
        guard state.isQuiet || state.changed > state.products / 2 && state.age > age else { return false }
        guard state.isThere else { return true }
        return state.changed > state.products / 100 || state.commits > mostCommits
            || state.changed > 0 && state.age > age
    }
}
