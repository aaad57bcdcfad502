import type { Batch } from '../../pipeline/batch.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
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

  async write({ events }: Batch): Promise<void> {
    if (events.length === 0 || !this.live.hasListeners) return;
    this.live.publish(`[${events.map((event) => event.toJsonText()).join(',')}]`);
  }
}
