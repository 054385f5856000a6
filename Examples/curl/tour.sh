#!/usr/bin/env bash
# A tour of the service with curl: teaches a category, classifies, records interactions and recommends.
#
#     SHOPGUIDE=http://localhost:8080 ./tour.sh
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/shopguide.sh"

mapfile -t products < <(list_products limit=8 | python3 -c 'import json, sys; [print(each["id"]) for each in json.load(sys.stdin)["items"]]')
teach_category tour "{\"examples\": [{\"product\": \"${products[0]}\"}, {\"product\": \"${products[1]}\"}]}" >/dev/null
echo "classified: $(classify "{\"items\": [{\"product\": \"${products[1]}\"}]}")"
save_interactions "{\"interactions\": [{\"shopper\": \"tour\", \"product\": \"${products[0]}\", \"kind\": \"view\"}]}"
echo
recommend '{"shopper": "tour", "limit": 2}' >/dev/null
product "no such product" || echo " … is an error response"
erase_shopper tour >/dev/null
forget_category tour
