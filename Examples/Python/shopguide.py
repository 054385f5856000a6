"""A client of ShopGuide, made from its OpenAPI document by generate.py; don't edit it."""
import json
import urllib.error
import urllib.parse
import urllib.request


class Problem(Exception):
    """An answer that says what was wrong (RFC 9457)."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body.get('detail', body) if isinstance(body, dict) else body}")
        self.status, self.body = status, body


class ShopGuide:
    """A shop's guide at an address, with a key where it needs one."""

    def __init__(self, address="http://localhost:8080", key=None, timeout=30):
        self.address, self.key, self.timeout = address.rstrip("/"), key, timeout

    def _ask(self, method, path, query, headers, body, kind):
        query = {name: value for name, value in query.items() if value is not None}
        address = self.address + path + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = {name: value for name, value in headers.items() if value is not None}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if body is not None:
            headers["Content-Type"] = kind
            body = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        request = urllib.request.Request(address, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return self._read(answer)
        except urllib.error.HTTPError as error:
            raise Problem(error.code, self._read(error)) from None

    @staticmethod
    def _read(answer):
        data = answer.read()
        if "json" in answer.headers.get("Content-Type", ""):
            return json.loads(data)
        return data or None

    def health(self):
        """Whether the process lives."""
        return self._ask("GET", f"/healthz", {}, {}, None, None)

    def readiness(self):
        """Whether requests will be answered."""
        return self._ask("GET", f"/readyz", {}, {}, None, None)

    def metrics(self):
        """What Prometheus reads."""
        return self._ask("GET", f"/metrics", {}, {}, None, None)

    def document(self):
        """This document."""
        return self._ask("GET", f"/openapi.json", {}, {}, None, None)

    def shop(self):
        """How much of everything there is."""
        return self._ask("GET", f"/v1/shop", {}, {}, None, None)

    def list_products(self, *, category=None, market=None, q=None, limit=None, cursor=None):
        """Products, in the order in which they came."""
        return self._ask("GET", f"/v1/products", {"category": category, "market": market, "q": q, "limit": limit, "cursor": cursor}, {}, None, None)

    def save_products(self, body, *, kind="application/x-ndjson"):
        """Save products."""
        return self._ask("POST", f"/v1/products", {}, {}, body, kind)

    def product(self, id):
        """A product."""
        return self._ask("GET", f"/v1/products/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def save_product(self, id, body, *, kind="application/json"):
        """Save a product."""
        return self._ask("PUT", f"/v1/products/{urllib.parse.quote(id, safe='')}", {}, {}, body, kind)

    def delete_product(self, id):
        """Delete a product, and what was done with it."""
        return self._ask("DELETE", f"/v1/products/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def product_image(self, id, *, size=None):
        """A product's picture."""
        return self._ask("GET", f"/v1/products/{urllib.parse.quote(id, safe='')}/image", {"size": size}, {}, None, None)

    def similar_products(self, id, *, limit=None, market=None):
        """Products like it."""
        return self._ask("GET", f"/v1/products/{urllib.parse.quote(id, safe='')}/similar", {"limit": limit, "market": market}, {}, None, None)

    def save_interactions(self, body, *, idempotency_key=None, kind="application/json"):
        """Save what shoppers did."""
        return self._ask("POST", f"/v1/interactions", {}, {"Idempotency-Key": idempotency_key}, body, kind)

    def list_categories(self):
        """Categories that were taught."""
        return self._ask("GET", f"/v1/categories", {}, {}, None, None)

    def category(self, name, *, catches=None):
        """A category: its examples, what to expect of it, and what it catches."""
        return self._ask("GET", f"/v1/categories/{urllib.parse.quote(name, safe='')}", {"catches": catches}, {}, None, None)

    def teach_category(self, name, body, *, catches=None, kind="application/json"):
        """Teach a category from these examples, in place of those that it has."""
        return self._ask("PUT", f"/v1/categories/{urllib.parse.quote(name, safe='')}", {"catches": catches}, {}, body, kind)

    def forget_category(self, name):
        """Close a category."""
        return self._ask("DELETE", f"/v1/categories/{urllib.parse.quote(name, safe='')}", {}, {}, None, None)

    def add_examples(self, name, body, *, catches=None, kind="application/json"):
        """Show a category more examples; it is opened where it is new."""
        return self._ask("POST", f"/v1/categories/{urllib.parse.quote(name, safe='')}/examples", {"catches": catches}, {}, body, kind)

    def remove_example(self, name, example):
        """Take an example back; a category without examples is closed."""
        return self._ask("DELETE", f"/v1/categories/{urllib.parse.quote(name, safe='')}/examples/{urllib.parse.quote(example, safe='')}", {}, {}, None, None)

    def classify(self, body, *, limit=None, kind="application/json"):
        """Say which categories things are of."""
        return self._ask("POST", f"/v1/classify", {"limit": limit}, {}, body, kind)

    def recommend(self, body, *, kind="application/json"):
        """Say what somebody wants next."""
        return self._ask("POST", f"/v1/recommendations", {}, {}, body, kind)

    def list_shoppers(self, *, market=None, limit=None, cursor=None):
        """Shoppers, in the order in which they came."""
        return self._ask("GET", f"/v1/shoppers", {"market": market, "limit": limit, "cursor": cursor}, {}, None, None)

    def shopper(self, id):
        """A shopper."""
        return self._ask("GET", f"/v1/shoppers/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def save_shopper(self, id, body, *, kind="application/json"):
        """Save a shopper."""
        return self._ask("PUT", f"/v1/shoppers/{urllib.parse.quote(id, safe='')}", {}, {}, body, kind)

    def erase_shopper(self, id):
        """Erase a shopper: what is known of them is gone everywhere."""
        return self._ask("DELETE", f"/v1/shoppers/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def history(self, id, *, limit=None, cursor=None):
        """What a shopper did, the newest first."""
        return self._ask("GET", f"/v1/shoppers/{urllib.parse.quote(id, safe='')}/interactions", {"limit": limit, "cursor": cursor}, {}, None, None)

    def list_markets(self):
        """Markets."""
        return self._ask("GET", f"/v1/markets", {}, {}, None, None)

    def market(self, id):
        """A market: what is known of it, and how good recommendations are there."""
        return self._ask("GET", f"/v1/markets/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def enter_market(self, id):
        """Enter a market."""
        return self._ask("PUT", f"/v1/markets/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def list_experiments(self):
        """Experiments, in the order in which they began."""
        return self._ask("GET", f"/v1/experiments", {}, {}, None, None)

    def begin_experiment(self, body, *, kind="application/json"):
        """Set two guides side by side."""
        return self._ask("POST", f"/v1/experiments", {}, {}, body, kind)

    def experiment(self, name):
        """What came of an experiment so far, with intervals of 95 %."""
        return self._ask("GET", f"/v1/experiments/{urllib.parse.quote(name, safe='')}", {}, {}, None, None)

    def stop_experiment(self, name):
        """End an experiment; one that has ended stays as it is."""
        return self._ask("POST", f"/v1/experiments/{urllib.parse.quote(name, safe='')}/stop", {}, {}, None, None)

    def certainty(self, body, *, kind="application/json"):
        """Say how sure recommendations for somebody are."""
        return self._ask("POST", f"/v1/certainty", {}, {}, body, kind)

    def market_study(self, id):
        """Measure how good recommendations are in a market, on shoppers who are held out."""
        return self._ask("GET", f"/v1/markets/{urllib.parse.quote(id, safe='')}/study", {}, {}, None, None)

    def map(self, *, limit=None):
        """Products on a plane, as the model sees them: the two directions in which they differ most."""
        return self._ask("GET", f"/v1/map", {"limit": limit}, {}, None, None)

    def trainings(self):
        """How models were trained, and trainings that are under way."""
        return self._ask("GET", f"/v1/trainings", {}, {}, None, None)

    def training(self, id):
        """A training: where its model comes from, and how each epoch went."""
        return self._ask("GET", f"/v1/trainings/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def list_models(self):
        """Models that can see products."""
        return self._ask("GET", f"/v1/models", {}, {}, None, None)

    def activate_model(self, id):
        """See products with this model from now on."""
        return self._ask("POST", f"/v1/models/{urllib.parse.quote(id, safe='')}/activate", {}, {}, None, None)

    def roll_back_model(self):
        """Return to the model before."""
        return self._ask("POST", f"/v1/models/rollback", {}, {}, None, None)
