// Requests to the service. The page uses documented routes only.

/** A failed request, with a message that can be shown. */
export class Problem extends Error {
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }

  /** Whether the service could not be reached. */
  get isOffline() { return this.status === 0; }
}

/** Calls a route and returns its response; `body` is sent as JSON. */
export const request = (method, path, body) => call(method, path, body === undefined ? {} : { type: "application/json", text: JSON.stringify(body) });

/** Posts JSON lines to a route that accepts batches. */
export const sendLines = (path, lines) => call("POST", path, { type: "application/x-ndjson", text: lines.join("\n") });

/** Posts a file of any size. */
export const sendFile = (path, file) => call("POST", path, { type: "application/octet-stream", text: file, time: 7_200_000 });

async function call(method, path, { type, text, time = 20_000 }) {
  const options = { method, headers: { Accept: "application/json" }, body: text, signal: AbortSignal.timeout(time) };
  if (type) options.headers["Content-Type"] = type;
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    throw new Problem(0, error.message);
  }
  if (response.status === 204) return null;
  let content = null;
  try { content = await response.json(); } catch { /* the status of a response without a body is enough */ }
  if (!response.ok) throw new Problem(response.status, content?.detail ?? response.statusText, content?.errors);
  return content;
}

/** A percent-encoded path segment. */
export const part = (text) => encodeURIComponent(text);

/**
 * The address of a route, `/v1/products/{id}/image`: an id that a browser or a proxy could read as a path stands in the query.
 * `query` holds further parameters.
 */
export function address(template, ids, query = {}) {
  const parameters = new URLSearchParams(query);
  const path = template.replace(/\{(\w+)\}/g, (_, name) => {
    const id = String(ids[name]);
    if (/^[\w.~-]+$/.test(id) && !/^\.\.?$/.test(id)) return id;
    parameters.append(name, id);
    return "-";
  });
  return parameters.size ? `${path}?${parameters}` : path;
}

/** The address of a product's image; a product without one answers 204, which is no error. */
export const pictureOf = (id, size = 320) => address("/v1/products/{id}/image", { id }, { size, required: false });

/** Loads a page of this server again, as an inert document. */
export function page(address) {
  return new Promise((resolve, reject) => {
    const loader = new XMLHttpRequest();
    loader.open("GET", address);
    loader.responseType = "document";
    loader.timeout = 20_000;
    loader.onload = () => (loader.status === 200 && loader.response
      ? resolve(loader.response) : reject(new Problem(loader.status, loader.statusText)));
    loader.onerror = loader.ontimeout = () => reject(new Problem(0, "no answer"));
    loader.send();
  });
}
