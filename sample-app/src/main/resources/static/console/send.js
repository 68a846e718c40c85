/** Asks the server to change something. Answers the problem it has with that, or null. */
export async function send(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: (body === undefined) ? undefined : JSON.stringify(body),
    });
    return response.ok ? null : (await response.json()).detail;
  } catch {
    return 'The server cannot be reached.';
  }
}
