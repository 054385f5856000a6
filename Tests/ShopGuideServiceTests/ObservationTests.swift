import Foundation
import ShopGuideService
import Testing

@Suite struct `What can be seen of the service` {
    @Test func `metrics of each route and stage, under the names of the document`() async throws {
        try await withShop { client async throws in
            _ = try await client.get("/v1/products/mug-01")
            _ = try await client.get("/v1/products/mug-02")
            _ = try await client.get("/v1/products/nothing")
            _ = try await client.get("/somewhere/else")
            _ = try await client.send("PROPFIND", "/healthz")
            try await client.post("/v1/classify", #"{"items":[{"title":"a mug"}]}"#)
            let answer = try await client.get("/metrics")
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let metrics = try Exposition(String(decoding: answer.body, as: UTF8.self))
            let name = "http_server_request_duration_seconds_count"
            let product = "/v1/products/{id}"
            #expect(metrics[name, ["route": product, "method": "GET", "status": "200"]] == 2)
            #expect(metrics[name, ["route": product, "method": "GET", "status": "404"]] == 1)
            #expect(metrics.samples.contains { $0.name == name && $0.labels["method"] == "other" })
            #expect(!metrics.samples.contains { $0.labels["route"]?.contains("somewhere") == true })
            #expect(metrics["shopguide_stage_duration_seconds_count", ["stage": "encode"]] == 1)
            for queue in ["admission", "work", "disk"] {
                #expect(metrics["shopguide_queue_length", ["queue": queue]] == 0)
            }
            #expect(metrics["http_server_active_requests", [:]] == 1)
            #expect(metrics["shopguide_model_in_force", ["model": "products"]] == 1)
        }
    }

    @Test func `a request keeps its caller's id and trace, where they can do no harm`() async throws {
        try await withShop { client async throws in
            let trace = "0af7651916cd43dd8448eb211c80319c"
            let answer = try await client.send(
                "GET", "/healthz", headers: ["X-Request-ID": "abc-1", "traceparent": "00-\(trace)-b7ad6b7169203331-00"])
            #expect(answer.headers["x-request-id"] == "abc-1")
            #expect(answer.headers["traceparent"]?.hasPrefix("00-\(trace)-") == true)
            for wild in ["a b", String(repeating: "x", count: 65), "<script>"] {
                let answer = try await client.send("GET", "/v1/products/nothing", headers: ["X-Request-ID": wild])
                let id = try #require(answer.headers["x-request-id"])
                #expect(id != wild && id.count <= 64)
                #expect(answer.json["instance"]?.text == "urn:request:\(id)")
            }
        }
    }
}
