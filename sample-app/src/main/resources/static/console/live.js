/** Follows the server's events for as long as the page is open. The browser reconnects by itself. */
export function watch(listeners) {
  const source = new EventSource('console/live');
  source.onopen = () => listeners.connection(true);
  source.onerror = () => listeners.connection(false);
  for (const name of ['history', 'snapshot', 'happening']) {
    source.addEventListener(name, (event) => listeners[name](JSON.parse(event.data)));
  }
  addEventListener('pagehide', () => source.close());
  addEventListener('pageshow', (event) => event.persisted && location.reload());
}
