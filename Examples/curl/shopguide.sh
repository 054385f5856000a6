# A client of ShopGuide for the shell, made from its OpenAPI document by generate.py; don't edit it.
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

# Whether the process lives.
health() { _shopguide GET "/healthz" '' "$@"; }

# Whether requests will be answered.
readiness() { _shopguide GET "/readyz" '' "$@"; }

# What Prometheus reads.
metrics() { _shopguide GET "/metrics" '' "$@"; }

# This document.
document() { _shopguide GET "/openapi.json" '' "$@"; }

# How much of everything there is.
shop() { _shopguide GET "/v1/shop" '' "$@"; }

# Products, in the order in which they came.
list_products() { _shopguide GET "/v1/products" '' "$@"; }

# Save products.
save_products() { _shopguide POST "/v1/products" 'application/x-ndjson' "$@"; }

# A product.
product() { _shopguide GET "/v1/products/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Save a product.
save_product() { _shopguide PUT "/v1/products/$(_shopguide_part "${1?id}")" 'application/json' "${@:2}"; }

# Delete a product, and what was done with it.
delete_product() { _shopguide DELETE "/v1/products/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# A product's picture.
product_image() { _shopguide GET "/v1/products/$(_shopguide_part "${1?id}")/image" '' "${@:2}"; }

# Products like it.
similar_products() { _shopguide GET "/v1/products/$(_shopguide_part "${1?id}")/similar" '' "${@:2}"; }

# Save what shoppers did.
save_interactions() { _shopguide POST "/v1/interactions" 'application/json' "$@"; }

# Categories that were taught.
list_categories() { _shopguide GET "/v1/categories" '' "$@"; }

# A category: its examples, what to expect of it, and what it catches.
category() { _shopguide GET "/v1/categories/$(_shopguide_part "${1?name}")" '' "${@:2}"; }

# Teach a category from these examples, in place of those that it has.
teach_category() { _shopguide PUT "/v1/categories/$(_shopguide_part "${1?name}")" 'application/json' "${@:2}"; }

# Close a category.
forget_category() { _shopguide DELETE "/v1/categories/$(_shopguide_part "${1?name}")" '' "${@:2}"; }

# Show a category more examples; it is opened where it is new.
add_examples() { _shopguide POST "/v1/categories/$(_shopguide_part "${1?name}")/examples" 'application/json' "${@:2}"; }

# Take an example back; a category without examples is closed.
remove_example() { _shopguide DELETE "/v1/categories/$(_shopguide_part "${1?name}")/examples/$(_shopguide_part "${2?example}")" '' "${@:3}"; }

# Say which categories things are of.
classify() { _shopguide POST "/v1/classify" 'application/json' "$@"; }

# Say what somebody wants next.
recommend() { _shopguide POST "/v1/recommendations" 'application/json' "$@"; }

# Shoppers, in the order in which they came.
list_shoppers() { _shopguide GET "/v1/shoppers" '' "$@"; }

# A shopper.
shopper() { _shopguide GET "/v1/shoppers/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Save a shopper.
save_shopper() { _shopguide PUT "/v1/shoppers/$(_shopguide_part "${1?id}")" 'application/json' "${@:2}"; }

# Erase a shopper: what is known of them is gone everywhere.
erase_shopper() { _shopguide DELETE "/v1/shoppers/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# What a shopper did, the newest first.
history() { _shopguide GET "/v1/shoppers/$(_shopguide_part "${1?id}")/interactions" '' "${@:2}"; }

# Markets.
list_markets() { _shopguide GET "/v1/markets" '' "$@"; }

# A market: what is known of it, and how good recommendations are there.
market() { _shopguide GET "/v1/markets/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Enter a market.
enter_market() { _shopguide PUT "/v1/markets/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Experiments, in the order in which they began.
list_experiments() { _shopguide GET "/v1/experiments" '' "$@"; }

# Set two guides side by side.
begin_experiment() { _shopguide POST "/v1/experiments" 'application/json' "$@"; }

# What came of an experiment so far, with intervals of 95 %.
experiment() { _shopguide GET "/v1/experiments/$(_shopguide_part "${1?name}")" '' "${@:2}"; }

# End an experiment; one that has ended stays as it is.
stop_experiment() { _shopguide POST "/v1/experiments/$(_shopguide_part "${1?name}")/stop" '' "${@:2}"; }

# Say how sure recommendations for somebody are.
certainty() { _shopguide POST "/v1/certainty" 'application/json' "$@"; }

# Measure how good recommendations are in a market, on shoppers who are held out.
market_study() { _shopguide GET "/v1/markets/$(_shopguide_part "${1?id}")/study" '' "${@:2}"; }

# Products on a plane, as the model sees them: the two directions in which they differ most.
map() { _shopguide GET "/v1/map" '' "$@"; }

# How models were trained, and trainings that are under way.
trainings() { _shopguide GET "/v1/trainings" '' "$@"; }

# A training: where its model comes from, and how each epoch went.
training() { _shopguide GET "/v1/trainings/$(_shopguide_part "${1?id}")" '' "${@:2}"; }

# Models that can see products.
list_models() { _shopguide GET "/v1/models" '' "$@"; }

# See products with this model from now on.
activate_model() { _shopguide POST "/v1/models/$(_shopguide_part "${1?id}")/activate" '' "${@:2}"; }

# Return to the model before.
roll_back_model() { _shopguide POST "/v1/models/rollback" '' "$@"; }
