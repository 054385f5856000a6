import Foundation

extension HostileRequest {
    /// All of them.
    static let all = protocolLevel + addresses + documents + pictures

    private static let event = #"{"shopper":"s","product":"mug-00","kind":"view"}"#

    // MARK: HTTP itself

    private static let protocolLevel: [HostileRequest] = [
        .raw("noise", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}\r\n\r\n", 400, nil),
        .raw("a preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 404, nil),
        .raw("a version that isn't there", "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n", 400, 505),
        .raw("a method that isn't there", "EAT /v1/products HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, 404, 405),
        .raw("a header without a colon", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400),
        .raw("a space before the colon", "GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
        .raw("a NUL in a header", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nA: b\0c\r\n\r\n", 400, nil),
        .raw(
            "two lengths",
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 60\r\n\r\n{}",
            400),
        .raw("a length below 0", "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
        .raw(
            "a length in words", "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: two\r\n\r\n{}", 400),
        .raw(
            "a length beyond numbers",
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n{}", 400, 413),
        .raw(
            "smuggling: a length and chunks",
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\nGET /v1/shoppers HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        .raw(
            "smuggling: chunks that aren't",
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400, 415,
            501),
        .raw(
            "a chunk beyond numbers",
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", 400, nil),
        .raw(
            "chunks that have no end of their own",
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, nil),
        .raw(
            "a flood of headers",
            "GET /v1/products HTTP/1.1\r\nHost: localhost\r\n" + (0..<5000).map { "H\($0): x\r\n" }.joined() + "\r\n",
            400, 431),
        .raw(
            "a header of 100 KB",
            "GET /v1/products HTTP/1.1\r\nHost: localhost\r\nA: \(String(repeating: "x", count: 100_000))\r\n\r\n", 400,
            431),
        .raw(
            "an address of 100 KB",
            "GET /v1/products/\(String(repeating: "x", count: 100_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n",
            400, 414, 431),
        .raw("another host", "GET /v1/products HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403),
        .raw(
            "an address of another host", "GET http://evil.example/v1/products HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            400, 403,
            404),
        .get("a page of another site", "/v1/products", 403, headers: "Origin: https://evil.example\r\n"),
        .get(
            "a key that is none", "/v1/products", 401,
            headers: "Authorization: Bearer \(String(repeating: "k", count: 9000))\r\n"),
        .get("another kind of key", "/v1/products", 401, headers: "Authorization: Basic YTpi\r\n"),
        .raw(
            "a promise of 2 GB",
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
                + "Content-Length: 2147483648\r\n\r\n", 413, 417),
    ]

    // MARK: Addresses

    private static let addresses: [HostileRequest] = [
        .get("up and out", "/../../../../etc/passwd", 404),
        .get("up and out, in disguise", "/v1/products/..%2f..%2f..%2fetc%2fpasswd", 404),
        .get("a path of the page", "/%2e%2e/%2e%2e/etc/passwd", 404),
        .get("bytes that are no text", "/v1/products/%ff%fe", 400),
        .get("a NUL", "/v1/products/a%00b", 422),
        .get("an id of 5,000 bytes", "/v1/products/\(String(repeating: "x", count: 5000))", 422),
        .get("a limit that is no number", "/v1/products?limit=NaN", 422),
        .get("a limit beyond numbers", "/v1/products?limit=99999999999999999999", 422),
        .get("a cursor of somebody's own", "/v1/products?cursor=%27%20OR%201%3D1%20--", 422),
        .get("a parameter twice", "/v1/products?limit=1&limit=2", 422),
        .get("a query that is no text", "/v1/products?limit=%ff", 400),
        .get("a quote for the database", "/v1/shoppers/x%27%3B%20DROP%20TABLE%20shoppers%3B--", 404),
    ]

    // MARK: Documents

    private static let documents: [HostileRequest] = [
        .post("nothing", "/v1/interactions", "", 422),
        .post("no JSON", "/v1/interactions", "shopper=s", 422),
        .post("half of it", "/v1/interactions", #"{"interactions": [{"shopper": "#, 422),
        .post(
            "100,000 brackets", "/v1/interactions",
            String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000), 422),
        .post(
            "100,000 objects in each other", "/v1/classify",
            String(repeating: #"{"items":"#, count: 100_000) + "1" + String(repeating: "}", count: 100_000), 422),
        .post(
            "NaN", "/v1/interactions", #"{"interactions":[{"shopper":"s","product":"p","kind":"rating","value":NaN}]}"#,
            422),
        .post(
            "a number beyond numbers", "/v1/interactions",
            #"{"interactions":[{"shopper":"s","product":"p","kind":"rating","value":1e999}]}"#, 422),
        .post("a field twice", "/v1/interactions", #"{"interactions":[\#(event)],"interactions":[\#(event)]}"#, 422),
        .post("a field that nobody knows", "/v1/interactions", #"{"interactions":[\#(event)],"admin":true}"#, 422),
        .post(
            "half of a character", "/v1/interactions",
            #"{"interactions":[{"shopper":"\ud800","product":"p","kind":"view"}]}"#, 422),
        .post(
            "bytes that are no text", "/v1/interactions",
            Data(#"{"interactions":[{"shopper":""#.utf8) + Data([0xFF, 0xC0, 0x80])
                + Data(#"","product":"p","kind":"view"}]}"#.utf8), 422),
        .post(
            "a NUL in an id", "/v1/interactions",
            #"{"interactions":[{"shopper":"a\u0000b","product":"p","kind":"view"}]}"#, 422),
        .post("2 MB of spaces", "/v1/recommendations", String(repeating: " ", count: 2 << 20), 413),
        .post("words of another kind", "/v1/interactions", "{}", 415, type: "text/plain"),
        .post("words of no kind", "/v1/interactions", "{}", 415, type: nil),
        .post(
            "20,000 lines", "/v1/interactions", String(repeating: event + "\n", count: 20_000), 413,
            type: "application/x-ndjson"),
        .post(
            "257 things", "/v1/classify",
            #"{"items":[\#((0..<257).map { #"{"title":"mug \#($0)"}"# }.joined(separator: ","))]}"#, 422),
        .post(
            "a vector of 100,000 numbers", "/v1/classify",
            #"{"items":[{"vector":[\#(Array(repeating: "1e30", count: 100_000).joined(separator: ","))]}]}"#, 422),
        .post(
            "a file of the machine for a picture", "/v1/products/thief",
            #"{"id":"thief","image":"file:///etc/passwd"}"#, 422,
            method: "PUT"),
        .post(
            "a member of an archive for a picture", "/v1/products/thief",
            #"{"id":"thief","image":"file:///etc/a.zip#x.png"}"#, 422,
            method: "PUT"),
        .post(
            "a key for a request of 5,000 bytes", "/v1/interactions", #"{"interactions":[\#(event)]}"#, 422,
            headers: "Idempotency-Key: \(String(repeating: "k", count: 5000))\r\n"),
        .post(
            "parts without a boundary", "/v1/classify", "--x\r\n\r\n", 400, type: "multipart/form-data"),
        .post(
            "20,000 parts", "/v1/classify",
            String(repeating: "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nmug\r\n", count: 20_000)
                + "--x--\r\n",
            422, type: "multipart/form-data; boundary=x"),
    ]
}
