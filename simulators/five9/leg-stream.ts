/** One gRPC session of the simulated Five9: sends what it is told, and keeps everything the server says. */
import { Client, type ClientDuplexStream, credentials, Metadata, type StatusObject } from "@grpc/grpc-js";
import { TRUST_TOKEN_METADATA_KEY } from "../../src/transports/five9/trust-token.ts";
import {
  streamingVoiceMethod,
  type WireRequest,
  type WireResponse,
  type WireStreamingConfig,
} from "../../src/transports/five9/voice-proto.ts";

export type TokenCarrier = "metadata" | "config" | "both" | "none";

export interface LegStreamOptions {
  /** host:port without scheme. */
  grpcAddress: string;
  /** PEM text of the authority to trust; "system" for the machine's own; absent for plain HTTP/2. */
  tlsAuthority?: string;
  trustToken: string;
  tokenIn: TokenCarrier;
  /** Leave send_time out, as Google's test clients do. Default false. */
  withoutSendTime?: boolean;
  /** Use one connection with others of the same address, unlike Five9. Default: each stream has its own. */
  shareConnection?: boolean;
}

export interface ReceivedStatus {
  code: number;
  message: string;
  atMs: number;
}

/** How the RPC ended: gRPC's own status. */
export interface StreamEnd {
  grpcCode: number;
  details: string;
}

export class LegStream {
  /** Everything the server said, in order. */
  readonly statuses: ReceivedStatus[] = [];
  /** Resolves when the RPC is over; never rejects. */
  readonly ended: Promise<StreamEnd>;
  readonly #options: LegStreamOptions;
  readonly #client: Client;
  readonly #call: ClientDuplexStream<WireRequest | Buffer, WireResponse>;
  readonly #listeners = new Set<(status: ReceivedStatus) => void>();
  #end: StreamEnd | undefined;

  constructor(options: LegStreamOptions) {
    this.#options = options;
    // Each leg is a session of its own at Five9, so each gets a connection of its own here.
    this.#client = new Client(options.grpcAddress, channelCredentials(options), {
      "grpc.use_local_subchannel_pool": options.shareConnection === true ? 0 : 1,
    });
    const metadata = new Metadata();
    if (options.tokenIn === "metadata" || options.tokenIn === "both") {
      metadata.set(TRUST_TOKEN_METADATA_KEY, options.trustToken);
    }
    const method = streamingVoiceMethod();
    this.#call = this.#client.makeBidiStreamRequest(
      method.path,
      (message: WireRequest | Buffer) =>
        Buffer.isBuffer(message) ? message : method.requestSerialize(message),
      method.responseDeserialize,
      metadata,
    );
    this.#call.on("data", (response: WireResponse) => this.#hear(response));
    // The status event tells the same with more detail; without a listener the error would be thrown.
    this.#call.on("error", () => {});
    this.ended = new Promise((resolve) => {
      this.#call.on("status", (status: StatusObject) => {
        this.#end = { grpcCode: status.code, details: status.details };
        this.#client.close();
        resolve(this.#end);
      });
    });
  }

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** True after 1002 until the next 1001. */
  get isPaused(): boolean {
    return this.statuses.findLast(({ code }) => code === 1001 || code === 1002)?.code === 1002;
  }

  /** Hears each status from now on; returns the unsubscribe function. */
  onStatus(listener: (status: ReceivedStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  sendConfig(config: WireStreamingConfig): void {
    const { tokenIn, trustToken } = this.#options;
    const withToken = tokenIn === "config" || tokenIn === "both" ? { ...config, trustToken } : config;
    this.send({ streamingConfig: withToken });
  }

  /** False when the connection is full: await `drained` before the next. */
  sendAudio(bytes: Uint8Array, sentAtMs: number): boolean {
    if (this.#options.withoutSendTime === true) return this.send({ audioContent: bytes });
    const seconds = Math.floor(sentAtMs / 1000);
    const nanos = Math.round((sentAtMs - seconds * 1000) * 1_000_000);
    return this.send({ audioContent: bytes, sendTime: { seconds, nanos } });
  }

  sendStatus(code: number): void {
    this.send({ streamingStatus: { code } });
  }

  /** Sends any message, also one the contract forbids. */
  send(message: WireRequest): boolean {
    if (this.isOver || this.#call.writableEnded) return true;
    return this.#call.write(message);
  }

  /** Sends bytes as a message, also such as cannot be decoded. */
  sendRaw(message: Buffer): void {
    if (!this.isOver) this.#call.write(message);
  }

  /** Resolves when more can be sent, or when the stream is over. */
  async drained(): Promise<void> {
    if (this.isOver || !this.#call.writableNeedDrain) return;
    const drain = new Promise<void>((resolve) => this.#call.once("drain", resolve));
    await Promise.race([drain, this.ended]);
  }

  /** Resolves with the first status of this code, at once if it came already; undefined when the stream ends first. */
  status(code: number): Promise<ReceivedStatus | undefined> {
    return this.#firstStatus((status) => status.code === code);
  }

  /** Resolves with the server's first message of any kind; undefined when the stream ends without one. */
  firstWord(): Promise<ReceivedStatus | undefined> {
    return this.#firstStatus(() => true);
  }

  async #firstStatus(matches: (status: ReceivedStatus) => boolean): Promise<ReceivedStatus | undefined> {
    const already = this.statuses.find(matches);
    if (already !== undefined) return already;
    let unsubscribe = (): void => {};
    const heard = new Promise<void>((resolve) => {
      unsubscribe = this.onStatus((status) => {
        if (matches(status)) resolve();
      });
    });
    await Promise.race([heard, this.ended]);
    unsubscribe();
    return this.statuses.find(matches);
  }

  halfClose(): void {
    if (!this.isOver && !this.#call.writableEnded) this.#call.end();
  }

  cancel(): void {
    this.#call.cancel();
  }

  #hear(response: WireResponse): void {
    const { code = 0, message = "" } = response.status ?? {};
    const status = { code, message, atMs: Date.now() };
    this.statuses.push(status);
    for (const listener of [...this.#listeners]) listener(status);
  }
}

function channelCredentials(options: LegStreamOptions): ReturnType<typeof credentials.createSsl> {
  const { tlsAuthority } = options;
  if (tlsAuthority === undefined) return credentials.createInsecure();
  return credentials.createSsl(tlsAuthority === "system" ? null : Buffer.from(tlsAuthority));
}
