import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { recordOf } from './records.js';

const AT_ONCE = 20;
const EVERY_MILLIS = 100;

/** Numbered records over TCP and UDP, of which some may be lost and none may come twice. */
export class Background {
  readonly sent = { tcp: 0, udp: 0 };
  readonly #stop = new AbortController();

  /** Sends until `stop`, by turns to the ports. */
  async run(tcpPorts: readonly number[], udpPorts: readonly number[]): Promise<void> {
    await Promise.all([this.#tcp(tcpPorts), this.#udp(udpPorts)]);
  }

  stop(): void {
    this.#stop.abort();
  }

  async #tcp(ports: readonly number[]): Promise<void> {
    for (let turn = 0; !this.#stop.signal.aborted; turn++) {
      const socket = connect(ports[turn % ports.length]!, '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      // A connection for a while, whatever becomes of it; what lies in it when it breaks is lost.
      for (let i = 0; i < 50 && !socket.destroyed && !this.#stop.signal.aborted; i++) {
        if (!socket.writableNeedDrain && !socket.pending) this.#write(socket);
        await this.#wait();
      }
      socket.end();
      setTimeout(() => socket.destroy(), 5000).unref();
      await this.#wait();
    }
  }

  #write(socket: Socket): void {
    let text = '';
    for (let i = 0; i < AT_ONCE; i++) text += `${recordOf('tcp', this.sent.tcp++)}\n`;
    socket.write(text);
  }

  async #udp(ports: readonly number[]): Promise<void> {
    const socket = createSocket('udp4');
    socket.on('error', () => {});
    while (!this.#stop.signal.aborted) {
      for (let i = 0; i < AT_ONCE; i++) {
        const number = this.sent.udp++;
        socket.send(recordOf('udp', number), ports[number % ports.length]!, '127.0.0.1', () => {});
      }
      await this.#wait();
    }
    socket.close();
  }

  async #wait(): Promise<void> {
    await delay(EVERY_MILLIS, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
