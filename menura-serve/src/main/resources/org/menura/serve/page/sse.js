// Reads server-sent events from a response's body.

/** Yields the data of each event as it comes; comments and other fields are passed over. */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let data = [];
  for (;;) {
    const {value, done} = await reader.read();
    rest += value ?? '';
    const lines = rest.split(/\r\n|\n|\r(?=[^\n])/);
    rest = done ? '' : lines.pop();
    for (const line of lines) {
      if (line.startsWith('data:')) {
        data.push(line.slice(line[5] === ' ' ? 6 : 5));
      } else if (line === '' && data.length) {
        yield data.join('\n');
        data = [];
      }
    }
    if (done) {
      if (data.length) yield data.join('\n');
      return;
    }
  }
}
