import FewShotData
import FewShotReport
import Foundation
import Testing

@Suite struct ChartTests {
    private func chart(_ points: [(Double, Double)]) -> LineChart {
        LineChart(
            title: "Loss", horizontalLabel: "Episodes", verticalLabel: "Loss",
            series: [.init(name: "train", points: points.map { .init(x: $0.0, y: $0.1) })])
    }

    private func scatter(_ points: [(Double, Double)]) -> ScatterChart {
        ScatterChart(
            title: "Map", horizontalLabel: "a", verticalLabel: "b",
            groups: [.init(name: "mug", points: points.map { .init(x: $0.0, y: $0.1) }, marker: .init(x: 0, y: 0))])
    }

    @Test func `draws a line through its points`() throws {
        let svg = chart([(0, 2), (100, 1), (200, 0.5)]).svg
        #expect(svg.contains(#"<path d="M78 14L310 198L542 290"/>"#))
        try expectSound(svg)
    }

    @Test(arguments: [
        [], [(3.0, 0.7)], [(0, .nan), (1, .infinity), (2, -.infinity)], [(0, 1), (1, .nan), (2, 3)], [(.nan, .nan)],
        [(0, 5), (1, 5)], [(0, 0)], [(0, 1e-12), (1, 2e-12)], [(0, 1e200), (1, -1e200)], [(1e308, -1e308)],
    ])
    func `copes with any numbers`(points: [(Double, Double)]) throws {
        try expectSound(chart(points).svg)
        var percent = chart(points)
        percent.isPercent = true
        percent.verticalBounds = 0...1
        percent.marks = [.init(x: .nan, label: "best"), .init(x: 1, label: "best")]
        try expectSound(percent.svg)
        try expectSound(scatter(points).svg)
    }

    @Test func `interrupts a line where a number is missing`() {
        let svg = chart([(0, 1), (1, 2), (2, .nan), (3, 1), (4, 2)]).svg
        #expect(svg.split(separator: "d=\"M").count == 2)
        #expect(svg.contains(#/d="M[^"]*L[^"]*M[^"]*L[^"]*"/#))
        #expect(svg.components(separatedBy: "<circle").count == 5)
    }

    @Test func `draws no point that is not finite`() throws {
        let svg = try scatter([(0, 1), (.nan, 1), (2, .infinity), (1, 0)]).svg
        #expect(svg.components(separatedBy: "<path").count == 3)
    }

    @Test func `escapes names`() throws {
        var chart = chart([(0, 1), (1, 2)])
        chart.title = #"<b onload="x">"#
        chart.series[0].name = "a & b"
        #expect(!chart.svg.contains("<b"))
        try expectSound(chart.svg)
    }

    @Test func `keeps names apart`() throws {
        let groups = (0..<6).map { index in
            ScatterChart.Group(name: "mug \(index)", points: [], marker: .init(x: Double(index % 2) / 50, y: 0))
        }
        let far = ScatterChart.Group(name: "far", points: [.init(x: 9, y: 9)])
        let svg = try ScatterChart(title: "", horizontalLabel: "", verticalLabel: "", groups: groups + [far]).svg
        let places = svg.matches(of: #/<text x="([^"]*)" y="([^"]*)" text-anchor="middle">mug/#)
        #expect(Set(places.map { "\($0.1) \($0.2)" }).count == 6)
    }

    @Test func `draws the golden chart`() throws {
        var chart = chart([(0, 2), (50, 1.1), (100, 0.4)])
        chart.marks = [.init(x: 50, label: "chosen")]
        #expect(chart.svg == golden)
    }

    private let golden = #"""
        <svg class="chart" viewBox="0 0 560 340" role="img" aria-label="Loss">
        <line class="grid" x1="78" x2="542" y1="290" y2="290"/><text class="tick" x="70" y="290" \#
        dy="0.35em" text-anchor="end">0.0</text>
        <line class="grid" x1="78" x2="542" y1="221" y2="221"/><text class="tick" x="70" y="221" \#
        dy="0.35em" text-anchor="end">0.5</text>
        <line class="grid" x1="78" x2="542" y1="152" y2="152"/><text class="tick" x="70" y="152" \#
        dy="0.35em" text-anchor="end">1.0</text>
        <line class="grid" x1="78" x2="542" y1="83" y2="83"/><text class="tick" x="70" y="83" dy="0.35em" \#
        text-anchor="end">1.5</text>
        <line class="grid" x1="78" x2="542" y1="14" y2="14"/><text class="tick" x="70" y="14" dy="0.35em" \#
        text-anchor="end">2.0</text>
        <line class="grid" x1="78" x2="78" y1="14" y2="290"/><text class="tick" x="78" y="297" dy="0.8em" \#
        text-anchor="middle">0</text>
        <line class="grid" x1="170.8" x2="170.8" y1="14" y2="290"/><text class="tick" x="170.8" y="297" \#
        dy="0.8em" text-anchor="middle">20</text>
        <line class="grid" x1="263.6" x2="263.6" y1="14" y2="290"/><text class="tick" x="263.6" y="297" \#
        dy="0.8em" text-anchor="middle">40</text>
        <line class="grid" x1="356.4" x2="356.4" y1="14" y2="290"/><text class="tick" x="356.4" y="297" \#
        dy="0.8em" text-anchor="middle">60</text>
        <line class="grid" x1="449.2" x2="449.2" y1="14" y2="290"/><text class="tick" x="449.2" y="297" \#
        dy="0.8em" text-anchor="middle">80</text>
        <line class="grid" x1="542" x2="542" y1="14" y2="290"/><text class="tick" x="542" y="297" \#
        dy="0.8em" text-anchor="middle">100</text>
        <text class="axis" x="310" y="332" text-anchor="middle">Episodes</text><text class="axis" \#
        transform="translate(16 152) rotate(-90)" text-anchor="middle">Loss</text>
        <line class="mark" x1="310" x2="310" y1="14" y2="290"/><text class="mark" x="316" y="152" \#
        text-anchor="start">chosen</text>
        <g class="series c0"><path d="M78 14L310 138.2L542 234.8"/><circle cx="78" cy="14" \#
        r="3"><title>train, 0: 2.000</title></circle><circle cx="310" cy="138.2" r="3"><title>train, 50: \#
        1.100</title></circle><circle cx="542" cy="234.8" r="3"><title>train, 100: \#
        0.400</title></circle></g>
        </svg>
        """#

    private func expectSound(_ svg: String) throws {
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        try expectWellFormed(svg)
    }
}
