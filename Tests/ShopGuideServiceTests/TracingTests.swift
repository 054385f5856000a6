import Instrumentation
import ShopGuideApplication
import ShopGuideService
import Synchronization
import Testing
import Tracing

/// Traces, and the headers that carry them.
@Suite struct TracingTests {
    private static let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    /// Keeps spans, for a test to look at.
    private final class Spans: Sendable {
        let list = Mutex<[FinishedSpan]>([])
        func tracer(share: Double = 1) -> ServiceTracer {
            ServiceTracer(share: share) { span in self.list.withLock { $0.append(span) } }
        }
        var all: [FinishedSpan] { list.withLock { $0 } }
    }

    private struct Headers: Extractor, Injector {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    }

    @Test func `a header comes back as it was`() throws {
        let place = try #require(TraceParent(Self.header))
        #expect("\(place)" == Self.header)
        #expect(place.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(place.isSampled)
        #expect(TraceParent(Self.header.dropLast(2) + "00")?.isSampled == false)
    }

    @Test(arguments: [
        "", "00", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-001",
        "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
    ])
    func `refuses what isn't a header`(_ header: String) { #expect(TraceParent(header) == nil) }

    @Test func `a later version may have more`() {
        #expect(TraceParent("01" + Self.header.dropFirst(2) + "-more") != nil)
        #expect(TraceParent("01" + Self.header.dropFirst(2) + "more") == nil)
    }

    @Test func `goes on with the caller's trace, and spans inside of spans are their children`() throws {
        let spans = Spans()
        let tracer = spans.tracer(share: 0)
        var context = InstrumentationContext.topLevel
        tracer.extract(["traceparent": Self.header], into: &context, using: Headers())
        tracer.withSpan("request", context: context) { request in
            request.attributes["http.route"] = "/v1/products"
            tracer.withSpan("rank") { _ in }
            var headers: [String: String] = [:]
            tracer.inject(request.context, into: &headers, using: Headers())
            #expect(headers["traceparent"]?.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") == true)
            #expect(headers["traceparent"] != Self.header)
        }
        let all = spans.all
        #expect(all.map(\.name) == ["rank", "request"])
        try #require(all.count == 2)
        #expect(all.allSatisfy { $0.place.traceID == "0af7651916cd43dd8448eb211c80319c" })
        #expect(all[1].parent == 0xb7ad_6b71_6920_3331)
        #expect(all[0].parent == all[1].place.span)
        #expect(all[1].attributes == ["http.route": "/v1/products"])
        #expect(all[0].start >= all[1].start && all[0].duration <= all[1].duration)
    }

    @Test func `keeps none of a share of 0, all of a share of 1, and nothing that the caller doesn't keep`() {
        for (share, expected) in [(0.0, 0), (1.0, 20)] {
            let spans = Spans()
            for _ in 0..<20 { spans.tracer(share: share).withSpan("a") { _ in } }
            #expect(spans.all.count == expected)
        }
        let spans = Spans()
        var context = InstrumentationContext.topLevel
        context.trace = TraceParent(String(Self.header.dropLast(2) + "00"))
        spans.tracer().withSpan("a", context: context) { _ in }
        #expect(spans.all.isEmpty)
    }

    @Test func `a span that failed says so, and ends once`() {
        struct Fault: Error {}
        let spans = Spans()
        #expect(throws: Fault.self) { try spans.tracer().withSpan("a") { _ in throw Fault() } }
        let span = spans.tracer().startSpan("b")
        span.end()
        span.end()
        #expect(spans.all.map(\.isFailed) == [true, false])
    }

    @Test func `pieces of work are spans of the request that they are done for`() {
        let spans = Spans()
        let telemetry = Telemetry(tracer: spans.tracer())
        telemetry.measured(.encode) {}
        #expect(spans.all.isEmpty)
        telemetry.tracer.withSpan("request") { _ in telemetry.measured(.encode) {} }
        #expect(spans.all.map(\.name) == ["encode", "request"])
    }
}
