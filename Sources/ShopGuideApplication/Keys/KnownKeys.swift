import ShopGuide
import ShopGuideStore
import Synchronization

/// The keys as a running service knows them: their place is looked at again at most once a second.
public final class KnownKeys: Sendable {
    private struct State {
        var byDigest: [String: KeyRing.Entry] = [:]
        var version: String?
        var checked: ContinuousClock.Instant?
    }

    private let ring: KeyRing
    private let state = Mutex(State())

    /// Knows none before it is asked.
    public init(_ ring: KeyRing) { self.ring = ring }

    /// Has the place looked at again before the next answer.
    public func lookAgain() { state.withLock { $0.checked = nil } }

    /// Returns what is known of a key; `nil` for one that isn't, or was revoked.
    ///
    /// - Throws: ``GuideError`` for a file that can't be read, ``StoreError`` for a database that was never reached.
    public func entry(of key: String) throws -> KeyRing.Entry? {
        let digest = KeyRing.digest(key)
        return try state.withLock { state in
            let now = ContinuousClock.now
            if state.checked.map({ now - $0 > .seconds(1) }) ?? true {
                do {
                    let version = try ring.version()
                    if state.checked == nil || version != state.version {
                        state.byDigest = Dictionary(try ring.entries().map { ($0.digest, $0) }) { $1 }
                    }
                    state.version = version
                } catch let error as StoreError {
                    // While the database is away, the keys that were known are.
                    guard state.version != nil else { throw error }
                }
                state.checked = now
            }
            return state.byDigest[digest]
        }
    }
}
