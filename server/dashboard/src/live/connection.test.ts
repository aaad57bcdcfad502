import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  FIRST_RETRY_MILLIS,
  LAST_RETRY_MILLIS,
  LiveConnection,
  LOOK_MILLIS,
  SILENCE_MILLIS,
  type Socket,
} from './connection.js';

interface FakeSocket extends Socket {
  readonly filter: string;
  readonly cursor: string | undefined;
  readonly sent: string[];
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
    onHello: (resumed: boolean) => told.push(resumed ? 'again' : 'hello'),
    onEvents: (events: unknown[]) => told.push(`${events.length} events`),
  };
  connection = new LiveConnection(listener, (filter, cursor) => {
    const sent: string[] = [];
    const socket: FakeSocket = {
      ...{ filter, cursor, sent, closed: false, onmessage: null, onclose: null },
      send: (text) => void sent.push(String(text)),
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
    expect(told).toEqual(['connecting', 'live', 'hello', '2 events']);
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

  it('goes on from the last cursor, also from the one before what it was too slow for', () => {
    connection.start('a');
    say({ type: 'hello', cursor: '7' });
    say({ type: 'events', events: [{}], cursor: '9' });
    say({ type: 'skipped', count: 3 });
    say({ type: 'hello', cursor: '9' });
    say({ type: 'events', events: [], cursor: '12' });
    connection.stop();
    connection.start('a');
    connection.start('b');
    expect(sockets.map(({ cursor }) => cursor)).toEqual([undefined, '9', '12', undefined]);
    expect(told.filter((one) => one === 'again' || one === 'hello')).toEqual(['hello', 'again']);
  });

  it('begins anew where its cursor means nothing any more', () => {
    connection.start('');
    say({ type: 'hello', cursor: 'old' });
    cut();
    vi.advanceTimersByTime(FIRST_RETRY_MILLIS);
    say({ type: 'hello', cursor: 'old' });
    say({ type: 'error', message: 'cursor "old" is none' });
    expect(sockets.map(({ cursor }) => cursor)).toEqual([undefined, 'old', undefined]);
  });

  it('asks for a sign of life after a silence, and connects anew where none comes', () => {
    connection.start('');
    say({ type: 'hello', cursor: '1' });
    vi.advanceTimersByTime(SILENCE_MILLIS);
    expect(sockets[0]!.sent).toEqual(['{"type":"pause"}', '{"type":"resume"}']);
    say({ type: 'events', events: [], cursor: '1' });
    vi.advanceTimersByTime(SILENCE_MILLIS);
    expect([sockets.length, sockets[0]!.sent.length]).toEqual([1, 4]);
    vi.advanceTimersByTime(LOOK_MILLIS);
    expect([sockets.length, sockets[0]!.closed]).toEqual([2, true]);
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
