"""A client of ShopGuide, generated from its OpenAPI document by generate.py; do not edit."""
import json
import urllib.error
import urllib.parse
import urllib.request


class Problem(Exception):
    """An error response (RFC 9457)."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body.get('detail', body) if isinstance(body, dict) else body}")
        self.status, self.body = status, body


class ShopGuide:
    """A client of the service at an address, with a key if it needs one."""

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
        """Liveness probe."""
        return self._ask("GET", f"/healthz", {}, {}, None, None)

    def readiness(self):
        """Readiness probe."""
        return self._ask("GET", f"/readyz", {}, {}, None, None)

    def metrics(self):
        """Metrics for Prometheus."""
        return self._ask("GET", f"/metrics", {}, {}, None, None)

    def document(self):
        """This document."""
        return self._ask("GET", f"/openapi.json", {}, {}, None, None)

    def shop(self):
        """Counts of the shop's products, shoppers and interactions."""
        return self._ask("GET", f"/v1/shop", {}, {}, None, None)

    def list_products(self, *, category=None, market=None, q=None, limit=None, cursor=None):
        """List products, in insertion order."""
        return self._ask("GET", f"/v1/products", {"category": category, "market": market, "q": q, "limit": limit, "cursor": cursor}, {}, None, None)

    def save_products(self, body, *, kind="application/x-ndjson"):
        """Create or replace products."""
        return self._ask("POST", f"/v1/products", {}, {}, body, kind)

    def product(self, id):
        """Get a product."""
        return self._ask("GET", f"/v1/products/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def save_product(self, id, body, *, kind="application/json"):
        """Create or replace a product."""
        return self._ask("PUT", f"/v1/products/{urllib.parse.quote(id, safe='')}", {}, {}, body, kind)

    def delete_product(self, id):
        """Delete a product and its interactions."""
        return self._ask("DELETE", f"/v1/products/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def product_image(self, id, *, size=None, required=None):
        """Get a product's image."""
        return self._ask("GET", f"/v1/products/{urllib.parse.quote(id, safe='')}/image", {"size": size, "required": required}, {}, None, None)

    def similar_products(self, id, *, limit=None, market=None):
        """List similar products."""
        return self._ask("GET", f"/v1/products/{urllib.parse.quote(id, safe='')}/similar", {"limit": limit, "market": market}, {}, None, None)

    def save_interactions(self, body, *, idempotency_key=None, kind="application/json"):
        """Record interactions."""
        return self._ask("POST", f"/v1/interactions", {}, {"Idempotency-Key": idempotency_key}, body, kind)

    def list_categories(self):
        """List taught categories."""
        return self._ask("GET", f"/v1/categories", {}, {}, None, None)

    def category(self, name, *, catches=None):
        """Get a category: examples, expected quality and matching products."""
        return self._ask("GET", f"/v1/categories/{urllib.parse.quote(name, safe='')}", {"catches": catches}, {}, None, None)

    def teach_category(self, name, body, *, catches=None, kind="application/json"):
        """Teach a category, replacing its examples."""
        return self._ask("PUT", f"/v1/categories/{urllib.parse.quote(name, safe='')}", {"catches": catches}, {}, body, kind)

    def forget_category(self, name):
        """Delete a category."""
        return self._ask("DELETE", f"/v1/categories/{urllib.parse.quote(name, safe='')}", {}, {}, None, None)

    def add_examples(self, name, body, *, catches=None, kind="application/json"):
        """Add examples to a category; creates it if it is new."""
        return self._ask("POST", f"/v1/categories/{urllib.parse.quote(name, safe='')}/examples", {"catches": catches}, {}, body, kind)

    def remove_example(self, name, example):
        """Remove an example; a category without examples is deleted."""
        return self._ask("DELETE", f"/v1/categories/{urllib.parse.quote(name, safe='')}/examples/{urllib.parse.quote(example, safe='')}", {}, {}, None, None)

    def classify(self, body, *, limit=None, kind="application/json"):
        """Classify products, images or titles."""
        return self._ask("POST", f"/v1/classify", {"limit": limit}, {}, body, kind)

    def recommend(self, body, *, kind="application/json"):
        """Recommend products to a shopper."""
        return self._ask("POST", f"/v1/recommendations", {}, {}, body, kind)

    def explain_classification(self, body, *, kind="application/json"):
        """Explain a classification by examples, words and picture patches."""
        return self._ask("POST", f"/v1/classify/explanations", {}, {}, body, kind)

    def explain(self, body, *, kind="application/json"):
        """Explain why a product is recommended to a shopper, or why not."""
        return self._ask("POST", f"/v1/explanations", {}, {}, body, kind)

    def list_shoppers(self, *, market=None, limit=None, cursor=None):
        """List shoppers, in insertion order."""
        return self._ask("GET", f"/v1/shoppers", {"market": market, "limit": limit, "cursor": cursor}, {}, None, None)

    def shopper(self, id):
        """Get a shopper."""
        return self._ask("GET", f"/v1/shoppers/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def save_shopper(self, id, body, *, kind="application/json"):
        """Create or replace a shopper."""
        return self._ask("PUT", f"/v1/shoppers/{urllib.parse.quote(id, safe='')}", {}, {}, body, kind)

    def erase_shopper(self, id):
        """Erase a shopper and all of their data."""
        return self._ask("DELETE", f"/v1/shoppers/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def history(self, id, *, limit=None, cursor=None):
        """List a shopper's interactions, newest first."""
        return self._ask("GET", f"/v1/shoppers/{urllib.parse.quote(id, safe='')}/interactions", {"limit": limit, "cursor": cursor}, {}, None, None)

    def list_markets(self, *, counts=None):
        """List markets."""
        return self._ask("GET", f"/v1/markets", {"counts": counts}, {}, None, None)

    def market(self, id):
        """Get a market: counts, recommendation quality and products for new shoppers."""
        return self._ask("GET", f"/v1/markets/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def enter_market(self, id):
        """Create a market."""
        return self._ask("PUT", f"/v1/markets/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def list_experiments(self):
        """List experiments, in order of their start."""
        return self._ask("GET", f"/v1/experiments", {}, {}, None, None)

    def begin_experiment(self, body, *, kind="application/json"):
        """Start an experiment with two learners."""
        return self._ask("POST", f"/v1/experiments", {}, {}, body, kind)

    def experiment(self, name):
        """Get an experiment's results so far, with 95 % intervals."""
        return self._ask("GET", f"/v1/experiments/{urllib.parse.quote(name, safe='')}", {}, {}, None, None)

    def stop_experiment(self, name):
        """Stop an experiment; has no effect on a stopped one."""
        return self._ask("POST", f"/v1/experiments/{urllib.parse.quote(name, safe='')}/stop", {}, {}, None, None)

    def certainty(self, body, *, kind="application/json"):
        """Measure the confidence of a shopper's recommendations."""
        return self._ask("POST", f"/v1/certainty", {}, {}, body, kind)

    def market_study(self, id):
        """Measure recommendation quality in a market, on held-out shoppers."""
        return self._ask("GET", f"/v1/markets/{urllib.parse.quote(id, safe='')}/study", {}, {}, None, None)

    def map(self, *, limit=None):
        """Product map: the first two principal components of the embeddings."""
        return self._ask("GET", f"/v1/map", {"limit": limit}, {}, None, None)

    def trainings(self):
        """List training runs."""
        return self._ask("GET", f"/v1/trainings", {}, {}, None, None)

    def training(self, id):
        """Get a training run: provenance and epochs."""
        return self._ask("GET", f"/v1/trainings/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def list_keys(self):
        """List keys, without their secrets."""
        return self._ask("GET", f"/v1/keys", {}, {}, None, None)

    def create_key(self, body, *, kind="application/json"):
        """Create a key; it is shown once and stored only as a hash."""
        return self._ask("POST", f"/v1/keys", {}, {}, body, kind)

    def revoke_key(self, id):
        """Revoke a key; a key can't revoke itself."""
        return self._ask("DELETE", f"/v1/keys/{urllib.parse.quote(id, safe='')}", {}, {}, None, None)

    def list_models(self):
        """List product models."""
        return self._ask("GET", f"/v1/models", {}, {}, None, None)

    def activate_model(self, id):
        """Activate a model."""
        return self._ask("POST", f"/v1/models/{urllib.parse.quote(id, safe='')}/activate", {}, {}, None, None)

    def roll_back_model(self):
        """Roll back to the previous model."""
        return self._ask("POST", f"/v1/models/rollback", {}, {}, None, None)
