import Foundation
import Testing

/// Logs of what was shown, and estimates from them.
@Suite struct LogTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "id,title\n" + ["mug", "cup", "pot", "pan"].map { "\($0),A \($0)\n" }.joined(), to: "products.csv")
        // Before the log the mug is wanted most, and after it those who are shown it click every other time.
        var events = ["shopper,product,kind,time"]
        for shopper in 0..<30 {
            events.append("early\(shopper),\(shopper % 3 == 0 ? "cup" : "mug"),view,2024-01-01T10:00:00Z")
        }
        var shown = ["user,product,position,propensity,time"]
        for shopper in 0..<400 {
            let product = ["mug", "cup", "pot", "pan"][shopper % 4]
            shown.append("s\(shopper),\(product),1,0.25,2024-02-01T10:00:00Z")
            if product == "mug", shopper % 8 == 0 { events.append("s\(shopper),mug,view,2024-02-01T11:00:00Z") }
            if product == "cup", shopper % 40 == 1 { events.append("s\(shopper),cup,cart,2024-02-01T11:00:00Z") }
            // Two days later it has nothing to do with the list.
            if product == "pan" { events.append("s\(shopper),pan,view,2024-02-03T11:00:00Z") }
        }
        try folder.write(events.joined(separator: "\n") + "\n", to: "events.csv")
        try folder.write(shown.joined(separator: "\n") + "\n", to: "shown.csv")
        for arguments in [["products", "products.csv"], ["interactions", "events.csv"]] {
            let outcome = try Program.start(["catalog", "import"] + arguments + ["--store", "s.sqlite"], in: folder)
                .wait()
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
    }

    private func evaluate(_ more: String...) throws -> Program.Outcome {
        try Program.start(["evaluate", "logs", "--store", "s.sqlite"] + more, in: folder).wait()
    }

    private func take(_ file: String, _ more: String...) throws -> Program.Outcome {
        try Program.start(["catalog", "import", "exposures", file, "--store", "s.sqlite"] + more, in: folder).wait()
    }

    @Test func `a log says what learners would have earned that never were live`() throws {
        let none = try evaluate()
        #expect(none.status == 1 && none.errors.contains("there is no log of what shoppers were shown"))
        let taken = try take("shown.csv", "--column", "shopper=user")
        #expect(taken.status == 0 && taken.output.hasPrefix("400 exposures stored, 400 of them new"), "\(taken.errors)")
        #expect(
            try take("shown.csv", "--column", "shopper=user").output.hasPrefix("400 exposures stored, 0 of them new"))
        let export = try Program.run(
            "catalog", "export", "exposures", "--output", "log.csv", "--store", "s.sqlite", in: folder)
        #expect(export.status == 0 && export.errors.contains("log.csv: 400 exposures"))
        #expect(try take("log.csv").output.hasPrefix("400 exposures stored, 0 of them new"))
        let outcome = try evaluate("--learner", "popularity", "--format", "json")
        try #require(outcome.status == 0, "\(outcome.errors)")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(report["lists"] as? Int == 400 && report["eventsBefore"] as? Int == 30)
        let row = try #require((report["rows"] as? [[String: Any]])?.first)
        let estimates = try #require(row["estimates"] as? [String: Any])
        for name in ["replay", "inversePropensity", "selfNormalised", "doublyRobust"] {
            let mean = try #require((estimates[name] as? [String: Any])?["mean"] as? Double)
            #expect(abs(mean - 0.5) < 0.03, "\(name): \(mean)")
        }
        #expect(abs(((estimates["logged"] as? [String: Any])?["mean"] as? Double ?? 0) - 0.15) < 1e-9)
        #expect(estimates["matched"] as? Double == 0.25 && estimates["support"] as? Double == 1)
        let text = try evaluate().output
        #expect(text.contains("400 lists from 2024-02-01 to 2024-02-01, after 30 events"))
        let unknown = try evaluate("--learner", "oracle")
        #expect(unknown.status == 1 && unknown.errors.contains("there is no learner \"oracle\""))
    }

    @Test func `rows that can't be taken are listed, and a table of something else is refused`() throws {
        try folder.write(
            "shopper,product,position,time\ns,mug,first,2024-02-01\ns,mug,1,2024-02-01\n,mug,1,2024-02-01\n",
            to: "bad.csv")
        let taken = try take("bad.csv")
        #expect(taken.output.contains("1 exposures stored") && taken.output.contains("2 rows rejected"), "\(taken)")
        #expect(taken.output.contains("first: line 2: row position \"first\" is no number"), "\(taken.output)")
        let other = try take("products.csv")
        #expect(other.status == 1 && other.errors.contains("no column \"shopper\""))
        #expect(try take("shown.csv", "--column", "buyer=user").errors.contains("must be FIELD=COLUMN"))
        #expect(try take("shown.csv", "--header", "a,b").status == 64)
    }
}
