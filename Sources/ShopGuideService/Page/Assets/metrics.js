// Reads the service's metrics, which are in the format of Prometheus.

const line = /^(\w+)\{([^}]*)\} ([0-9.eE+-]+|\+Inf)$/;

/** How long each route takes: half of its requests and 99 of 100 of them, in seconds. Empty where there are no metrics. */
export async function latencies() {
  let text;
  try {
    const answer = await fetch("/metrics", { headers: { Accept: "text/plain" } });
    if (!answer.ok) return [];
    text = await answer.text();
  } catch { return []; }
  const routes = new Map();
  for (const entry of text.split("\n")) {
    const match = line.exec(entry);
    if (!match || !match[1].endsWith("_bucket") || !match[1].includes("request")) continue;
    const labels = Object.fromEntries([...match[2].matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    if (!labels.route && !labels.path) continue;
    const route = `${labels.method ?? ""} ${labels.route ?? labels.path}`.trim();
    const buckets = routes.get(route) ?? new Map();
    const end = labels.le === "+Inf" ? Infinity : Number(labels.le);
    buckets.set(end, (buckets.get(end) ?? 0) + Number(match[3]));
    routes.set(route, buckets);
  }
  return [...routes].map(([route, buckets]) => {
    const sorted = [...buckets].sort(([a], [b]) => a - b);
    return { route, requests: sorted.at(-1)?.[1] ?? 0, half: quantile(sorted, 0.5), most: quantile(sorted, 0.99) };
  }).filter((row) => row.requests > 0).sort((a, b) => b.requests - a.requests).slice(0, 20);
}

/** Where a share of all lies, within its bucket by proportion. */
function quantile(buckets, share) {
  const wanted = share * (buckets.at(-1)?.[1] ?? 0);
  let [start, below] = [0, 0];
  for (const [end, count] of buckets) {
    if (count >= wanted) return end === Infinity ? start : start + (end - start) * ((wanted - below) / Math.max(1, count - below));
    [start, below] = [end, count];
  }
  return start;
}
