/// The template's view of a report, with all numbers formatted.
struct PageView {
    let title: String
    let summary: String
    let figures: [ReportContent.Figure]
    let hasFigures: Bool
    let sections: [SectionView]
    let footer: String
    let style: String

    init(_ content: ReportContent, style: String) throws {
        title = content.title
        summary = content.summary
        figures = content.figures
        hasFigures = !content.figures.isEmpty
        sections = try content.sections.enumerated().map { try SectionView($1, number: $0 + 1) }
        footer = content.footer
        self.style = style
    }
}

/// A section; exactly one of the optional bodies is set.
struct SectionView {
    let id: String
    let heading: String
    let text: String
    var results: ResultsView?
    var charts: ChartsView?
    var map: MapView?
    var episode: EpisodeView?
    var confusion: ConfusionView?
    var story: StoryView?
    var facts: FactsView?

    init(_ section: ReportSection, number: Int) throws {
        id = "section-\(number)"
        heading = section.heading
        text = section.text
        switch section.body {
        case .results(let table): results = ResultsView(table)
        case .charts(let charts): self.charts = ChartsView(charts: charts.map(ChartView.init))
        case .map(let map): self.map = MapView(title: map.chart.title, svg: try map.chart.svg)
        case .episode(let episode): self.episode = try EpisodeView(episode)
        case .confusion(let table): confusion = ConfusionView(table)
        case .story(let story): self.story = try StoryView(story)
        case .facts(let facts): self.facts = FactsView(facts: facts)
        }
    }
}

struct ResultsView {
    struct Row {
        let name: String
        let detail: String
        let evaluation: String
        let highlight: String
        let scores: [Score]
    }

    struct Score {
        let text: String
        let share: String
    }

    let columns: [String]
    let rows: [Row]

    init(_ table: ResultsTable) {
        columns = table.columns
        rows = table.rows.map { row in
            Row(
                name: row.name, detail: row.detail, evaluation: row.evaluation,
                highlight: row.isHighlighted ? "highlight" : "",
                scores: row.scores.map { Score(text: $0?.text ?? "–", share: barShare($0?.accuracy ?? 0)) })
        }
    }
}

struct ChartsView {
    let charts: [ChartView]
}

/// The template's view of a line chart.
package struct ChartView {
    /// An entry of the legend.
    package struct Line {
        let name: String
        let color: Int
    }

    /// The chart's title.
    package let title: String
    /// The chart as SVG.
    package let svg: String
    /// The names of the lines with their colours, 0…7.
    package let legend: [Line]

    /// Renders a chart.
    package init(_ chart: LineChart) {
        title = chart.title
        svg = chart.svg
        legend = chart.series.enumerated().map { Line(name: $1.name, color: $0 % 8) }
    }
}

struct MapView {
    let title: String
    let svg: String
}

struct EpisodeView {
    struct Image {
        let uri: String
        let alternative: String

        init(_ picture: Picture) throws {
            uri = try picture.dataURI
            alternative = picture.alternative
        }
    }

    struct Category {
        let name: String
        let first: Image?
        let images: [Image]
        let color: Int
    }

    struct Query {
        let image: Image
        let label: String
        let answer: String
        let verdict: String
        let mark: String
        let probability: String
        let distances: [Distance]
    }

    struct Distance {
        let text: String
        let nearest: String
    }

    let categories: [Category]
    let queries: [Query]
    let distanceLabel: String
    let ways: Int
    let right: Int
    let count: Int

    init(_ episode: ExampleEpisode) throws {
        let names = episode.categories.map(\.name)
        distanceLabel = episode.distanceLabel
        ways = names.count
        categories = try episode.categories.enumerated().map { index, category in
            let images = try category.support.map(Image.init)
            return Category(name: category.name, first: images.first, images: images, color: index % 8)
        }
        queries = try episode.queries.map { query in
            let nearest = query.distances.indices.min { query.distances[$0] < query.distances[$1] }
            let isRight = query.answer == query.label
            return Query(
                image: try Image(query.picture), label: names[query.label], answer: names[query.answer],
                verdict: isRight ? "right" : "wrong", mark: isRight ? "✓" : "✗",
                probability: query.probabilities[query.answer].percent(decimals: 0),
                distances: query.distances.enumerated().map {
                    Distance(text: $1.text(decimals: 1), nearest: $0 == nearest ? "nearest" : "")
                })
        }
        right = episode.queries.count { $0.answer == $0.label }
        count = episode.queries.count
    }
}

struct ConfusionView {
    struct Row {
        let name: String
        let accuracy: String
        let share: String
        let queries: String
        let mistakes: String
    }

    let rows: [Row]

    init(_ table: ConfusionTable) {
        rows = table.rows.map { row in
            let mistakes = row.mistakes.map { "\($0.name) (\($0.share.percent(decimals: 0)))" }
            return Row(
                name: row.name, accuracy: row.accuracy.percent(), share: barShare(row.accuracy),
                queries: Double(row.queries).text(decimals: 0),
                mistakes: mistakes.isEmpty ? "–" : mistakes.joined(separator: ", "))
        }
    }
}

struct FactsView {
    let facts: [ReportSection.Fact]
}

/// Returns a share, 0…1, as the width of a bar.
private func barShare(_ share: Double) -> String {
    let shown = share.isFinite ? min(max(share, 0), 1) : 0
    return "\((shown * 100).coordinate)%"
}
