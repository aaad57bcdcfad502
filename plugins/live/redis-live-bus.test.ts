import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { startOwnRedis } from '../../test/support/redis-server.js';
import { RedisLiveBus } from './redis-live-bus.js';

const MIB = 2 ** 20;

it('drops and counts what a Redis that stands still has no room for, and goes on with it', async () => {
  const server = await startOwnRedis();
  onTestFinished(() => server.stop());
  let dropped = 0;
  const onDrop = () => {
    dropped += 1;
  };
  const bus = new RedisLiveBus({
    url: server.url,
    stream: 'live',
    logger: pino({ level: 'silent' }),
    onDrop,
  });
  await bus.open();
  onTestFinished(() => bus.close());
  const heard: string[] = [];
  await bus.subscribe((message) => heard.push(message.slice(0, 10)));
  const large = (name: string) => name.padEnd(MIB);
  process.kill(server.pid, 'SIGSTOP');
  const names = Array.from({ length: 100 }, (_, i) => `number ${i}`);
  for (const name of names) bus.publish(large(name));
  process.kill(server.pid, 'SIGCONT');
  expect(dropped).toBe(90);
  await expect
    .poll(() => heard.map((text) => text.trim()))
    .toEqual([...names.slice(0, 8), 'number 98', 'number 99']);
  // The answer to a publish may come after the message, and until then its room is taken.
  for (const message of ['later', large('larger than all the room').repeat(9)]) {
    await expect
      .poll(() => {
        bus.publish(message);
        return heard.includes(message.slice(0, 10));
      })
      .toBe(true);
  }
});
