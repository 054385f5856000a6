import CoreMetrics
import ShopGuideApplication
import ShopGuideService
import Testing

/// What Prometheus reads.
@Suite struct PrometheusMetricsTests {
    private let metrics = PrometheusMetrics()

    private func exposition() throws -> Exposition { try Exposition(metrics.text()) }

    @Test func `nothing recorded is nothing written`() throws { #expect(metrics.text().isEmpty) }

    @Test func `writes a counter, a gauge and a histogram word for word`() throws {
        metrics.describe("hits_total", "How often.\nReally \\ often.")
        metrics.makeCounter(label: "hits", dimensions: [("route", "/a")]).increment(by: 3)
        metrics.makeMeter(label: "depth.now", dimensions: []).set(2.5)
        let sizes = metrics.makeRecorder(label: "size", dimensions: [], aggregate: true)
        for size in [1, 3, 5000] { sizes.record(Int64(size)) }
        let bounds = (0...12).map { 1 << $0 }
        let buckets = bounds.map { "size_bucket{le=\"\($0)\"} \($0 < 4 ? 1 : 2)\n" }.joined()
        #expect(
            metrics.text() == """
                # TYPE depth_now gauge
                depth_now 2.5
                # HELP hits_total How often.\\nReally \\\\ often.
                # TYPE hits_total counter
                hits_total{route="/a"} 3
                # TYPE size histogram

                """ + buckets + """
                    size_bucket{le="+Inf"} 3
                    size_sum 5004
                    size_count 3

                    """)
    }

    @Test func `labels come back as they were, whatever is in them`() throws {
        let wild = "a\"b\\c\nd{e},f=g ü 茶"
        metrics.makeCounter(label: "wild", dimensions: [("the.name", wild), ("other", "")]).increment(by: 1)
        #expect(try exposition()["wild_total", ["the_name": wild, "other": ""]] == 1)
    }

    @Test func `a histogram's buckets grow, and the last is the count`() throws {
        let timer = metrics.makeTimer(label: "wait", dimensions: [("stage", "rank")])
        for milliseconds in [0, 1, 3, 30, 300, 3000, 30_000] {
            timer.recordNanoseconds(Int64(milliseconds) * 1_000_000)
        }
        let exposition = try exposition()
        let buckets = exposition.samples.filter { $0.name == "wait_seconds_bucket" }
        #expect(buckets.count == 15)
        #expect(buckets.map(\.value) == buckets.map(\.value).sorted())
        #expect(buckets.last?.labels == ["stage": "rank", "le": "+Inf"])
        #expect(buckets.last?.value == 7)
        #expect(exposition["wait_seconds_bucket", ["stage": "rank", "le": "0.001"]] == 2)
        #expect(exposition["wait_seconds_count", ["stage": "rank"]] == 7)
        let sum = try #require(exposition["wait_seconds_sum", ["stage": "rank"]])
        #expect(abs(sum - 33.334) < 1e-9)
    }

    @Test func `one name and its labels are one series, whoever asks`() throws {
        for _ in 0..<3 { metrics.makeCounter(label: "hits", dimensions: [("a", "b")]).increment(by: 1) }
        #expect(try exposition()["hits_total", ["a": "b"]] == 3)
    }

    @Test func `a flood of labels is counted as other`() throws {
        for number in 0..<(PrometheusMetrics.limit + 50) {
            metrics.makeCounter(label: "flood", dimensions: [("id", "\(number)")]).increment(by: 1)
        }
        let exposition = try exposition()
        #expect(exposition.samples.count == PrometheusMetrics.limit + 1)
        #expect(exposition["flood_total", ["id": "other"]] == 50)
    }

    @Test func `one name of two kinds doesn't break the text`() throws {
        metrics.makeMeter(label: "size", dimensions: []).set(1.0)
        metrics.makeRecorder(label: "size", dimensions: [], aggregate: true).record(2.0)
        #expect(try exposition().kinds == ["size": "gauge"])
    }

    @Test func `a counter never falls, and what isn't a number isn't recorded`() throws {
        let counter = metrics.makeFloatingPointCounter(label: "sum", dimensions: [])
        for amount in [1.5, -3, .nan, .infinity] { counter.increment(by: amount) }
        let timer = metrics.makeRecorder(label: "size", dimensions: [], aggregate: true)
        timer.record(.nan)
        #expect(try exposition()["sum_total", [:]] == 1.5)
        #expect(try exposition()["size_count", [:]] == 0)
    }

    @Test func `what is looked up is looked up each time`() throws {
        let gauge = metrics.makeMeter(label: "hidden", dimensions: [])
        metrics.observe("queue_length", [("queue", "disk")], help: "Changes that wait.") {
            gauge.increment(by: 1)
            return 7
        }
        _ = metrics.text()
        let exposition = try exposition()
        #expect(exposition["queue_length", ["queue": "disk"]] == 7)
        #expect(exposition.helps["queue_length"] == "Changes that wait.")
    }

    @Test func `what was destroyed is gone`() throws {
        let counter = metrics.makeCounter(label: "hits", dimensions: [])
        metrics.destroyCounter(counter)
        #expect(metrics.text().isEmpty)
    }

    @Test func `a service tells of its process`() throws {
        let telemetry = Telemetry()
        telemetry.measured(.rank) {}
        telemetry.recordCommit(of: 3)
        let exposition = try Exposition(telemetry.metrics.text())
        #expect(try #require(exposition["process_resident_memory_bytes", [:]]) > 1_000_000)
        #expect(try #require(exposition["process_open_fds", [:]]) >= 3)
        #expect(try #require(exposition["process_threads", [:]]) >= 1)
        #expect(exposition["shopguide_stage_duration_seconds_count", ["stage": "rank"]] == 1)
        #expect(exposition["shopguide_commit_changes_sum", [:]] == 3)
    }
}
