import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS, LiveConnection, type Socket } from './connection.js';

interface FakeSocket extends Socket {
  readonly filter: string;
  closed: boolean;
}

let sockets: FakeSocket[];
let told: string[];
let connection: LiveConnection;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  told = [];
  const listener = {
    onState: (state: { name: string }) => told.push(state.name),
    onHello: (cursor: string) => told.push(`hello ${cursor}`),
    onEvents: (events: unknown[]) => told.push(`${events.length} events`),
    onSkipped: (count: number) => told.push(`${count} skipped`),
    onProblem: (message: string) => told.push(message),
  };
  connection = new LiveConnection(listener, (filter) => {
    const socket: FakeSocket = {
      ...{ filter, closed: false, onmessage: null, onclose: null },
      close: () => {
        socket.closed = true;
      },
    };
    sockets.push(socket);
    return socket;
  });
});
afterEach(() => vi.useRealTimers());

const say = (frame: object) =>
  sockets.at(-1)!.onmessage!.call({} as WebSocket, { data: JSON.stringify(frame) } as MessageEvent);
const cut = () => sockets.at(-1)!.onclose!.call({} as WebSocket, {} as CloseEvent);

describe('the connection to the live feed', () => {
  it('is live from the hello on', () => {
    connection.start('level:ERROR');
    say({ type: 'hello', cursor: '7' });
    say({ type: 'events', events: [{}, {}], cursor: '9' });
    say({ type: 'skipped', count: 3 });
    expect(told).toEqual(['connecting', 'live', 'hello 7', '2 events', '3 skipped']);
    expect(sockets.map(({ filter }) => filter)).toEqual(['level:ERROR']);
  });

  it('comes back by itself, with growing pauses that a hello ends', () => {
    connection.start('');
    for (let pause = FIRST_RETRY_MILLIS; pause <= LAST_RETRY_MILLIS; pause *= 2) {
      cut();
      const before = sockets.length;
      vi.advanceTimersByTime(pause - 1);
      expect(sockets).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(before + 1);
    }
    say({ type: 'hello', cursor: '1' });
    cut();
    expect(connection.state).toMatchObject({ retryAt: Date.now() + FIRST_RETRY_MILLIS });
  });

  it('a new filter hears nothing of the old one', () => {
    connection.start('a');
    connection.start('b');
    expect(sockets.map(({ filter, closed, onmessage }) => [filter, closed, onmessage !== null])).toEqual([
      ['a', true, false],
      ['b', false, true],
    ]);
  });

  it('tries at once when told to, and never once it is stopped', () => {
    connection.start('');
    cut();
    connection.retryNow();
    expect(sockets).toHaveLength(2);
    connection.stop();
    connection.retryNow();
    vi.runAllTimers();
    expect([sockets.length, sockets[1]!.closed, connection.state.name]).toEqual([2, true, 'off']);
  });
});
