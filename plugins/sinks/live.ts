import type { Batch } from '../../pipeline/batch.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
import { writeLiveMessage } from '../../pipeline/live-message.js';
import { defineSink, type Sink, Type } from '../../pipeline/plugin.js';

export default defineSink({
  kind: 'sink',
  name: 'live',
  summary: 'Shows events to the clients of the live feed as soon as they are read.',
  options: Type.Object({}),
  example: 'live: { type: live, inputs: [parse] }',
  unbatched: true,
  create: (_options, { live }) => new LiveSink(live),
});

/** Best effort: what nobody listens to is not even made into text. */
class LiveSink implements Sink {
  constructor(private readonly live: LiveBus) {}

  async write({ events, deliveries }: Batch): Promise<void> {
    if (!this.live.hasListeners) return;
    for (const { chunk } of deliveries) {
      const own = deliveries.length === 1 ? events : events.filter((event) => event.chunk === chunk);
      this.live.publish(writeLiveMessage(chunk, own));
    }
  }
}
