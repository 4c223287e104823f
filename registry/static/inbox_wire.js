// What the inbox sends and reads: answers go one after the other, in the order in which they were given.

let queue = Promise.resolve();
let waiting = 0;

// Whether answers wait that a closed page would lose.
export const isBusy = () => waiting > 1;

// When all that was sent so far is answered.
export const answered = () => queue;

const silent = () => document.getElementById("inbox").dataset.silent;

// `before` is the answer that this one takes back: where that failed there is nothing to send.
export function send(method, url, body, before) {
  waiting += 1;
  const request = queue.then(() => (before?.failed ? { items: [] } : ask(method, url, body)));
  queue = request.catch(() => {}).then(() => { waiting -= 1; });
  return request;
}

async function ask(method, url, body) {
  const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
  if (body) headers["Content-Type"] = "application/json";
  if (method === "DELETE") headers["If-Match"] = "*";
  const response = await reached(url, { method, headers, body: body && JSON.stringify(body), keepalive: true });
  if (response.status === 204) return null;
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(said.errors?.[0]?.message ?? said.title ?? silent());
  return said;
}

export async function read(url) {
  const response = await reached(url, {});
  if (!response.ok) throw new Error(silent());
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function reached(url, options) {
  try {
    return await fetch(url, { ...options, signal: AbortSignal.timeout(20_000) });
  } catch {
    throw new Error(silent());
  }
}
