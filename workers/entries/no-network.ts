// Takes the network away from the worker before anything else runs. A page's policy does not bind a worker that was
// loaded from a file, and a static host may send none of its own; modules are still loaded, requests are not possible.

const NETWORK = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'WebTransport',
  'BroadcastChannel',
  'importScripts',
  'caches',
  'indexedDB',
];

for (const name of NETWORK) {
  Object.defineProperty(self, name, { value: undefined, writable: false, configurable: false });
}
