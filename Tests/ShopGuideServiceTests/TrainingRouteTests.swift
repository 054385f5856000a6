import Foundation
import ShopGuideApplication
import ShopGuideService
import ShopGuideStore
import Testing

/// Trainings on a shop's own data, by a program in the place of `shopguide learn`: how it learns is tested elsewhere.
@Suite(.serialized) struct `Trainings over HTTP` {
    /// A program that takes the arguments of `shopguide learn`, and ends at once or when it is told to.
    private static let program = #"""
        #!/usr/bin/env python3
        import json, os, shutil, sys
        here = os.path.dirname(os.path.abspath(sys.argv[0]))
        given = dict(zip(sys.argv, sys.argv[1:]))
        open(f"{here}/arguments.txt", "a").write(" ".join(sys.argv[1:]) + "\n")
        open(f"{here}/pid.txt", "w").write(str(os.getpid()))
        run = given["--output"]
        os.makedirs(f"{run}/models", exist_ok=True)
        open(f"{run}/finished.jsonl", "w").write("{}\n")
        json.dump({"share": 0.25, "stage": "training sasrec", "expectedSeconds": 60, "notes": ["412 events"]},
                  open(given["--background"], "w"))
        mode = open(f"{here}/mode.txt").read().strip()
        if mode == "slow":
            sys.stdin.read()
            sys.exit(1)
        if mode == "bad":
            sys.exit(f"Error: {run}: the store has no events")
        open(f"{run}/report.html", "w").write("<!doctype html><title>Report</title>")
        if not os.path.exists(f"{run}/models/relation"):
            shutil.copytree(f"{here}/relation", f"{run}/models/relation")
        row = {"learner": "relation", "ndcg10": 0.5, "ndcg10Interval95": [0.4, 0.6], "recall10": 0.6, "mrr": 0.1}
        table = {"protocol": "known", "title": "Known", "shoppers": 9, "rows": [row]}
        json.dump({"report": {"chosen": "relation", "notes": ["shoppers: 412 events"], "tables": [table], "seed": 0},
                   "models": "x", "learner": "relation", "active": "content", "advantage": [0.02, 0.01],
                   "isBetter": True, "activated": False}, sys.stdout)
        """#

    private let shop: TestShop

    init() throws {
        var shop = try TestShop()
        let program = shop.folder.appending(path: "learner")
        try Data(Self.program.utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        let shipped = shop.options.model.deletingLastPathComponent().appending(path: "shoppers/relation")
        try FileManager.default.copyItem(at: shipped, to: shop.folder.appending(path: "relation"))
        shop.options.program = program
        self.shop = shop
    }

    private func set(mode: String) throws {
        try Data(mode.utf8).write(to: shop.folder.appending(path: "mode.txt"))
    }

    /// The arguments of all runs of the program.
    private func arguments() throws -> [String] {
        let file = shop.folder.appending(path: "arguments.txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func begin(_ client: Client, _ body: String = "{}") async throws -> String {
        let begun = try await client.post("/v1/trainings", body)
        #expect(begun.status == 202, "\(begun.json)")
        let id = try #require(begun.json["id"]?.text)
        #expect(begun.headers["location"] == "/v1/trainings/\(id)")
        return id
    }

    private func reaches(_ client: Client, _ id: String, _ state: String) async throws -> Bool {
        try await client.eventually { try await client.get("/v1/trainings/\(id)").json["state"]?.text == state }
    }

    @Test func `learn in a process of their own, and what they choose serves once it is activated`() async throws {
        defer { shop.remove() }
        try set(mode: "good")
        try await shop.running { client async throws in
            let asked = #"{"seen":[{"product":"mug-01","kind":"view"}],"limit":3}"#
            #expect(try await client.post("/v1/recommendations", asked).json["learner"]?.text == "content")
            let id = try await begin(client, #"{"budget":5,"activate":true}"#)
            #expect(try await reaches(client, id, "finished"))
            let training = try await client.get("/v1/trainings/\(id)").json
            #expect(training["progress"] == .number(1) && training["active"] == .flag(false))
            #expect(training["outcome"]?["learner"]?.text == "relation")
            let line = try #require(try arguments().first)
            #expect(line.hasPrefix("learn --store ") && line.contains(" --budget 5.0 --activate"), "\(line)")
            #expect(!line.contains("--resume"))
            let list = try await client.get("/v1/trainings").json["items"]?.list ?? []
            #expect(list.first?["id"]?.text == id && list.contains { $0["kind"]?.text == "model" })
            let report = try await client.get("/v1/trainings/\(id)/report")
            #expect(report.status == 200 && report.headers["content-security-policy"]?.contains("sandbox") == true)

            #expect(try await client.send("POST", "/v1/trainings/\(id)/activate").json["active"] == .flag(true))
            let serves = try await client.eventually {
                try await client.post("/v1/recommendations", asked).json["learner"]?.text == "relation"
            }
            #expect(serves)
            #expect(try await client.send("POST", "/v1/trainings/\(id)/resume").status == 409)
            #expect(try await client.delete("/v1/trainings/\(id)").status == 409)
            #expect(try await client.send("POST", "/v1/trainings/none/activate").status == 404)
            #expect(try await client.post("/v1/trainings", #"{"budget":0}"#).fields == ["budget"])
        }
        // The next service begins with it.
        try await shop.running { client async throws in
            let answer = try await client.post("/v1/recommendations", #"{"limit":3}"#)
            #expect(answer.json["learner"]?.text == "relation")
        }
    }

    @Test func `that are gone serve from the store's copy, or serve again once their folder is there`() async throws {
        defer { shop.remove() }
        func serving(_ client: Client) async throws -> String? {
            try await client.post("/v1/recommendations", #"{"limit":3}"#).json["learner"]?.text
        }
        try set(mode: "good")
        try await shop.running { client async throws in
            let id = try await begin(client)
            #expect(try await reaches(client, id, "finished"))
            #expect(try await client.send("POST", "/v1/trainings/\(id)/activate").json["active"] == .flag(true))
        }
        let store = try Stores.open(at: shop.options.store)
        let learned = try #require(try LearnedShoppers(activeIn: store))
        let elsewhere = shop.folder.appending(path: "elsewhere")
        try FileManager.default.moveItem(at: learned.folder, to: elsewhere)
        // As a service on another machine begins.
        try await shop.running { client async throws in #expect(try await serving(client) == "relation") }
        try store.write { try $0.removeModelFiles(of: "learned shoppers") }
        try await shop.running { client async throws in
            #expect(try await serving(client) == "content")
            try FileManager.default.moveItem(at: elsewhere, to: learned.folder)
            #expect(try await client.eventually { try await serving(client) == "relation" })
        }
    }

    @Test func `are done one at a time, cancelled, and resumed from where they were`() async throws {
        defer { shop.remove() }
        try set(mode: "slow")
        try await shop.running { client async throws in
            let id = try await begin(client)
            #expect(
                try await client.eventually {
                    try await client.get("/v1/trainings/\(id)").json["progress"] == .number(0.25)
                })
            #expect(try await client.get("/v1/trainings/\(id)").json["stage"]?.text == "training sasrec")
            #expect(try await client.post("/v1/trainings", "{}").status == 409)
            #expect(try await client.get("/v1/trainings/\(id)/report").status == 409)
            #expect(try await client.delete("/v1/trainings/\(id)").status == 202)
            #expect(try await reaches(client, id, "cancelled"))
            try set(mode: "good")
            #expect(try await client.send("POST", "/v1/trainings/\(id)/resume").status == 202)
            #expect(try await reaches(client, id, "finished"))
            let lines = try arguments()
            #expect(lines.count == 2 && lines[1].contains(" --resume"))
        }
    }

    @Test func `end with the service, and say so when it is there again`() async throws {
        defer { shop.remove() }
        try set(mode: "slow")
        let id = try await shop.running { client async throws in
            let id = try await begin(client)
            #expect(try await reaches(client, id, "running"))
            #expect(
                try await client.eventually {
                    try await client.get("/v1/trainings/\(id)").json["progress"] == .number(0.25)
                })
            return id
        }
        let text = try String(contentsOf: shop.folder.appending(path: "pid.txt"), encoding: .utf8)
        let process = try #require(pid_t(text))
        #expect(kill(process, 0) != 0 && errno == ESRCH, "the process outlives its service")
        try await shop.running { client async throws in
            #expect(try await reaches(client, id, "stopped"))
        }
    }

    @Test func `that fail say why, without paths of the machine`() async throws {
        defer { shop.remove() }
        try set(mode: "bad")
        try await shop.running { client async throws in
            let id = try await begin(client)
            #expect(try await reaches(client, id, "failed"))
            let problem = try await client.get("/v1/trainings/\(id)").json["problem"]?.text ?? ""
            #expect(problem.hasSuffix("the store has no events") && !problem.contains(shop.folder.path), "\(problem)")
            #expect(try await client.send("POST", "/v1/trainings/\(id)/activate").status == 409)
        }
    }

    @Test func `come by the schedule, and not again before their time`() async throws {
        var shop = shop
        defer { shop.remove() }
        try set(mode: "good")
        shop.options.learningInterval = .seconds(86_400)
        shop.options.learningBudget = 7
        let first = try await shop.running { client async throws in
            #expect(
                try await client.eventually {
                    try await client.get("/v1/trainings?kind=shop").json["items"]?[0]?["state"]?.text == "finished"
                })
            let items = try await client.get("/v1/trainings?kind=shop").json["items"]?.list ?? []
            #expect(items.count == 1 && items[0]["cause"]?.text == "schedule")
            return items.first?["id"]?.text
        }
        #expect(try arguments().first?.contains(" --budget 7.0 --activate") == true)
        try await shop.running { client async throws in
            // Its time would have come at once.
            try await Task.sleep(for: .milliseconds(500))
            let items = try await client.get("/v1/trainings?kind=shop").json["items"]?.list ?? []
            #expect(items.map { $0["id"]?.text } == [first])
        }
    }

    @Test func `aren't done by a service that has no program`() async throws {
        var shop = shop
        defer { shop.remove() }
        shop.options.program = nil
        try await shop.running { client async throws in
            #expect(try await client.post("/v1/trainings", "{}").status == 409)
        }
    }
}
