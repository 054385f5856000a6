import ShopGuideApplication
import ShopGuideStore
import Synchronization

/// A rate limit per key that holds for all replicas of a shop together.
///
/// The tokens are in the store. A key that asks often has them fetched several at a time, so that most of its requests cause no query. Where
/// the store has none, or can't be reached, each process counts by itself.
final class SharedRateLimiter: Sendable {
    private struct Key: Hashable {
        var tenant: String
        var key: String
    }

    /// The tokens that were fetched for a key.
    private struct Purse {
        var held = 0
        var portion = 1
        var left = 0
        var fetched: ContinuousClock.Instant
    }

    private let own: RateLimiter
    private let rate: Double
    private let burst: Int
    private let purses = Mutex<[Key: Purse]>([:])

    /// The time within which a key that fetches again fetches twice as many.
    private static let haste = Duration.milliseconds(100)
    /// The keys that are remembered; there are fewer in any shop.
    private static let most = 20_000

    /// Creates a limiter of so many tokens a second, and so many at once.
    init(rate: Double, burst: Int) {
        (self.rate, self.burst) = (rate, burst)
        own = RateLimiter(rate: rate, burst: burst)
    }

    /// Takes a token of a key in a shop.
    func take(_ key: String, in shop: Shop) async -> RateLimiter.Decision {
        let name = Key(tenant: shop.tenant, key: key)
        let now = ContinuousClock.now
        let (held, portion) = purses.withLock { purses -> (Int?, Int) in
            guard var purse = purses[name] else { return (nil, 1) }
            guard purse.held == 0 else {
                purse.held -= 1
                purses[name] = purse
                return (purse.held + purse.left, purse.portion)
            }
            let isHasty = now - purse.fetched < Self.haste
            return (nil, isHasty ? min(2 * purse.portion, max(1, burst / 8)) : 1)
        }
        if let held { return decision(isAllowed: true, remaining: held, missing: Double(burst - held)) }
        guard let grant = try? await shop.takeTokens(portion, of: key, rate: rate, burst: burst) else {
            return own.take("\(shop.tenant) \(key)")
        }
        guard grant.taken > 0 else { return decision(isAllowed: false, remaining: 0, missing: 1 - grant.left) }
        let remaining = purses.withLock { purses in
            if purses.count >= Self.most { purses.removeAll() }
            var purse = purses[name] ?? Purse(fetched: now)
            purse.held += grant.taken - 1
            (purse.portion, purse.left, purse.fetched) = (portion, Int(grant.left), now)
            purses[name] = purse
            return purse.held + purse.left
        }
        return decision(isAllowed: true, remaining: remaining, missing: Double(burst - remaining))
    }

    private func decision(isAllowed: Bool, remaining: Int, missing: Double) -> RateLimiter.Decision {
        RateLimiter.Decision(
            isAllowed: isAllowed, limit: burst, remaining: remaining, reset: Int((missing / rate).rounded(.up)))
    }
}
