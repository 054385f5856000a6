import FewShotTensors
import Foundation
import ShopGuideStore
import Synchronization
import Testing

/// A service that is killed while it writes: what it acknowledged is there, and nothing is there twice.
@Suite(.serialized) struct KillTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What the clients know.
    private final class Ledger: Sendable {
        struct State {
            /// Requests that were sent, each with its key and body.
            var sent: [String: String] = [:]
            var acknowledged: Set<String> = []
            var faults: [String] = []
        }
        let state = Mutex(State())
    }

    private func writeShop() throws {
        let rows = (0..<10).map { "p\($0),Mug \($0)" }.joined(separator: "\n")
        try folder.write("id,title\n\(rows)\n", to: "products.csv")
        let made = try Program.run(
            "catalog", "import", "products", "products.csv", "--store", "shop.sqlite", in: folder)
        #expect(made.status == 0)
    }

    /// Sends new interactions, one after the other, until the service is gone. They have no ids of their own: only the key of the
    /// request says that it is the same.
    private static func send(to port: Int, _ name: String, _ ledger: Ledger) {
        guard let connection = try? RawConnection(port: port) else { return }
        for number in 0..<100_000 {
            let key = "\(name)-\(number)"
            let kinds = ["view", "cart", "purchase"]
            let events = (0..<(number % 3 + 1)).map {
                #"{"shopper":"s-\#(key)","product":"p\#($0)","kind":"\#(kinds[$0])"}"#
            }
            let body = #"{"interactions":[\#(events.joined(separator: ","))]}"#
            ledger.state.withLock { $0.sent[key] = body }
            guard let answer = try? connection.ask("POST", "/v1/interactions", body, headers: ["Idempotency-Key": key])
            else { return }
            ledger.state.withLock { state in
                if answer.status == 200 {
                    state.acknowledged.insert(key)
                } else {
                    state.faults.append("\(answer.status) \(answer.text)")
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `twenty kills under writes lose nothing that was acknowledged, and nothing is done twice`() throws {
        try writeShop()
        let ledger = Ledger()
        var generator = SeededGenerator(seed: 5)
        for round in 0..<20 {
            let shop = try ServedShop(in: folder)
            let port = shop.port
            let group = DispatchGroup()
            for client in 0..<4 {
                Thread.detachNewThread(in: group) { Self.send(to: port, "r\(round)-c\(client)", ledger) }
            }
            usleep(UInt32.random(in: 20_000..<150_000, using: &generator))
            shop.running.send(SIGKILL)
            #expect(try shop.running.wait().status == -SIGKILL)
            group.wait()
        }
        let (sent, acknowledged, faults) = ledger.state.withLock { ($0.sent, $0.acknowledged, $0.faults) }
        #expect(faults.isEmpty, "\(faults.prefix(3))")
        #expect(acknowledged.count > 100)

        // A client that got no answer asks again, and one that did may too.
        let shop = try ServedShop(in: folder)
        let connection = try RawConnection(port: shop.port)
        let repeated =
            sent.filter { !acknowledged.contains($0.key) } + acknowledged.prefix(50).map { ($0, sent[$0] ?? "") }
        for (key, body) in repeated {
            let answer = try connection.ask("POST", "/v1/interactions", body, headers: ["Idempotency-Key": key])
            #expect(answer.status == 200, "\(answer.text)")
            if acknowledged.contains(key) { #expect(answer.text.contains(#""replayed":true"#)) }
        }
        shop.running.send(SIGTERM)
        #expect(try shop.running.wait().status == 0)

        let store = try Stores.open(at: folder.url("shop.sqlite"))
        #expect(try store.problems().isEmpty)
        let stored = try store.contents().interactions.values.reduce(0, +)
        #expect(stored == sent.values.reduce(0) { $0 + $1.components(separatedBy: "shopper").count - 1 })
        #expect(try store.contents().shoppers == sent.count)
    }

    @Test(.timeLimit(.minutes(1)))
    func `SIGTERM lets requests under way come to their end, and then exits with 0`() throws {
        try writeShop()
        let shop = try ServedShop(in: folder, ["--drain-time", "5"])
        let body = #"{"interactions":[{"shopper":"s","product":"p1","kind":"view"}]}"#
        let slow = try RawConnection(port: shop.port)
        slow.send(
            "POST /v1/interactions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body.prefix(10))")
        try shop.waitUntilReady()
        let idle = try RawConnection(port: shop.port)
        #expect(try idle.ask("GET", "/readyz").status == 200)
        shop.running.send(SIGTERM)
        usleep(300_000)
        slow.send(String(body.dropFirst(10)))
        #expect(try slow.answer().status == 200)
        let start = ContinuousClock.now
        #expect(try shop.running.wait().status == 0)
        #expect(start.duration(to: .now) < .seconds(10))
        #expect(throws: RawConnection.Fault.refused) { try RawConnection(port: shop.port) }
        #expect(try Stores.open(at: folder.url("shop.sqlite")).contents().interactions == ["view": 1])
    }
}

extension Thread {
    /// Starts a thread that a group waits for.
    static func detachNewThread(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
        group.enter()
        let thread = Thread {
            body()
            group.leave()
        }
        thread.start()
    }
}
