import { expect, it } from 'vitest';
import { FailingBus, HesitantBus, LocalBus } from '../../test/support/doubles.js';
import { Subscription } from './subscription.js';

function watched(bus: LocalBus) {
  const seen: string[] = [];
  const subscription = new Subscription(
    bus,
    (events) => seen.push(events),
    () => seen.push('standing'),
    (error) => seen.push((error as Error).message),
  );
  return { subscription, seen };
}

it('stands while it is wanted', async () => {
  const bus = new LocalBus();
  const { subscription, seen } = watched(bus);
  subscription.want(true);
  await expect.poll(() => seen).toEqual(['standing']);
  bus.publish('[]');
  expect(seen).toEqual(['standing', '[]']);
  subscription.want(false);
  await expect.poll(() => bus.hasListeners).toBe(false);
});

it('is there once however often it is wanted', async () => {
  const bus = new LocalBus();
  const { subscription, seen } = watched(bus);
  subscription.want(true);
  subscription.want(true);
  await expect.poll(() => seen).toContain('standing');
  subscription.want(true);
  expect(bus.subscriptions).toBe(1);
});

it('is given up again when nobody wants it any more by the time it stands', async () => {
  const bus = new HesitantBus();
  const { subscription, seen } = watched(bus);
  subscription.want(true);
  const ended = subscription.end();
  bus.proceed();
  await ended;
  expect([bus.subscriptions, bus.hasListeners, seen]).toEqual([1, false, []]);
});

it('stays when it is wanted again before it stands', async () => {
  const bus = new HesitantBus();
  const { subscription, seen } = watched(bus);
  subscription.want(true);
  subscription.want(false);
  subscription.want(true);
  bus.proceed();
  await expect.poll(() => seen).toEqual(['standing']);
  expect(bus.subscriptions).toBe(1);
});

it('tells why it could not be had, and can be wanted again', async () => {
  const { subscription, seen } = watched(new FailingBus());
  subscription.want(true);
  await expect.poll(() => seen).toEqual(['Redis is away']);
  subscription.want(true);
  await expect.poll(() => seen).toEqual(['Redis is away', 'Redis is away']);
});
