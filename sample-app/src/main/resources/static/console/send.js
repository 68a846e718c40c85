/** Asks the server to change something. Answers the problem it has with that, or null. */
export async function send(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: (body === undefined) ? undefined : JSON.stringify(body),
  });
  return response.ok ? null : (await response.json()).detail;
}
