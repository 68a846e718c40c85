/** Reads server-sent events from the body of an answer: name and data, one after the other. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const blocks = (unread + value).split('\n\n');
    unread = blocks.pop();
    yield* blocks.map(parse);
  }
}

function parse(block) {
  const event = { name: 'message', data: '' };
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) {
      event.name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      event.data += line.slice(5);
    }
  }
  return { name: event.name, data: JSON.parse(event.data) };
}
