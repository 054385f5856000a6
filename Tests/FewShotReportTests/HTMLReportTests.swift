import FewShotData
import FewShotLearning
import FewShotReport
import FewShotTensors
import Foundation
import Testing

@Suite struct HTMLReportTests {
    @Test func `contains every section`() throws {
        let html = try HTMLReport(sample(name: "Mug · 马克杯")).html
        for heading in ["Results", "Training", "The embedding", "One task", "Mistakes", "Where it comes from"] {
            #expect(html.contains(">\(heading)</h2>"))
        }
        #expect(html.contains("91.2\u{A0}% ±\u{A0}0.4"))
        #expect(html.contains("Mug · 马克杯"))
        #expect(html.contains("1 of 2 correct"))
        #expect(html.contains("data:image/png;base64,iVBORw0KGgo"))
        #expect(html.contains(#"<html lang="en">"#))
        try expectWellFormed(html)
    }

    @Test func `needs nothing from elsewhere`() throws {
        let html = try HTMLReport(sample(name: "mug")).html
        for forbidden in ["http:", "https:", "//", "<script", "@import", "url("] { #expect(!html.contains(forbidden)) }
        #expect(html.matches(of: #/(?:src|href)="(?!data:)/#).isEmpty)
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</style></svg>",
        "\"\u{301} onload=alert(1) x=\"\u{301}", "<\u{301}b>", "{{title}}", "{{{style}}}", "&lt;b&gt;",
        "]]>", "\u{0}\u{8}\u{FFFE}",
    ])
    func `shows hostile names as they are`(name: String) throws {
        let html = try HTMLReport(sample(name: name)).html
        try expectWellFormed(html)
        let plain = try HTMLReport(sample(name: "mug")).html
        #expect(html.components(separatedBy: "<").count == plain.components(separatedBy: "<").count)
        #expect(html.unicodeScalars.count { $0 == "\"" } == plain.unicodeScalars.count { $0 == "\"" })
    }

    @Test func `is a page even with nothing to say`() throws {
        let empty = ReportContent(
            title: "", summary: "",
            sections: [
                ReportSection(heading: "", text: "", body: .results(ResultsTable(columns: [], rows: []))),
                ReportSection(heading: "", text: "", body: .charts([])),
                ReportSection(heading: "", text: "", body: .episode(ExampleEpisode(categories: [], queries: []))),
                ReportSection(heading: "", text: "", body: .confusion(ConfusionTable([]))),
                ReportSection(heading: "", text: "", body: .facts([])),
            ])
        try expectWellFormed(try HTMLReport(empty).html)
    }

    @Test func `writes the page where it is told to`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let report = HTMLReport(ReportContent(title: "A", summary: "B", sections: []))
        try report.write(to: folder.appending(path: "deep/report.html"))
        #expect(try String(contentsOf: folder.appending(path: "deep/report.html"), encoding: .utf8) == report.html)
    }

    private func sample(name: String) throws -> ReportContent {
        let images = Tensor((0..<128).map { UInt8($0) }, shape: [8, 1, 4, 4])
        let dataset = Dataset(
            features: images,
            classes: [.init(name: "a", examples: [0, 1, 2, 3]), .init(name: "b", examples: [4, 5, 6, 7])])
        let sampler = try EpisodeSampler(dataset, shape: EpisodeShape(ways: 2, shots: 2, queries: 1), seed: 1)
        let scores = Tensor([-1, -2, -3, -4] as [Float], shape: [2, 2])
        let drawn = sampler.episode(at: 0)
        let episode = try ExampleEpisode(drawn, from: dataset, scores: scores, queries: 1) { _ in name }
        var tally = Tally()
        tally.add(try RandomGuess().answer(drawn, protocol: .inductive), plan: drawn.plan)
        let picture = try Picture(images[0], alternative: name)
        let map = try EmbeddingMap([
            .init(
                name: name, embeddings: Tensor([0, 1, 2, 3] as [Float], shape: [2, 2]),
                prototype: Tensor([1, 2] as [Float])),
            .init(
                name: name, embeddings: Tensor([5, 1, 7, 3] as [Float], shape: [2, 2]),
                prototype: Tensor([6, 2] as [Float]), picture: picture),
        ])
        let row = ResultsTable.Row(
            name: name, detail: name, scores: [.init(accuracy: 0.912, confidence95: 0.004), nil], isHighlighted: true)
        let loss = LineChart(
            title: name, horizontalLabel: name, verticalLabel: name,
            series: [.init(name: name, points: [.init(x: 0, y: 1)])])
        return ReportContent(
            title: name, summary: name, figures: [.init(value: name, label: name)],
            sections: [
                section("Results", name, .results(ResultsTable(columns: [name, "other"], rows: [row]))),
                section("Training", name, .charts([loss])),
                section("The embedding", name, .map(map)),
                section("One task", name, .episode(episode)),
                section("Mistakes", name, .confusion(ConfusionTable(tally.confusion(in: dataset)) { _ in name })),
                section("Where it comes from", name, .facts([.init(name, name)])),
            ], footer: name)
    }

    private func section(_ heading: String, _ text: String, _ body: ReportSection.Body) -> ReportSection {
        ReportSection(heading: heading, text: text, body: body)
    }
}
