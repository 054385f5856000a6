"""Generates clients from the service's OpenAPI document: one function for each operation, in Python, Swift and for the shell.

    python generate.py [--check]

The document is ../Sources/ShopGuideService/OpenAPI/openapi.json, which the service serves at /openapi.json. With --check nothing is
written; exits with 1 if a client is out of date.
"""
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DOCUMENT = os.path.join(HERE, "../Sources/ShopGuideService/OpenAPI/openapi.json")


def operations(document):
    """Yields each operation: its id, method, path, summary, parameters and the media types of its body."""
    for path, methods in document["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method not in ("get", "put", "post", "delete", "patch"):
                continue
            parameters = [resolved(document, each) for each in shared + operation.get("parameters", [])]
            names = re.findall(r"{(\w+)}", path)
            yield {
                "id": operation["operationId"], "method": method.upper(), "path": path, "summary": operation.get("summary", ""),
                "places": names, "query": [each["name"] for each in parameters if each["in"] == "query"],
                "headers": [each["name"] for each in parameters if each["in"] == "header"],
                "types": list(operation.get("requestBody", {}).get("content", {})),
            }


def resolved(document, item):
    """Resolves references."""
    while "$ref" in item:
        item = followed(document, item["$ref"])
    return item


def followed(document, reference):
    for part in reference.removeprefix("#/").split("/"):
        document = document[part]
    return document


def snake(name):
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()).strip("_")


def camel(name):
    head, *rest = re.split(r"[^A-Za-z0-9]+", name)
    return head[:1].lower() + head[1:] + "".join(word[:1].upper() + word[1:] for word in rest)


def python(document):
    lines = ['"""A client of ShopGuide, generated from its OpenAPI document by generate.py; do not edit."""', "import json", "import urllib.error",
             "import urllib.parse", "import urllib.request", "", "", "class Problem(Exception):",
             '    """An error response (RFC 9457)."""', "", "    def __init__(self, status, body):",
             '        super().__init__(f"{status}: {body.get(\'detail\', body) if isinstance(body, dict) else body}")',
             "        self.status, self.body = status, body", "", "", "class ShopGuide:",
             '    """A client of the service at an address, with a key if it needs one."""', "",
             '    def __init__(self, address="http://localhost:8080", key=None, timeout=30):',
             "        self.address, self.key, self.timeout = address.rstrip(\"/\"), key, timeout", "",
             "    def _ask(self, method, path, query, headers, body, kind):",
             "        query = {name: value for name, value in query.items() if value is not None}",
             '        address = self.address + path + ("?" + urllib.parse.urlencode(query) if query else "")',
             "        headers = {name: value for name, value in headers.items() if value is not None}", "        if self.key:",
             '            headers["Authorization"] = f"Bearer {self.key}"', "        if body is not None:",
             '            headers["Content-Type"] = kind',
             '            body = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()',
             "        request = urllib.request.Request(address, body, headers, method=method)", "        try:",
             "            with urllib.request.urlopen(request, timeout=self.timeout) as answer:", "                return self._read(answer)",
             "        except urllib.error.HTTPError as error:", "            raise Problem(error.code, self._read(error)) from None", "",
             "    @staticmethod", "    def _read(answer):", "        data = answer.read()",
             '        if "json" in answer.headers.get("Content-Type", ""):', "            return json.loads(data)", "        return data or None"]
    for each in operations(document):
        arguments = [snake(name) for name in each["places"]]
        optional = [snake(name) + "=None" for name in each["query"] + each["headers"]]
        if each["types"]:
            arguments.append("body")
            optional.append(f'kind="{each["types"][0]}"')
        star = ["*"] if optional else []
        path = re.sub(r"{(\w+)}", lambda name: "{urllib.parse.quote(" + snake(name.group(1)) + ", safe='')}", each["path"])
        query = ", ".join(f'"{name}": {snake(name)}' for name in each["query"])
        headers = ", ".join(f'"{name}": {snake(name)}' for name in each["headers"])
        body = "body, kind" if each["types"] else "None, None"
        lines += ["", f"    def {snake(each['id'])}({', '.join(['self'] + arguments + star + optional)}):", f'        """{each["summary"]}."""',
                  f'        return self._ask("{each["method"]}", f"{path}", {{{query}}}, {{{headers}}}, {body})']
    return "\n".join(lines) + "\n"


def shell(document):
    lines = ["# A client of ShopGuide for the shell, generated from its OpenAPI document by generate.py; do not edit.", "#",
             "#     . shopguide.sh", "#     list_products limit=3", "#     recommend '{\"seen\": [{\"product\": \"mug-00\"}]}'", "#",
             "# SHOPGUIDE says where the service is (http://localhost:8080), SHOPGUIDE_KEY is its key. Parts of the address come first, then the",
             "# body (@FILE for one in a file), then NAME=VALUE of the query; CONTENT_TYPE is the body's where it isn't the usual one.", "",
             "_shopguide_part() { python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1], safe=\"\"))' \"$1\"; }", "",
             "_shopguide() {", "    local method=$1 path=$2 kind=$3 body= query= arguments=()", "    shift 3",
             '    [ -z "${SHOPGUIDE_KEY:-}" ] || arguments+=(--header "Authorization: Bearer $SHOPGUIDE_KEY")',
             '    if [ -n "$kind" ]; then', '        arguments+=(--header "Content-Type: ${CONTENT_TYPE:-$kind}" --data-binary "${1?the body}")',
             "        shift", "    fi", '    for argument in "$@"; do',
             '        query+="${query:+&}${argument%%=*}=$(_shopguide_part "${argument#*=}")"', "    done",
             '    curl --silent --show-error --fail-with-body --request "$method" "${arguments[@]}" "${SHOPGUIDE:-http://localhost:8080}$path${query:+?$query}"',
             "}"]
    for each in operations(document):
        path, shifts = each["path"], ""
        for number, name in enumerate(each["places"], 1):
            path = path.replace(f"{{{name}}}", f'$(_shopguide_part "${{{number}?{name}}}")')
        if each["places"]:
            shifts = f' "${{@:{len(each["places"]) + 1}}}"'
        else:
            shifts = ' "$@"'
        kind = each["types"][0] if each["types"] else ""
        lines += ["", f"# {each['summary']}.", f"{snake(each['id'])}() {{ _shopguide {each['method']} \"{path}\" '{kind}'{shifts}; }}"]
    return "\n".join(lines) + "\n"


def swift(document):
    lines = ["// A client of ShopGuide, generated from its OpenAPI document by generate.py; do not edit.", "import Foundation", "",
             "#if canImport(FoundationNetworking)", "import FoundationNetworking", "#endif", "",
             "/// A client of the service at an address, with a key if it needs one; responses are the bytes of their JSON.",
             "public struct ShopGuideClient: Sendable {", "    /// An answer that says what was wrong (RFC 9457).",
             "    public struct Problem: Error, CustomStringConvertible {", "        public var status: Int", "        public var body: Data", "",
             '        public var description: String { "\\(status): \\(String(decoding: body, as: UTF8.self))" }', "    }", "",
             "    private let address: URL", "    private let key: String?", "",
             "    public init(_ address: URL, key: String? = nil) {", "        self.address = address", "        self.key = key", "    }", "",
             "    private static func part(_ text: String) -> String {",
             '        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")',
             '        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""', "    }", "",
             "    private func ask(", "        _ method: String, _ path: String, _ query: [(String, String?)], _ headers: [(String, String?)], _ body: Data?,",
             "        _ kind: String?", "    ) async throws -> Data {",
             '        let pairs = query.compactMap { name, value in value.map { "\\(name)=\\(Self.part($0))" } }',
             '        let end = pairs.isEmpty ? "" : "?\\(pairs.joined(separator: "&"))"',
             "        guard let url = URL(string: path + end, relativeTo: address) else { throw URLError(.badURL) }",
             "        var request = URLRequest(url: url)", "        request.httpMethod = method", "        request.httpBody = body",
             '        if body != nil { request.setValue(kind, forHTTPHeaderField: "Content-Type") }',
             '        if let key { request.setValue("Bearer \\(key)", forHTTPHeaderField: "Authorization") }',
             "        for (name, value) in headers where value != nil { request.setValue(value, forHTTPHeaderField: name) }",
             "        let (data, answer) = try await URLSession.shared.data(for: request)",
             "        let status = (answer as? HTTPURLResponse)?.statusCode ?? 0",
             "        guard 200..<300 ~= status else { throw Problem(status: status, body: data) }", "        return data", "    }"]
    for each in operations(document):
        arguments = [f"{camel(name)}: String" for name in each["places"]]
        if each["types"]:
            arguments.append("_ body: Data")
        arguments += [f"{camel(name)}: String? = nil" for name in each["query"] + each["headers"]]
        if each["types"]:
            arguments.append(f'kind: String = "{each["types"][0]}"')
        path = re.sub(r"{(\w+)}", lambda name: f"\\(Self.part({camel(name.group(1))}))", each["path"])
        query = ", ".join(f'("{name}", {camel(name)})' for name in each["query"])
        headers = ", ".join(f'("{name}", {camel(name)})' for name in each["headers"])
        body = "body, kind" if each["types"] else "nil, nil"
        lines += ["", f"    /// {each['summary']}.", f"    public func {camel(each['id'])}({', '.join(arguments)}) async throws -> Data {{",
                  f'        try await ask("{each["method"]}", "{path}", [{query}], [{headers}], {body})', "    }"]
    return "\n".join(lines + ["}"]) + "\n"


def main():
    with open(DOCUMENT) as file:
        document = json.load(file)
    stale = []
    for name, text in (("Python/shopguide.py", python(document)), ("curl/shopguide.sh", shell(document)),
                       ("Swift/Sources/Tour/ShopGuideClient.swift", swift(document))):
        path = os.path.join(HERE, name)
        if "--check" not in sys.argv:
            with open(path, "w") as file:
                file.write(text)
        elif not os.path.exists(path) or open(path).read() != text:
            stale.append(name)
    if stale:
        sys.exit(f"out of date: {', '.join(stale)}; run Examples/generate.py")


if __name__ == "__main__":
    main()
