/** One Five9 leg on a TCP connection of its own, cheap enough that one process can play a thousand. */
import type { Socket } from "bun";
import { FRAME, FRAME_HEADER_BYTES } from "../../simulators/line/http2-frame.ts";
import {
  type AudioFrame,
  dataFrame,
  endsStream,
  isAck,
  opening,
  pingAck,
  settingsAck,
} from "./five9-frames.ts";
import { BYTES_PER_MS, stampTimeMs } from "./stamped-audio.ts";

const DEFAULT_WINDOW_BYTES = 65_535;
const SETTING_INITIAL_WINDOW = 4;
const OPEN_DEADLINE_MS = 60_000;
/** SRV_REQ_RECONNECT of proto/five9/voice.proto, 1012: field `code` of the answer. */
const RECONNECT = Buffer.from([0x08, 0xf4, 0x07]);

export interface RawLegOptions {
  port: number;
  trustToken: string;
  /** Number within the candidate; two neighbours are the agent and the customer of one call. */
  leg: number;
  callId: string;
}

export class RawLeg {
  /** True once the server has said 1001, until the stream is over. */
  isOpen = false;
  readonly leg: number;
  readonly callId: string;
  readonly #startedAtMs = Date.now();
  #socket: Socket<undefined> | undefined;
  #position = 0;
  #unread = Buffer.alloc(0);
  #unsent: Buffer[] = [];
  #streamWindow = DEFAULT_WINDOW_BYTES;
  #connectionWindow = DEFAULT_WINDOW_BYTES;
  #initialWindow = DEFAULT_WINDOW_BYTES;
  #held: { bytes: Buffer; window: number }[] = [];
  #onOpen: (() => void) | undefined;

  private constructor(options: RawLegOptions) {
    this.leg = options.leg;
    this.callId = options.callId;
  }

  /** Resolves when the server asks for audio. */
  static async open(options: RawLegOptions): Promise<RawLeg> {
    const leg = new RawLeg(options);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error("no 1001 in time")), OPEN_DEADLINE_MS);
    leg.#onOpen = resolve;
    leg.#socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: options.port,
      socket: {
        data: (_, bytes) => leg.#hear(bytes),
        drain: () => leg.#flush(),
        close: () => {
          leg.isOpen = false;
          reject(new Error("the connection was closed"));
        },
        error: (_, error) => reject(error),
      },
    });
    leg.#write(opening(`127.0.0.1:${options.port}`, options.trustToken));
    leg.#write(
      dataFrame({
        streamingConfig: {
          voiceConfig: { encoding: 1, sampleRateHertz: 8000 },
          vccCallId: options.callId,
          domainId: "1",
          campaignId: "1",
          agentId: "1",
          callLeg: options.leg % 2,
          subscriptionId: "bench",
        },
      }),
    );
    await promise.finally(() => clearTimeout(timer));
    return leg;
  }

  /** Sends the next chunk. What the peer's windows do not take now goes as soon as they do. */
  send(frame: AudioFrame, isFilled: boolean): void {
    const position = this.#position;
    const chunkBytes = frame.windowBytes;
    frame.stamp(
      { leg: this.leg, position, sentAtMs: stampTimeMs() },
      this.#startedAtMs + position / BYTES_PER_MS,
      isFilled,
    );
    this.#position += frame.audioBytes;
    this.#data(frame.bytes, chunkBytes);
  }

  /** A notice of Five9's: code 2 is hold, 3 is resume. */
  notify(code: number): void {
    const bytes = dataFrame({ streamingStatus: { code } });
    this.#data(bytes, bytes.length - FRAME_HEADER_BYTES);
  }

  close(): void {
    this.isOpen = false;
    this.#socket?.terminate();
  }

  /** The bytes may be used again afterwards. */
  #data(bytes: Buffer, window: number): void {
    if (this.#held.length > 0 || !this.#hasWindow(window)) {
      this.#held.push({ bytes: Buffer.from(bytes), window });
      return;
    }
    this.#take(window);
    this.#write(bytes);
  }

  #hasWindow(bytes: number): boolean {
    return Math.min(this.#streamWindow, this.#connectionWindow) >= bytes;
  }

  #take(bytes: number): void {
    this.#streamWindow -= bytes;
    this.#connectionWindow -= bytes;
  }

  /** The bytes may be used again afterwards. */
  #write(bytes: Buffer): void {
    if (this.#unsent.length > 0) {
      this.#unsent.push(Buffer.from(bytes));
      return;
    }
    const written = Math.max(0, this.#socket?.write(bytes) ?? 0);
    if (written < bytes.length) this.#unsent.push(Buffer.from(bytes.subarray(written)));
  }

  #flush(): void {
    const waiting = this.#unsent;
    this.#unsent = [];
    for (const bytes of waiting) this.#write(bytes);
  }

  #hear(bytes: Buffer): void {
    this.#unread = this.#unread.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#unread, bytes]);
    while (this.#unread.length >= FRAME_HEADER_BYTES) {
      const end = FRAME_HEADER_BYTES + this.#unread.readUIntBE(0, 3);
      if (this.#unread.length < end) return;
      this.#onFrame(this.#unread.subarray(0, end));
      this.#unread = this.#unread.subarray(end);
    }
  }

  #onFrame(frame: Buffer): void {
    const flags = frame[4] ?? 0;
    const streamId = frame.readUInt32BE(5);
    const payload = frame.subarray(FRAME_HEADER_BYTES);
    switch (frame[3]) {
      case FRAME.settings:
        if (!isAck(flags)) this.#onSettings(payload);
        break;
      case FRAME.ping:
        if (!isAck(flags)) this.#write(pingAck(payload));
        break;
      case FRAME.windowUpdate:
        if (streamId === 0) this.#connectionWindow += payload.readUInt32BE(0);
        else this.#streamWindow += payload.readUInt32BE(0);
        this.#release();
        break;
      case FRAME.data:
        this.isOpen = !endsStream(flags);
        if (payload.includes(RECONNECT)) this.close();
        else this.#onOpen?.();
        break;
      case FRAME.headers:
        if (endsStream(flags)) this.isOpen = false;
        break;
      case FRAME.resetStream:
      case FRAME.goAway:
        this.isOpen = false;
    }
  }

  #onSettings(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== SETTING_INITIAL_WINDOW) continue;
      const initial = payload.readUInt32BE(at + 2);
      this.#streamWindow += initial - this.#initialWindow;
      this.#initialWindow = initial;
    }
    this.#write(settingsAck());
    this.#release();
  }

  #release(): void {
    for (;;) {
      const next = this.#held[0];
      if (next === undefined || !this.#hasWindow(next.window)) return;
      this.#held.shift();
      this.#take(next.window);
      this.#write(next.bytes);
    }
  }
}
