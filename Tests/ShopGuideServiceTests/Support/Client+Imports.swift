import Foundation
import Testing

extension Client {
    /// Sends a file to import.
    func importing(_ text: String, _ query: String = "kind=products&default=currency=EUR", name: String = "f.csv")
        async throws
        -> Answer
    {
        try await send("POST", "/v1/imports?name=\(name)&\(query)", Data(text.utf8), type: "text/csv")
    }

    /// Waits until an import has ended.
    func ended(_ id: String) async throws -> JSON {
        for _ in 0..<600 {
            let job = try await get("/v1/imports/\(id)").json
            if job["ended"] != .null { return job }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("import \(id) doesn't end")
        return .null
    }

    /// Imports a text to its end.
    func imported(_ text: String, _ query: String = "kind=products&default=currency=EUR", name: String = "f.csv")
        async throws
        -> JSON
    {
        let answer = try await importing(text, query, name: name)
        #expect(answer.status == 202, "\(answer.json)")
        return try await ended(answer.json["id"]?.text ?? "")
    }

    /// Waits until something is so.
    func eventually(_ body: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<200 {
            if try await body() { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return false
    }
}
