"""The loads of service.py: requests, and limits for the results."""
import dataclasses
import json
import random
import struct
import urllib.request
import zlib

WORDS = ("red blue green black white grey brown small large round square tall flat soft warm light heavy steel glass cotton linen oak "
         "pine silk wool paper clay leather rubber copper silver gold mint lemon rose sand stone cloud river moss").split()
NOUNS = "mug kettle lamp chair shirt scarf bowl plate knife table pen book ball tent boot glove jar vase rug towel".split()

# Prints the figures of wrk as one line of JSON.
DONE = """
function done(summary, latency, requests)
    local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout + summary.errors.status
    print(string.format('RESULT {"rate": %f, "p50": %f, "p99": %f, "errors": %d}',
        summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, errors))
end
"""


def title(generator, kind):
    """Returns a title of a kind of product: its noun, a number and some words."""
    return f"{NOUNS[kind % 20]} {WORDS[kind // 20 % 40]} " + " ".join(generator.choices(WORDS, k=3))


@dataclasses.dataclass
class Load:
    """A kind of request, and its limits."""

    name: str
    method: str
    path: str
    bodies: list = dataclasses.field(default_factory=list)
    kind: str = "application/json"
    items: int = 1
    rate: float = 0
    p99: float = float("inf")
    connections: int = 0
    # Lua that varies path and body by a number i.
    vary: str = ""

    def script(self, folder):
        """Returns the script of wrk, which cycles through bodies read from files: Lua's literals can't contain images."""
        lines = ["local bodies = {}"]
        for number, body in enumerate(self.bodies):
            name = f"{folder}/{self.name.replace(' ', '-')}-{number}.body"
            with open(name, "wb") as file:
                file.write(body)
            lines.append(f'do local file = io.open("{name}", "rb"); bodies[{number + 1}] = file:read("*a"); file:close() end')
        return "\n".join(lines) + f"""
local headers = {{["Content-Type"] = "{self.kind}"}}
local i, start = 0, os.time() * 1000
function request()
    i = i + 1
    local path, body = "{self.path}", bodies[i % math.max(1, #bodies) + 1]
    {self.vary}
    return wrk.format("{self.method}", path, body and headers or nil, body)
end
""" + DONE

    def problems(self, result):
        """Returns descriptions of exceeded limits."""
        found = []
        if result["errors"]:
            found.append(f"{result['errors']} failed")
        if result["rate"] * self.items < self.rate:
            found.append(f"under {self.rate}/s")
        if result["p99"] > self.p99:
            found.append(f"p99 over {self.p99} ms")
        return found


def noop():
    return Load("no-op", "GET", "/healthz")


def all_loads(products):
    generator = random.Random(2)
    shoppers = [json.dumps({"shopper": f"shopper-{generator.randrange(20_000)}", "limit": 10}).encode() for _ in range(500)]
    visitors = [json.dumps({"seen": [{"product": f"product-{generator.randrange(products):06d}"} for _ in range(3)]}).encode()
                for _ in range(500)]
    reasons = [json.dumps({"shopper": f"shopper-{generator.randrange(20_000)}", "explain": True}).encode() for _ in range(500)]
    titles = [json.dumps({"items": [{"title": title(generator, generator.randrange(400))}]}).encode() for _ in range(500)]
    teachings = []
    for kind in range(200):
        examples = [{"product": f"product-{(kind + 400 * j) % products:06d}"} for j in range(5)]
        teachings.append(json.dumps({"examples": examples}).encode())
    return [
        Load("recommendations", "POST", "/v1/recommendations", shoppers, rate=1500, p99=25),
        Load("recommendations, anonymous", "POST", "/v1/recommendations", visitors, rate=1500, p99=25),
        Load("classify a title", "POST", "/v1/classify", titles, rate=1500, p99=25),
        Load("classify a photo, 84x84", "POST", "/v1/classify", [picture(seed) for seed in range(20)], kind="image/png", rate=250),
        Load("teach from 5 products", "PUT", "/v1/categories/", teachings, p99=15, connections=2,
             vary='path = path .. "taught-" .. (i % 200)'),
        Load("an interaction", "POST", "/v1/interactions", [b"{}"], rate=3000, connections=64, vary=varied(products, 1)),
        Load("10 interactions", "POST", "/v1/interactions", [b"{}"], items=10, rate=3000, vary=varied(products, 10)),
        Load("recommendations, one by one", "POST", "/v1/recommendations", shoppers, p99=10, connections=1),
        Load("with reasons, one by one", "POST", "/v1/recommendations", reasons, p99=15, connections=1),
    ]


def varied(products, count):
    """Returns Lua for a body of new interactions."""
    return f"""
    local events = {{}}
    for j = 1, {count} do
        events[j] = string.format('{{"id": "bench-%d-%d-%d", "shopper": "shopper-%d", "product": "product-%06d", "kind": "view"}}',
            start, i, j, math.random(0, 19999), math.random(0, {products - 1}))
    end
    body = '{{"interactions": [' .. table.concat(events, ",") .. ']}}'
    """


def soak(products, folder):
    """Returns the script of wrk for the mixed load; interactions replace each other, so that the shop doesn't grow."""
    loads = all_loads(products)
    parts, names = [], []
    for number, load in enumerate(loads[:5]):
        names.append(f"request{number}")
        parts.append(load.script(folder).replace(DONE, "").replace("local bodies", f"local bodies{number}")
                     .replace("bodies[", f"bodies{number}[").replace("#bodies", f"#bodies{number}")
                     .replace("local headers", f"local headers{number}").replace("headers or nil", f"headers{number} or nil")
                     .replace("local i, start", f"local i{number}, start{number}").replace("function request()", f"function request{number}()")
                     .replace("i = i + 1", f"i{number} = i{number} + 1; local i = i{number}"))
    return "\n".join(parts) + f"""
local turn = 0
function request()
    turn = turn + 1
    local choice = turn % 20
    if choice == 0 then return request4() end
    if choice == 1 then return request3() end
    if choice < 6 then
        local body = string.format('{{"interactions": [{{"id": "soak-%d", "shopper": "shopper-%d", "product": "product-%06d", "kind": "view"}}]}}',
            turn % 5000, turn % 5000, (turn * 7919) % {products})
        return wrk.format("POST", "/v1/interactions", {{["Content-Type"] = "application/json"}}, body)
    end
    if choice < 11 then return request2() end
    if choice < 15 then return request1() end
    return request0()
end
""" + DONE


def prepare(address, products):
    """Teaches 50 categories to classify against."""
    for kind in range(50):
        body = json.dumps({"examples": [{"product": f"product-{(kind + 400 * j) % products:06d}"} for j in range(5)]}).encode()
        request = urllib.request.Request(f"{address}/v1/categories/kind-{kind}", body, {"Content-Type": "application/json"}, method="PUT")
        urllib.request.urlopen(request, timeout=60).read()


def picture(seed):
    """Returns a photo-like PNG of 84 by 84 pixels: soft colours with noise."""
    generator = random.Random(seed)
    base = [generator.randrange(256) for _ in range(3)]
    rows = b""
    for y in range(84):
        rows += b"\0" + bytes(max(0, min(255, base[c] + x - y + generator.randrange(-20, 20))) for x in range(84) for c in range(3))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 84, 84, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write_pictures(folder):
    """Writes an image for inspection."""
    with open(f"{folder}/photo.png", "wb") as file:
        file.write(picture(0))
