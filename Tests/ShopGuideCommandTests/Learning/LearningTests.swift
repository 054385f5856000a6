import FewShotTensors
import Foundation
import ShopGuideApplication
import ShopGuideStore
import Testing

/// Learning from a shop's own shoppers, and measuring on them, divided by time.
@Suite(.serialized) struct LearningTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let groups = 8
    private static let size = 24

    /// Writes a store: who has something of a group wants the others of it. Everything from a date on is otherwise, where one is given;
    /// groups are three categories each, where they are to be some, and every other shopper is in another market, where there are to be two.
    private func store(
        _ name: String, shoppers: Int, movedFrom date: String? = nil, hasCategories: Bool = false,
        hasMarkets: Bool = false
    ) throws {
        var products = [hasCategories ? "id,title,category" : "id,title"]
        for group in 0..<Self.groups {
            for place in 0..<Self.size {
                let category = 3 * group + place % 3
                let row =
                    hasCategories
                    ? "\(Self.title(place / 3, category)),c\(category)" : "thing \(place) of kind \(group)"
                products.append("g\(group)-\(place),\(row)")
            }
        }
        var events = ["shopper,product,kind,time" + (hasMarkets ? ",market" : "")]
        for shopper in 0..<shoppers {
            for place in 0..<16 {
                let (month, day) = (1 + place * 3 / 4, 1 + (shopper * 7 + place) % 27)
                var (group, product) = (shopper + (place % 4 == 3 ? 3 : 0), shopper / Self.groups + place)
                let time = "2023-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
                let isMoved = date.map { time >= $0 } ?? false
                if isMoved { (group, product) = (group + 1, 5 * product + 2) }
                events.append(
                    "s\(shopper),g\(group % Self.groups)-\(product % Self.size),view,\(time)T\(isMoved ? "17" : "09"):00:00Z"
                        + (hasMarkets ? ",\(["DE", "FR"][shopper % 2])" : "")
                )
            }
        }
        try folder.write(products.joined(separator: "\n") + "\n", to: "products.csv")
        try folder.write(events.joined(separator: "\n") + "\n", to: "\(name).csv")
        for arguments in [["products", "products.csv"], ["interactions", "\(name).csv"]] {
            let outcome = try Program.start(
                ["catalog", "import"] + arguments + ["--store", "\(name).sqlite"], in: folder
            ).wait()
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
    }

    /// A title by its number in a category: no two are sizes of one thing.
    private static func title(_ number: Int, _ category: Int) -> String {
        let words = ["bako", "dimu", "felo", "gani", "hopu", "kiva", "lemo", "nupi"]
        let (starts, ends) = (["ba", "ce", "di", "fo", "gu", "ha"], ["lorn", "mint", "parn", "sted"])
        return "\(words[number]) \(starts[category % 6])\(ends[category / 6])"
    }

    private func learn(_ store: String, to output: String, _ more: [String] = []) throws -> Program.Running {
        try Program.start(
            [
                "learn", "--store", "\(store).sqlite", "--budget", "0.02", "--examples", "60", "--threads", "1",
                "--output", output, "--format", "json",
            ] + more, in: folder)
    }

    private func json(_ output: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }

    /// A value of JSON as text, its keys in order.
    private func text(_ value: Any?) throws -> String {
        let list = try JSONSerialization.data(withJSONObject: [value ?? NSNull()], options: [.sortedKeys])
        return String(decoding: list, as: UTF8.self)
    }

    /// A report without what depends on the clock.
    private func figures(_ report: [String: Any]) throws -> String {
        try text(report.filter { !["seconds", "command", "store"].contains($0.key) })
    }

    @Test func `a shop learns on what came first, and nothing of the test changes what came before`() throws {
        try store("shop", shoppers: 230)
        let outcome = try learn("shop", to: "whole").wait()
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("shoppers: 3680 events of 230 shoppers with 192 products"))
        #expect(outcome.errors.contains("it takes about "))
        let report = try #require(try json(outcome.output)["report"] as? [String: Any])
        let tables = try #require(report["tables"] as? [[String: Any]])
        let protocols = tables.compactMap { $0["protocol"] as? String }
        try #require(protocols.starts(with: ["known", "cold-0", "cold-1", "cold-3"]), "\(protocols)")
        let rows = try #require(tables[0]["rows"] as? [[String: Any]])
        let names = Set(rows.compactMap { $0["learner"] as? String })
        #expect(
            names.isSuperset(of: [
                "popularity", "recent-popularity", "itemknn", "ease", "sasrec", "content", "prototype", "maml",
                "relation", "blend",
            ]))
        for row in rows {
            let (ndcg, interval) = (row["ndcg10"] as? Double ?? -1, row["ndcg10Interval95"] as? [Double] ?? [])
            #expect(interval.count == 2 && interval[0] <= ndcg && ndcg <= interval[1])
            #expect(row["recall10"] is Double && row["mrr"] is Double && row["coverage"] is Double)
        }
        #expect(try folder.files(in: "whole/models") == ["blend", "maml", "prototype", "relation", "sasrec"])

        // Everything of the test span happens otherwise: other products at other times.
        let begin = try #require((report["test"] as? [String: Any])?["from"] as? String)
        try store("moved", shoppers: 230, movedFrom: String(begin.prefix(10)))
        let other = try learn("moved", to: "moved").wait()
        let moved = try #require(try json(other.output)["report"] as? [String: Any])
        for key in ["validationNDCG10", "blend", "chosen", "train", "validation"] {
            #expect(try text(report[key]) == text(moved[key]), "\(key) depends on the test span")
        }
        #expect(try folder.weights(in: "whole") == folder.weights(in: "moved"))
        #expect(try text(report["tables"]) != text(moved["tables"]))
    }

    @Test func `a run that is stopped and resumed ends as one that isn't, and its learner serves`() throws {
        try store("shop", shoppers: 230, hasMarkets: true)
        let whole = try learn("shop", to: "whole").wait()
        try #require(whole.status == 0, "\(whole.errors)")
        #expect(whole.errors.contains("relations (also adapted to each market), prototypes"))
        let adapted = folder.url("whole/models/market-relation/model.safetensors")
        #expect(try Safetensors(contentsOf: adapted).tensors.keys.contains("adapted.1.first.weight"))
        let first = try learn("shop", to: "parts")
        #expect(try first.says("before-validation/sasrec"))
        first.send(SIGINT)
        let stopped = try first.wait()
        #expect(stopped.status == 1 && stopped.complaints.last?.hasSuffix("--resume") == true)
        let last = try learn("shop", to: "parts", ["--resume", "--activate"]).wait()
        #expect(last.status == 0, "\(last.errors)")
        let reports = try [whole, last].map { try #require(try json($0.output)["report"] as? [String: Any]) }
        #expect(try figures(reports[0]) == figures(reports[1]))
        for learner in ["market-relation", "sasrec", "blend"] {
            let recommended = try Program.run(
                "recommend", "s1", "--store", "shop.sqlite", "--shoppers", "parts/models", "--learner", learner,
                "--limit", "3", "--format", "json", in: folder)
            #expect(recommended.status == 0, "\(recommended.errors)")
            #expect(try json(recommended.output)["learner"] as? String == learner)
        }
        // It was asked to serve, and does if it is better.
        let result = try json(last.output)
        let isActive = try #require(result["activated"] as? Bool)
        #expect(isActive == (result["isBetter"] as? Bool == true && result["learner"] != nil))
        let served = try Program.run("recommend", "s1", "--store", "shop.sqlite", "--format", "json", in: folder)
        #expect(try json(served.output)["learner"] as? String == (isActive ? result["learner"] as? String : "content"))
        let again = try learn("shop", to: "parts").wait()
        #expect(again.status == 1 && again.errors.contains("parts is there already: add --resume"))
    }

    @Test func `a service that is killed takes its training with it, and the next one goes on with it`() throws {
        try store("shop", shoppers: 230)
        let killed = try ServedShop(in: folder)
        let begun = try killed.ask("POST", "/v1/trainings", #"{"budget":0.02}"#)
        let id = try #require(try json(begun.text)["id"] as? String)
        func state(_ shop: ServedShop) throws -> [String: Any] { try json(shop.ask("GET", "/v1/trainings/\(id)").text) }
        func waits(_ shop: ServedShop, until isSo: ([String: Any]) -> Bool) throws -> Bool {
            for _ in 0..<1200 {
                if isSo(try state(shop)) { return true }
                usleep(100_000)
            }
            return false
        }
        #expect(try waits(killed) { ($0["progress"] as? Double ?? 0) > 0 })
        killed.running.send(SIGKILL)
        _ = try killed.running.wait()
        let next = try ServedShop(in: folder)
        #expect(try state(next)["state"] as? String == "stopped")
        #expect(try next.ask("POST", "/v1/trainings/\(id)/resume").status == 202)
        #expect(try waits(next) { $0["state"] as? String == "finished" })
        let outcome = try #require(try state(next)["outcome"] as? [String: Any])
        #expect(outcome["learner"] is String && outcome["activated"] as? Bool == false)
        // Only one process ever wrote the folder, and the figures are those of a run that nobody interrupted.
        let whole = try learn("shop", to: "whole", ["--examples", "1000"]).wait()
        let report = try #require(try json(whole.output)["report"] as? [String: Any])
        let tables = (outcome["report"] as? [String: Any])?["tables"] as? [[String: Any]] ?? []
        let expected = try #require(report["tables"] as? [[String: Any]])
        #expect(tables.map { $0["shoppers"] as? Int } == expected.map { $0["shoppers"] as? Int })
        next.running.send(SIGTERM)
        #expect(try next.running.wait().status == 0)
    }

    @Test func `too little data is told, not fitted`() throws {
        try store("young", shoppers: 26)
        let outcome = try learn("young", to: "runs").wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "416 events of 26 shoppers: popularity and content are used; about 3,000 more events and 170 more shoppers until shoppers can be learned"
            ), "\(outcome.errors)")
        let result = try json(outcome.output)
        #expect(result["models"] == nil && result["activated"] as? Bool == false)
        #expect(!FileManager.default.fileExists(atPath: folder.url("runs/trainings").path))
        let empty = try Program.run("evaluate", "shop", "--store", "none.sqlite", in: folder)
        #expect(empty.status == 1)
    }

    @Test func `a shop's own categories are tasks that the model of products is trained, chosen and tested on`() throws
    {
        try store("young", shoppers: 26, hasCategories: true)
        let outcome = try learn("young", to: "runs").wait()
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "products: 24 categories of 6 products or more: catalogues is trained further on 15 of them, chosen on 4, and tested on 5"
            ), "\(outcome.errors)")
        let report = try #require(try json(outcome.output)["report"] as? [String: Any])
        let table = try #require(report["categories"] as? [String: Any])
        #expect(table["categories"] as? Int == 5 && table["products"] as? Int == 40)
        let rows = try #require(table["rows"] as? [[String: Any]])
        #expect(
            rows.map { $0["model"] as? String } == ["catalogues", "catalogues", "catalogues"]
                + Array(repeating: "products", count: 3))
        for row in rows {
            let accuracy = try #require(row["accuracy"] as? Double)
            let interval = row["accuracyInterval95"] as? [Double] ?? []
            // Two categories are told apart by chance half of the time.
            #expect(accuracy > 0.8 && interval.count == 2 && interval[0] <= accuracy && accuracy <= interval[1])
            for key in ["right", "refused", "auroc", "ece"] { #expect(0...1 ~= (row[key] as? Double ?? -1), "\(key)") }
        }
        let validation = table["validationAccuracy"] as? [String: Double] ?? [:]
        let isBetter = validation["products", default: 0] > validation["catalogues", default: 1]
        #expect(table["chosen"] as? String == (isBetter ? "products" : "catalogues"))
        let page = try String(contentsOf: folder.url("runs/report.html"), encoding: .utf8)
        #expect(page.contains("New categories from a few products"))
        // It sees a shop's products as the model does that it began with.
        let seen = try Program.run("recommend", "s1", "--store", "young.sqlite", "--model", "runs/products", in: folder)
        #expect(seen.status == 0, "\(seen.errors)")
        let measured = try Program.run("evaluate", "shop", "--store", "young.sqlite", "--baselines", in: folder)
        #expect(measured.output.contains("New categories from a few products (24 categories with 192 products"))
    }

    @Test func `a shop whose learners are gone is told so, and can learn anew`() throws {
        try store("young", shoppers: 26)
        let gone = LearnedShoppers(folder: folder.url("gone"), learner: "relation")
        try gone.activate(in: Stores.open(at: folder.url("young.sqlite")))
        let recommended = try Program.run("recommend", "s1", "--store", "young.sqlite", in: folder)
        #expect(recommended.status == 1 && recommended.errors.contains("aren't there any more: put them back"))
        let learned = try learn("young", to: "runs").wait()
        #expect(learned.status == 0 && learned.errors.contains("nothing is compared with what serves: "))
    }
}

extension TemporaryFolder {
    /// The weights of the models of a run, by model and name.
    func weights(in run: String) throws -> [String: [String: [UInt8]]] {
        var weights: [String: [String: [UInt8]]] = [:]
        for name in try files(in: "\(run)/models") {
            let file = try Safetensors(contentsOf: url("\(run)/models/\(name)/model.safetensors"))
            weights[name] = try file.tensors.mapValues { try $0.bytes() }
        }
        return weights
    }
}
