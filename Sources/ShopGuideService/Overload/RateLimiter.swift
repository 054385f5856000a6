import Synchronization

/// A rate limit per key: a token bucket each.
///
/// The number of buckets is bounded. Full buckets are evicted first, since they are the same as new ones, then those that were idle longest.
package final class RateLimiter: Sendable {
    /// The limiter's answer to a request.
    package struct Decision: Sendable, Equatable {
        /// Whether the request is within the limit.
        package var isAllowed: Bool
        /// The capacity of the bucket.
        package var limit: Int
        /// Remaining tokens.
        package var remaining: Int
        /// Seconds until the next request is allowed or, if this one is, until the bucket is full.
        package var reset: Int
    }

    private struct Bucket {
        var tokens: Double
        var time: ContinuousClock.Instant
    }

    private let rate: Double
    private let burst: Double
    private let capacity: Int
    private let buckets = Mutex<[String: Bucket]>([:])

    /// Creates a limiter.
    ///
    /// - Parameters:
    ///   - rate: Tokens per second and key.
    ///   - burst: The capacity of a bucket.
    ///   - capacity: Maximum number of buckets.
    package init(rate: Double, burst: Int, capacity: Int = 10_000) {
        precondition(rate > 0 && burst > 0 && capacity > 0, "a limiter of \(rate) a second, \(burst) at once")
        self.rate = rate
        self.burst = Double(burst)
        self.capacity = capacity
    }

    /// Number of buckets.
    package var count: Int { buckets.withLock { $0.count } }

    /// Takes a token from a key's bucket if there is one.
    package func take(_ key: String, at now: ContinuousClock.Instant = .now) -> Decision {
        buckets.withLock { buckets in
            if buckets[key] == nil, buckets.count >= capacity { evict(from: &buckets, at: now) }
            var bucket = buckets[key] ?? Bucket(tokens: burst, time: now)
            bucket.tokens = tokens(of: bucket, at: now)
            bucket.time = now
            let isAllowed = bucket.tokens >= 1
            if isAllowed { bucket.tokens -= 1 }
            buckets[key] = bucket
            let missing = isAllowed ? burst - bucket.tokens : 1 - bucket.tokens
            return Decision(
                isAllowed: isAllowed, limit: Int(burst), remaining: Int(bucket.tokens),
                reset: Int((missing / rate).rounded(.up)))
        }
    }

    private func tokens(of bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        let seconds = max(0, Double(bucket.time.duration(to: now).nanoseconds) / 1e9)
        return min(burst, bucket.tokens + seconds * rate)
    }

    private func evict(from buckets: inout [String: Bucket], at now: ContinuousClock.Instant) {
        buckets = buckets.filter { tokens(of: $0.value, at: now) < burst }
        // An eighth at a time, so that a flood of keys doesn't sort the table for each.
        guard buckets.count > capacity - capacity / 8 - 1 else { return }
        let oldest = buckets.sorted { $0.value.time < $1.value.time }.prefix(capacity / 8 + 1)
        for (key, _) in oldest { buckets[key] = nil }
    }
}
