/** One stream over WebChannel: messages go up in order, answers come down the way back, until either side ends it. */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { channelError } from "./channel-errors.ts";
import { deadlineSignal } from "./deadline-signal.ts";
import { type ChannelEndpoint, type ChannelSession, handshake, postMessages, terminate } from "./requests.ts";
import { createWayBack, type WayBackLimits } from "./way-back.ts";

export interface WebChannelLimits extends WayBackLimits {
  handshakeDeadlineMs: number;
  postDeadlineMs: number;
  /** Messages waiting to go up. */
  maxQueuedMessages: number;
}

const DEFAULT_WEB_CHANNEL_LIMITS: WebChannelLimits = {
  handshakeDeadlineMs: 20_000,
  postDeadlineMs: 10_000,
  silenceMs: 60_000,
  maxQueuedMessages: 32,
  maxPieceCharacters: 4 * 1024 * 1024,
  maxEmptyReopenings: 3,
};

export interface WebChannelOptions extends ChannelEndpoint {
  clock: Clock;
  limits?: Partial<WebChannelLimits>;
  onData(payload: unknown): void;
  /** Called once: null for an orderly end of the server's. Not called after `close`. */
  onEnd(error: SidetoneError | null): void;
}

export interface WebChannel {
  /** Throws LIMIT_EXCEEDED when too many messages wait. */
  send(message: unknown): void;
  /** Ends the stream; what waits is not sent. */
  close(): void;
}

const TERMINATE_DEADLINE_MS = 5_000;

/** Opens the session with the first message, which has to be sent right away. */
export function openWebChannel(options: WebChannelOptions): WebChannel {
  const { clock } = options;
  const limits = { ...DEFAULT_WEB_CHANNEL_LIMITS, ...options.limits };
  const over = new AbortController();
  let queue: unknown[] = [];
  let isPosting = false;
  let session: ChannelSession | null = null;
  let rid = 10_000 + Math.floor(Math.random() * 80_000);
  let posted = 0;
  const wayBack = createWayBack({ ...options, limits, over: over.signal });

  function finish(error: SidetoneError | null): void {
    if (over.signal.aborted) return;
    stop();
    options.onEnd(error);
  }

  function stop(): void {
    over.abort();
    queue = [];
    const ended = session;
    if (ended === null) return;
    const limited = deadlineSignal(clock, TERMINATE_DEADLINE_MS);
    // The server forgets an unused session by itself, so it does not matter whether it got this.
    const forget = () => limited.clear();
    terminate(options, ended, rid, limited.signal).then(forget, forget);
  }

  /** Runs one request; it ends with the stream. */
  async function within<T>(deadlineMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limited = deadlineSignal(clock, deadlineMs, over.signal);
    try {
      return await work(limited.signal);
    } catch (caught) {
      throw channelError(caught, limited);
    } finally {
      limited.clear();
    }
  }

  async function postAll(): Promise<void> {
    if (isPosting || session === null) return;
    isPosting = true;
    const current = session;
    while (queue.length > 0 && !over.signal.aborted) {
      const messages = queue;
      queue = [];
      const parts = { rid, offset: posted, acknowledged: wayBack.lastId(), messages };
      rid += 1;
      posted += messages.length;
      await within(limits.postDeadlineMs, (signal) => postMessages(options, current, parts, signal));
    }
    isPosting = false;
  }

  async function run(): Promise<void> {
    const current = await within(limits.handshakeDeadlineMs, (signal) => handshake(options, rid, signal));
    rid += 1;
    session = current;
    if (over.signal.aborted) return stop();
    await postAll();
    await wayBack.listen(current);
  }

  run().then(
    () => finish(null),
    (caught: unknown) => finish(SidetoneError.from(caught, "UPSTREAM_UNAVAILABLE")),
  );
  return {
    send: (message) => {
      if (over.signal.aborted) return;
      if (queue.length >= limits.maxQueuedMessages) {
        throw new SidetoneError("LIMIT_EXCEEDED", "Too many messages wait for the stream");
      }
      queue.push(message);
      postAll().catch((caught: unknown) => finish(SidetoneError.from(caught, "UPSTREAM_UNAVAILABLE")));
    },
    close: () => {
      if (!over.signal.aborted) stop();
    },
  };
}
