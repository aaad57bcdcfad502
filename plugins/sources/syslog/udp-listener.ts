import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { messageOf } from '../../../pipeline/errors.js';
import type { SourceContext } from '../../../pipeline/plugin.js';
import { lengthsBlock, oversizeBlock } from '../framing/block.js';
import { trimmedEnd } from '../framing/delimiter-cutter.js';
import { PatientFeed } from '../framing/patient-feed.js';
import { KernelDrops } from '../net/kernel-drops.js';
import { listenError } from '../net/listen-error.js';
import { peerAddress } from '../net/peer.js';
import { formatListenAddress, type ListenAddress } from './address.js';

/** The kernel holds bursts while we are busy; it gives at most net.core.rmem_max. */
const RECEIVE_BUFFER = 8 * 1024 * 1024;
/** Datagrams of one sender within this time become one block. */
const COLLECT_MILLIS = 3;
const MAX_COLLECTED_BYTES = 128 * 1024;
const MAX_COLLECTED_RECORDS = 1024;

/** Makes records of datagrams that are none themselves. */
export interface DatagramOpener {
  /** The record; undefined where there is none, or not yet. */
  open(datagram: Buffer, sender: RemoteInfo): Buffer | undefined;
  /** Takes over the datagrams of records that another has not whole yet. */
  takeOver(other: DatagramOpener): void;
  stop(): void;
}

/** Syslog over UDP (RFC 5426): one datagram is one record. Nobody can be told to wait, so what finds the queue full is dropped and counted. */
export class UdpListener {
  #socket: Socket | undefined;
  #kernelDrops: KernelDrops | undefined;
  readonly #feed: PatientFeed;
  readonly address: string;
  #peer = '';
  #records: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly place: ListenAddress,
    private readonly maxRecord: number,
    private readonly context: SourceContext,
    private readonly opener?: DatagramOpener,
  ) {
    this.address = formatListenAddress(place);
    this.#feed = new PatientFeed(context.intake, context.logger);
  }

  async start(): Promise<void> {
    const { host, port } = this.place;
    const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
    try {
      socket.bind(port, host);
      await once(socket, 'listening');
    } catch (error) {
      socket.close();
      throw listenError(this.context.name, this.address, error);
    }
    this.#enlargeBuffer(socket);
    this.#listenTo(socket);
    this.#kernelDrops = new KernelDrops(socket, this.#countDrops);
    this.#kernelDrops.start();
  }

  /** Not a datagram comes between: listeners change within one turn of the event loop. */
  takeOver(open: UdpListener): void {
    const socket = open.#socket!;
    open.#flush();
    socket.removeAllListeners('error').removeAllListeners('message');
    this.#listenTo(socket);
    this.#kernelDrops = open.#kernelDrops;
    this.#kernelDrops?.redirect(this.#countDrops);
    if (open.opener !== undefined) {
      this.opener?.takeOver(open.opener);
      open.opener.stop();
    }
    open.#socket = undefined;
    open.#kernelDrops = undefined;
  }

  async stop(): Promise<void> {
    await this.#kernelDrops?.stop();
    const socket = this.#socket;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(resolve));
    this.opener?.stop();
    this.#flush();
    await this.#feed.settled();
  }

  get url(): string {
    return formatListenAddress({ ...this.place, port: this.#socket!.address().port });
  }

  readonly #countDrops = (count: number): void => this.context.intake.dropped(count, 'kernel buffer full');

  #listenTo(socket: Socket): void {
    socket.on('error', (error) => this.context.logger.error({ reason: error.message }, 'UDP error'));
    socket.on('message', (datagram, sender) => this.#receive(datagram, sender));
    this.#socket = socket;
  }

  #enlargeBuffer(socket: Socket): void {
    try {
      socket.setRecvBufferSize(RECEIVE_BUFFER);
    } catch (error) {
      this.context.logger.warn({ reason: messageOf(error) }, 'the UDP receive buffer stays small');
    }
  }

  #receive(datagram: Buffer, sender: RemoteInfo): void {
    if (trimmedEnd(datagram, 0, datagram.length) === 0) return;
    if (this.#feed.shouldWait) {
      this.context.intake.dropped(1, 'queue full');
      return;
    }
    const record = this.opener === undefined ? datagram : this.opener.open(datagram, sender);
    if (record !== undefined) this.#take(record, sender);
  }

  #take(record: Buffer, sender: RemoteInfo): void {
    const end = trimmedEnd(record, 0, record.length);
    if (end === 0) return;
    if (sender.address !== this.#peer) {
      this.#flush();
      this.#peer = sender.address;
    }
    if (end > this.maxRecord) this.#refuse(record);
    else this.#collect(record.subarray(0, end));
  }

  #collect(record: Buffer): void {
    this.#records.push(record);
    this.#bytes += record.length;
    if (this.#bytes >= MAX_COLLECTED_BYTES || this.#records.length >= MAX_COLLECTED_RECORDS) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), COLLECT_MILLIS);
  }

  #refuse(datagram: Buffer): void {
    this.#flush();
    void this.#feed.put({
      ...oversizeBlock(datagram, this.maxRecord),
      transport: 'udp',
      peer: peerAddress(this.#peer),
    });
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#records.length === 0) return;
    const block = lengthsBlock(this.#records);
    this.#records = [];
    this.#bytes = 0;
    void this.#feed.put({ ...block, transport: 'udp', peer: peerAddress(this.#peer) });
  }
}
