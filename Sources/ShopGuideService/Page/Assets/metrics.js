// Response times from the service's Prometheus metrics.

const line = /^(\w+)\{([^}]*)\} ([0-9.eE+-]+|\+Inf)$/;

/** The median and the 99th percentile of each route, in seconds; empty without metrics. */
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

/** A quantile of a histogram, interpolated within its bucket. */
function quantile(buckets, share) {
  const target = share * (buckets.at(-1)?.[1] ?? 0);
  let [start, below] = [0, 0];
  for (const [end, count] of buckets) {
    if (count >= target) return end === Infinity ? start : start + (end - start) * ((target - below) / Math.max(1, count - below));
    [start, below] = [end, count];
  }
  return start;
}
