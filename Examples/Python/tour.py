"""A tour of the service in Python: teaches a category, classifies, records interactions and recommends.

    python tour.py [ADDRESS]
"""
import sys

from shopguide import Problem, ShopGuide

guide = ShopGuide(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080")
products = [product["id"] for product in guide.list_products(limit=8)["items"]]
taught = guide.teach_category("tour", {"examples": [{"product": each} for each in products[:3]]})
print("taught:", taught["name"], "from", products[:3])
answer = guide.classify({"items": [{"product": products[1]}, {"title": "a stoneware mug"}]})
print("classified:", [result["category"] for result in answer["results"]])
events = [{"shopper": "tour", "product": each, "kind": "view"} for each in products[:2]]
for _ in range(2):
    stored = guide.save_interactions({"interactions": events}, idempotency_key="tour-1")
print("recorded once, though sent twice:", stored["replayed"])
print("recommended:", [item["product"]["id"] for item in guide.recommend({"shopper": "tour", "limit": 3})["items"]])
try:
    guide.product("no such product")
except Problem as problem:
    print("an error response:", problem)
guide.erase_shopper("tour")
guide.forget_category("tour")
