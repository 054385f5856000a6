// Asks the service: everything that the page does is one of its documented routes.

/** What went wrong with a request, in words that can be shown. */
export class Problem extends Error {
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }

  /** Whether nothing answered at all. */
  get isOffline() { return this.status === 0; }
}

/** Asks a route of the service and returns its answer; bodies are sent as JSON. */
export const ask = (method, path, body) => answer(method, path, body === undefined ? {} : { type: "application/json", text: JSON.stringify(body) });

/** Sends lines of JSON to a route that takes many things at once. */
export const send = (path, lines) => answer("POST", path, { type: "application/x-ndjson", text: lines.join("\n") });

async function answer(method, path, { type, text }) {
  const request = { method, headers: { Accept: "application/json" }, body: text, signal: AbortSignal.timeout(20_000) };
  if (type) request.headers["Content-Type"] = type;
  let response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    throw new Problem(0, error.message);
  }
  if (response.status === 204) return null;
  let content = null;
  try { content = await response.json(); } catch { /* an answer without a body says enough by its status */ }
  if (!response.ok) throw new Problem(response.status, content?.detail ?? response.statusText, content?.errors);
  return content;
}

/** A part of an address. */
export const part = (text) => encodeURIComponent(text);

/** Where a product's picture is; nothing is there, and that is no error, for one without. */
export const pictureOf = (id, size = 320) => `/v1/products/${part(id)}/image?size=${size}&required=false`;

/** Reads a page of this server anew, without running anything in it. */
export function page(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.timeout = 20_000;
    request.onload = () => (request.status === 200 && request.response
      ? resolve(request.response) : reject(new Problem(request.status, request.statusText)));
    request.onerror = request.ontimeout = () => reject(new Problem(0, "no answer"));
    request.send();
  });
}
