// plugins/heartbeat.js
import { Duration, defineSource, Type } from 'logs-and-found/plugin';

export default defineSource({
  kind: 'source',
  name: 'heartbeat',
  summary: 'Says that it is alive, again and again.',
  options: Type.Object({
    // Written as `every: 5s`; the code gets milliseconds.
    every: Duration({ description: 'Time from one record to the next.', default: '10s', minimum: 10 }),
  }),
  example: 'alive: { type: heartbeat, every: 1m }',

  create({ every }, { name, intake, logger }) {
    let timer;
    let last = Promise.resolve();

    async function beat() {
      // Records are bytes, each ended by a line feed. The intake keeps them in the queue, whatever happens next.
      const body = Buffer.from(`${JSON.stringify({ level: 'INFO', application: name, message: 'alive' })}\n`);
      try {
        await intake.append({ body, count: 1, transport: 'file' });
      } catch (error) {
        // The queue is full or away; the next beat will tell.
        logger.warn(error, 'a heartbeat was lost');
        intake.dropped(1, 'the queue did not take it');
      }
    }

    return {
      async start() {
        timer = setInterval(() => {
          last = beat();
        }, every);
      },
      // Takes nothing new, and waits for what it took.
      async stop() {
        clearInterval(timer);
        await last;
      },
    };
  },
});
