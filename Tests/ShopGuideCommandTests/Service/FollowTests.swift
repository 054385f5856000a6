import FewShotTensors
import Foundation
import Testing

/// A service that follows what other processes write into its store.
///
/// `SHOPGUIDE_FOLLOW=1000 swift test --filter FollowTests` makes a thousand changes with twenty kills of either service, and prints the
/// longest time until one was seen.
@Suite(.serialized) struct FollowTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try Program.run("catalog", "import", "builtin", "--store", "shop.sqlite", in: folder)
    }

    /// Asks until an answer is as expected; returns the seconds that it took.
    private func seconds(until isExpected: () throws -> Bool) throws -> Double {
        let start = ContinuousClock.now
        while try !isExpected() {
            guard start.duration(to: .now) < .seconds(20) else {
                Issue.record("not seen within 20 s")
                break
            }
            usleep(5000)
        }
        return start.duration(to: .now) / .seconds(1)
    }

    @Test(.timeLimit(.minutes(2)))
    func `what commands write counts without a restart`() throws {
        let shop = try ServedShop(in: folder)
        func categories() throws -> String { try shop.ask("GET", "/v1/categories").text }
        let store = ["--store", "shop.sqlite"]
        let taught = try Program.start(["teach", "mugs", "--examples", "mug-01", "mug-02"] + store, in: folder).wait()
        #expect(taught.status == 0, "\(taught.errors)")
        _ = try seconds { try categories().contains(#""name":"mugs""#) }

        try folder.write("id,title\nlamp,Desk lamp\n", to: "products.csv")
        #expect(
            try Program.start(["catalog", "import", "products", "products.csv"] + store, in: folder).wait().status == 0)
        _ = try seconds { try shop.ask("GET", "/v1/products/lamp/similar").status == 200 }

        #expect(
            try Program.start(["experiment", "begin", "x", "--a", "content", "--b", "popular"] + store, in: folder)
                .wait().status == 0)
        _ = try seconds {
            try shop.ask("POST", "/v1/recommendations", #"{"shopper":"DE-007"}"#).text.contains(#""name":"x""#)
        }
        #expect(try Program.start(["shopper", "erase", "DE-007"] + store, in: folder).wait().status == 0)
        _ = try seconds {
            try shop.ask("POST", "/v1/recommendations", #"{"shopper":"DE-007"}"#).text.contains("isn't known")
        }
    }

    @Test(.timeLimit(.minutes(20)))
    func `two services see each other's changes, in order and none lost, whichever is killed`() throws {
        let count = ProcessInfo.processInfo.environment["SHOPGUIDE_FOLLOW"].flatMap { Int($0) } ?? 30
        let kills = max(2, count / 50)
        var generator = SeededGenerator(seed: 11)
        var services = [try ServedShop(in: folder), try ServedShop(in: folder)]
        var (events, longest) = ([String: Int](), 0.0)
        for number in 0..<count {
            if number % (count / kills) == count / kills - 1 {
                let victim = number / (count / kills) % 2
                services[victim].running.send(SIGKILL)
                _ = try services[victim].running.wait()
                services[victim] = try ServedShop(in: folder)
            }
            let writer = generator.integer(below: 2)
            let (from, to) = (services[writer], services[1 - writer])
            switch generator.integer(below: 4) {
            case 0:
                let answer = try from.ask("PUT", "/v1/products/new-\(number)", #"{"title":"Mug \#(number)"}"#)
                #expect(answer.status == 200, "\(answer.text)")
                longest = max(
                    longest, try seconds { try to.ask("GET", "/v1/products/new-\(number)/similar").status == 200 })
            case 1:
                let name = "kind-\(number)"
                let answer = try from.ask(
                    "PUT", "/v1/categories/\(name)", #"{"examples":[{"product":"mug-01"},{"product":"mug-02"}]}"#)
                #expect(answer.status == 200, "\(answer.text)")
                longest = max(
                    longest, try seconds { try to.ask("GET", "/v1/categories").text.contains(#""\#(name)""#) })
            default:
                let shopper = "s\(generator.integer(below: 10))"
                events[shopper, default: 0] += 1
                let answer = try from.ask(
                    "POST", "/v1/interactions",
                    #"{"interactions":[{"shopper":"\#(shopper)","product":"mug-0\#(1 + number % 9)","kind":"view"}]}"#)
                #expect(answer.status == 200, "\(answer.text)")
                let expected = #""events":\#(min(50, events[shopper] ?? 0)),"#
                longest = max(
                    longest,
                    try seconds {
                        try to.ask("POST", "/v1/recommendations", #"{"shopper":"\#(shopper)","limit":1}"#).text
                            .contains(expected)
                    })
            }
        }
        let fresh = try ServedShop(in: folder)
        for service in services {
            #expect(try service.ask("GET", "/v1/categories").text == fresh.ask("GET", "/v1/categories").text)
            for shopper in events.keys.sorted() {
                let body = #"{"shopper":"\#(shopper)","limit":20}"#
                let (mine, theirs) = (
                    try service.ask("POST", "/v1/recommendations", body),
                    try fresh.ask("POST", "/v1/recommendations", body)
                )
                #expect(
                    mine.text.contains(#""events":\#(min(50, events[shopper] ?? 0)),"#) && mine.status == theirs.status)
            }
        }
        if count > 30 { print("\(count) changes, \(kills) kills: the longest took \(longest) s to be seen") }
    }
}
