// plugins/webhook.js
import { Duration, defineSink, PermanentError, RetryableError, Type } from 'logs-and-found/plugin';

export default defineSink({
  kind: 'sink',
  name: 'webhook',
  summary: 'Posts events to a URL, a batch at a time, as lines of JSON.',
  options: Type.Object({
    url: Type.String({ description: 'Where to post.', format: 'uri' }),
    timeout: Duration({ description: 'How long to wait for the answer.', default: '10s', minimum: 1 }),
  }),
  // `inputs`, `when` and `batch` belong to every sink.
  example: 'alarm: { type: webhook, inputs: [parse], when: "level:FATAL", url: "https://example.com/hook" }',

  create: ({ url, timeout }) => ({
    // Resolves once the batch is safe where it goes.
    async write(batch) {
      if (batch.events.length === 0) return;
      const body = batch.events.map((event) => `${event.toJsonText()}\n`).join('');
      const headers = { 'content-type': 'application/x-ndjson' };
      let answer;
      try {
        answer = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(timeout) });
      } catch (error) {
        // The world is at fault: the same batch comes again.
        throw new RetryableError(`${url} cannot be reached: ${error.message}`);
      }
      await answer.body?.cancel();
      if (answer.ok) return;
      const message = `${url} answered ${answer.status}`;
      // The records are at fault and will stay so: they become dead letters.
      if (answer.status === 400 || answer.status === 413) throw new PermanentError(message);
      throw new RetryableError(message);
    },
  }),
});
