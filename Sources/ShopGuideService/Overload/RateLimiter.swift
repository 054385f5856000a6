import Synchronization

/// Lets every key make some requests a second, with a burst now and then: a bucket of tokens each.
///
/// It remembers a bounded number of keys. A bucket that is full again is like none, so those are forgotten first; where all are in
/// use, the one that was idle longest is.
package final class RateLimiter: Sendable {
    /// What a key may do now.
    package struct Decision: Sendable, Equatable {
        /// Whether the request may be made.
        package var isAllowed: Bool
        /// Requests at once at most.
        package var limit: Int
        /// Requests that may be made at once now.
        package var remaining: Int
        /// Seconds until a request may be made where none may now, else until the bucket is full.
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
    ///   - rate: Requests a second of every key.
    ///   - burst: Requests at once at most.
    ///   - capacity: Keys to remember at most.
    package init(rate: Double, burst: Int, capacity: Int = 10_000) {
        precondition(rate > 0 && burst > 0 && capacity > 0, "a limiter of \(rate) a second, \(burst) at once")
        self.rate = rate
        self.burst = Double(burst)
        self.capacity = capacity
    }

    /// Keys that are remembered.
    package var count: Int { buckets.withLock { $0.count } }

    /// Takes a token of a key, if there is one.
    package func take(_ key: String, at now: ContinuousClock.Instant = .now) -> Decision {
        buckets.withLock { buckets in
            if buckets[key] == nil, buckets.count >= capacity { forget(in: &buckets, at: now) }
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

    private func forget(in buckets: inout [String: Bucket], at now: ContinuousClock.Instant) {
        buckets = buckets.filter { tokens(of: $0.value, at: now) < burst }
        // An eighth at a time, so that a flood of keys doesn't sort the table for each of them.
        guard buckets.count > capacity - capacity / 8 - 1 else { return }
        let oldest = buckets.sorted { $0.value.time < $1.value.time }.prefix(capacity / 8 + 1)
        for (key, _) in oldest { buckets[key] = nil }
    }
}
