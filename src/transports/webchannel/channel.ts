/** One stream over WebChannel: messages go up in order, answers come down the way back, until either side ends it. */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { deadlineSignal } from "./deadline-signal.ts";
import { type ChannelFrame, createFrameReader } from "./frames.ts";
import {
  type ChannelEndpoint,
  type ChannelSession,
  handshake,
  openBackchannel,
  postMessages,
  terminate,
} from "./requests.ts";

export interface WebChannelLimits {
  handshakeDeadlineMs: number;
  postDeadlineMs: number;
  /** Longest silence on the way back; servers fill longer ones with no-ops. */
  silenceMs: number;
  /** Messages waiting to go up. */
  maxQueuedMessages: number;
  maxPieceCharacters: number;
  /** Ways back that may end one after another without having brought anything. */
  maxEmptyReopenings: number;
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

const REOPEN_DELAY_MS = 250;
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
  let lastId = 0;

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
    // The server forgets a session nobody listens to anyway, so whether it heard this changes nothing for us.
    const forget = () => limited.clear();
    terminate(options, ended, rid, limited.signal).then(forget, forget);
  }

  /** Runs one request; it ends with the stream. */
  async function within<T>(deadlineMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limited = deadlineSignal(clock, deadlineMs, over.signal);
    try {
      return await work(limited.signal);
    } catch (caught) {
      throw limited.isLate() ? late() : asUpstream(caught);
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
      const parts = { rid, offset: posted, acknowledged: lastId, messages };
      rid += 1;
      posted += messages.length;
      await within(limits.postDeadlineMs, (signal) => postMessages(options, current, parts, signal));
    }
    isPosting = false;
  }

  function take(frame: ChannelFrame): "go on" | "over" {
    if (frame.id <= lastId && frame.kind !== "session") return "go on";
    lastId = Math.max(lastId, frame.id);
    if (frame.kind === "data") options.onData(frame.payload);
    if (frame.kind === "error") throw new SidetoneError("UPSTREAM_REFUSED", frame.message);
    return frame.kind === "close" ? "over" : "go on";
  }

  /** Reads one way back to its end. */
  async function listen(current: ChannelSession): Promise<"go on" | "over"> {
    const watch = deadlineSignal(clock, limits.silenceMs, over.signal);
    try {
      const response = await openBackchannel(options, current, lastId, watch.signal);
      const reader = createFrameReader(limits.maxPieceCharacters);
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        watch.restart();
        for (const frame of reader.push(decoder.decode(chunk, { stream: true }))) {
          if (over.signal.aborted || take(frame) === "over") return "over";
        }
      }
      return "go on";
    } catch (caught) {
      throw watch.isLate() ? late() : asUpstream(caught);
    } finally {
      watch.abort();
    }
  }

  /** The server ends ways back when it likes; the stream is over when it says so, or no longer knows the session. */
  async function listenToTheEnd(current: ChannelSession): Promise<void> {
    for (let empty = 0; empty <= limits.maxEmptyReopenings; ) {
      const before = lastId;
      const isFirst = before === 0;
      const outcome = await listen(current).catch((error: SidetoneError) => {
        if (error.code === "NOT_FOUND" && !isFirst) return "over" as const;
        throw error;
      });
      if (outcome === "over" || over.signal.aborted) return;
      empty = lastId > before ? 0 : empty + 1;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, REOPEN_DELAY_MS));
    }
  }

  async function run(): Promise<void> {
    const current = await within(limits.handshakeDeadlineMs, (signal) => handshake(options, rid, signal));
    rid += 1;
    session = current;
    if (over.signal.aborted) return stop();
    await postAll();
    await listenToTheEnd(current);
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

function late(): SidetoneError {
  return new SidetoneError("DEADLINE_EXCEEDED", "The channel's server did not answer in time", {
    retryable: true,
  });
}

/** What fetch throws says where the server is, which is nobody's business. */
function asUpstream(caught: unknown): SidetoneError {
  if (caught instanceof SidetoneError) return caught;
  return new SidetoneError("UPSTREAM_UNAVAILABLE", "The channel's server cannot be reached", {
    retryable: true,
    cause: caught,
  });
}
