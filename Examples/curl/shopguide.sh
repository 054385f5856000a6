# A client of ShopGuide for the shell, generated from its OpenAPI document by generate.py; do not edit.
#
#     . shopguide.sh
#     list_products limit=3
#     recommend '{"seen": [{"product": "mug-00"}]}'
#
# SHOPGUIDE says where the service is (http://localhost:8080), SHOPGUIDE_KEY is its key. Parts of the address come first, then the
# body (@FILE for one in a file), then NAME=VALUE of the query; CONTENT_TYPE is the body's where it isn't the usual one.

_shopguide_part() { python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1], safe=""))' "$1"; }

_shopguide() {
    local method=$1 path=$2 kind=$3 body= query= arguments=()
    shift 3
    [ -z "${SHOPGUIDE_KEY:-}" ] || arguments+=(--header "Authorization: Bearer $SHOPGUIDE_KEY")
    if [ -n "$kind" ]; then
        arguments+=(--header "Content-Type: ${CONTENT_TYPE:-$kind}" --data-binary "${1?the body}")
        shift
    fi
    for argument in "$@"; do
        query+="${query:+&}${argument%%=*}=$(_shopguide_part "${argument#*=}")"
    done
    curl --silent --show-error --fail-with-body --request "$method" "${arguments[@]}" "${SHOPGUIDE:-http://localhost:8080}$path${query:+?$query}"
}

# Liveness probe.
health() { _shopguide GET "/healthz" '' "$@"; }

# Readiness probe.
readiness() { _shopguide GET "/readyz" '' "$@"; }

# Metrics for Prometheus.
metrics() { _shopguide GET "/metrics" '' "$@"; }

# This document.
document() { _shopguide GET "/openapi.json" '' "$@"; }

# Counts of the shop's products, shoppers and interactions.
shop() { _shopguide GET "/v1/shop" '' "$@"; }

# List products, in insertion order.
list_products() { _shopguide GET "/v1/products" '' "$@"; }

# Create or replace products.
save_products() { _shopguide POST "/v1/products" 'application/x-ndjson' "$@"; }

# Get a product.
product() { _shopguide GET "/v1/products/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Create or replace a product.
save_product() { _shopguide PUT "/v1/products/$(_shopguide_part "${1?id}")" 'application/json' "${@:2}"; }

# Delete a product and its interactions.
delete_product() { _shopguide DELETE "/v1/products/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Get a product's image.
product_image() { _shopguide GET "/v1/products/$(_shopguide_part "${1?id}")/image" '' "${@:2}"; }

# List similar products.
similar_products() { _shopguide GET "/v1/products/$(_shopguide_part "${1?id}")/similar" '' "${@:2}"; }

# Record interactions.
save_interactions() { _shopguide POST "/v1/interactions" 'application/json' "$@"; }

# List taught categories.
list_categories() { _shopguide GET "/v1/categories" '' "$@"; }

# Get a category: examples, expected quality and matching products.
category() { _shopguide GET "/v1/categories/$(_shopguide_part "${1?name}")" '' "${@:2}"; }

# Teach a category, replacing its examples.
teach_category() { _shopguide PUT "/v1/categories/$(_shopguide_part "${1?name}")" 'application/json' "${@:2}"; }

# Delete a category.
forget_category() { _shopguide DELETE "/v1/categories/$(_shopguide_part "${1?name}")" '' "${@:2}"; }

# Add examples to a category; creates it if it is new.
add_examples() { _shopguide POST "/v1/categories/$(_shopguide_part "${1?name}")/examples" 'application/json' "${@:2}"; }

# Remove an example; a category without examples is deleted.
remove_example() { _shopguide DELETE "/v1/categories/$(_shopguide_part "${1?name}")/examples/$(_shopguide_part "${2?example}")" '' "${@:3}"; }

# Classify products, images or titles.
classify() { _shopguide POST "/v1/classify" 'application/json' "$@"; }

# Recommend products to a shopper.
recommend() { _shopguide POST "/v1/recommendations" 'application/json' "$@"; }

# Explain a classification by examples, words and picture patches.
explain_classification() { _shopguide POST "/v1/classify/explanations" 'application/json' "$@"; }

# Explain why a product is recommended to a shopper, or why not.
explain() { _shopguide POST "/v1/explanations" 'application/json' "$@"; }

# List shoppers, in insertion order.
list_shoppers() { _shopguide GET "/v1/shoppers" '' "$@"; }

# Get a shopper.
shopper() { _shopguide GET "/v1/shoppers/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Create or replace a shopper.
save_shopper() { _shopguide PUT "/v1/shoppers/$(_shopguide_part "${1?id}")" 'application/json' "${@:2}"; }

# Erase a shopper and all of their data.
erase_shopper() { _shopguide DELETE "/v1/shoppers/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# List a shopper's interactions, newest first.
history() { _shopguide GET "/v1/shoppers/$(_shopguide_part "${1?id}")/interactions" '' "${@:2}"; }

# List markets.
list_markets() { _shopguide GET "/v1/markets" '' "$@"; }

# Get a market: counts, recommendation quality and products for new shoppers.
market() { _shopguide GET "/v1/markets/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Create a market.
enter_market() { _shopguide PUT "/v1/markets/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# List experiments, in order of their start.
list_experiments() { _shopguide GET "/v1/experiments" '' "$@"; }

# Start an experiment with two learners.
begin_experiment() { _shopguide POST "/v1/experiments" 'application/json' "$@"; }

# Get an experiment's results so far, with 95 % intervals.
experiment() { _shopguide GET "/v1/experiments/$(_shopguide_part "${1?name}")" '' "${@:2}"; }

# Stop an experiment; has no effect on a stopped one.
stop_experiment() { _shopguide POST "/v1/experiments/$(_shopguide_part "${1?name}")/stop" '' "${@:2}"; }

# Measure the confidence of a shopper's recommendations.
certainty() { _shopguide POST "/v1/certainty" 'application/json' "$@"; }

# Measure recommendation quality in a market, on held-out shoppers.
market_study() { _shopguide GET "/v1/markets/$(_shopguide_part "${1?id}")/study" '' "${@:2}"; }

# Product map: the first two principal components of the embeddings.
map() { _shopguide GET "/v1/map" '' "$@"; }

# List training runs.
trainings() { _shopguide GET "/v1/trainings" '' "$@"; }

# Get a training run: provenance and epochs.
training() { _shopguide GET "/v1/trainings/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# List keys, without their secrets.
list_keys() { _shopguide GET "/v1/keys" '' "$@"; }

# Create a key; it is shown once and stored only as a hash.
create_key() { _shopguide POST "/v1/keys" 'application/json' "$@"; }

# Revoke a key; a key can't revoke itself.
revoke_key() { _shopguide DELETE "/v1/keys/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# List product models.
list_models() { _shopguide GET "/v1/models" '' "$@"; }

# Activate a model.
activate_model() { _shopguide POST "/v1/models/$(_shopguide_part "${1?id}")/activate" '' "${@:2}"; }

# Roll back to the previous model.
roll_back_model() { _shopguide POST "/v1/models/rollback" '' "$@"; }
