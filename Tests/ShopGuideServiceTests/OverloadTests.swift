import ShopGuideService
import Testing

/// What holds back more than the service can do.
@Suite struct OverloadTests {
    @Test func `a gate lets in as many as it has places, then has the next wait in order`() async throws {
        let gate = AdmissionGate(places: 2, queue: 5, patience: .seconds(60))
        try await gate.enter()
        try await gate.enter()
        let order = Order()
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<3 {
            tasks.append(
                Task {
                    try await gate.enter()
                    await order.add(number)
                })
            while gate.waiting < number + 1 { await Task.yield() }
        }
        #expect(gate.working == 2)
        for (number, task) in tasks.enumerated() {
            gate.leave()
            try await task.value
            #expect(await order.list == Array(0...number))
        }
        for _ in 0..<2 { gate.leave() }
        #expect(gate.working == 0 && gate.waiting == 0)
    }

    private actor Order {
        var list: [Int] = []
        func add(_ number: Int) { list.append(number) }
    }

    @Test func `a gate turns away whoever would wait behind a full queue, and at once`() async throws {
        let gate = AdmissionGate(places: 1, queue: 0, patience: .seconds(60))
        try await gate.enter()
        await #expect(throws: AdmissionGate.Refusal.full) { try await gate.enter() }
        gate.leave()
        try await gate.enter()
        #expect(gate.working == 1)
    }

    @Test func `who waits too long, or is gone, leaves no trace`() async throws {
        let gate = AdmissionGate(places: 1, queue: 5, patience: .milliseconds(10))
        try await gate.enter()
        await #expect(throws: AdmissionGate.Refusal.tooLate) { try await gate.enter() }
        let patient = AdmissionGate(places: 1, queue: 5, patience: .seconds(60))
        try await patient.enter()
        let task = Task { try await patient.enter() }
        while patient.waiting == 0 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(gate.waiting == 0 && patient.waiting == 0)
        #expect(gate.working == 1 && patient.working == 1)
    }

    @Test func `a gate loses no place among many`() async throws {
        let gate = AdmissionGate(places: 3, queue: 1000, patience: .seconds(60))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    try await gate.enter()
                    #expect(gate.working <= 3)
                    await Task.yield()
                    gate.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(gate.working == 0)
    }

    @Test func `a key has its burst, then its rate, and others have theirs`() {
        let limiter = RateLimiter(rate: 10, burst: 3)
        let start = ContinuousClock.now
        for left in [2, 1, 0] {
            let decision = limiter.take("a", at: start)
            #expect(decision.isAllowed && decision.remaining == left && decision.limit == 3)
        }
        let refused = limiter.take("a", at: start)
        #expect(!refused.isAllowed && refused.limit == 3 && refused.remaining == 0 && refused.reset == 1)
        #expect(limiter.take("b", at: start).isAllowed)
        #expect(!limiter.take("a", at: start + .milliseconds(99)).isAllowed)
        #expect(limiter.take("a", at: start + .milliseconds(101)).isAllowed)
        #expect(!limiter.take("a", at: start + .milliseconds(102)).isAllowed)
        // However long it waits, no more than its burst.
        let later = start + .seconds(3600)
        #expect((0..<5).map { _ in limiter.take("a", at: later).isAllowed } == [true, true, true, false, false])
    }

    @Test func `a flood of keys costs bounded memory, and keys in use are the last to go`() {
        let limiter = RateLimiter(rate: 1, burst: 2, capacity: 80)
        let start = ContinuousClock.now
        for number in 0..<1000 { _ = limiter.take("flood \(number)", at: start + .milliseconds(number)) }
        #expect(limiter.count <= 80)
        // The newest are remembered: their second request is their last.
        #expect(limiter.take("flood 999", at: start + .milliseconds(1000)).remaining == 0)
        #expect(!limiter.take("flood 999", at: start + .milliseconds(1000)).isAllowed)
        // Those whose buckets are full again are forgotten first.
        let later = start + .seconds(10)
        for number in 0..<80 { _ = limiter.take("later \(number)", at: later) }
        #expect(limiter.count <= 81)
        #expect(limiter.take("later 0", at: later).remaining == 0)
    }
}
