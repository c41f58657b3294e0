/** The server's messages of a stream's session: the server may end a response at any time, and the next one continues. */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { channelError } from "./channel-errors.ts";
import { deadlineSignal } from "./deadline-signal.ts";
import { type ChannelFrame, createFrameReader } from "./frames.ts";
import { type ChannelEndpoint, type ChannelSession, openBackchannel } from "./requests.ts";

export interface WayBackLimits {
  /** Longest silence on the way back; servers fill longer ones with no-ops. */
  silenceMs: number;
  maxPieceCharacters: number;
  /** Ways back that may end one after another without having brought anything. */
  maxEmptyReopenings: number;
}

export interface WayBackOptions extends ChannelEndpoint {
  clock: Clock;
  limits: WayBackLimits;
  /** Fires when the stream is over. */
  over: AbortSignal;
  onData(payload: unknown): void;
}

export interface WayBack {
  /** The id of the last array; 0 before the first. */
  lastId(): number;
  /** Resolves once the server has ended the stream in order, or `over` has fired. */
  listen(session: ChannelSession): Promise<void>;
}

const REOPEN_DELAY_MS = 250;

export function createWayBack(options: WayBackOptions): WayBack {
  const { clock, limits, over } = options;
  let lastId = 0;

  function take(frame: ChannelFrame): "go on" | "over" {
    if (frame.id <= lastId && frame.kind !== "session") return "go on";
    lastId = Math.max(lastId, frame.id);
    if (frame.kind === "data") options.onData(frame.payload);
    if (frame.kind === "error") throw new SidetoneError("UPSTREAM_REFUSED", frame.message);
    return frame.kind === "close" ? "over" : "go on";
  }

  /** Reads one way back to its end. */
  async function readOne(session: ChannelSession): Promise<"go on" | "over"> {
    const watch = deadlineSignal(clock, limits.silenceMs, over);
    try {
      const response = await openBackchannel(options, session, lastId, watch.signal);
      const reader = createFrameReader(limits.maxPieceCharacters);
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        watch.restart();
        for (const frame of reader.push(decoder.decode(chunk, { stream: true }))) {
          if (over.aborted || take(frame) === "over") return "over";
        }
      }
      return "go on";
    } catch (caught) {
      throw channelError(caught, watch);
    } finally {
      watch.abort();
    }
  }

  /** The stream is over when the server says so, or no longer knows the session. */
  async function listen(session: ChannelSession): Promise<void> {
    for (let empty = 0; empty <= limits.maxEmptyReopenings; ) {
      const before = lastId;
      const isFirst = before === 0;
      const outcome = await readOne(session).catch((error: SidetoneError) => {
        if (error.code === "NOT_FOUND" && !isFirst) return "over" as const;
        throw error;
      });
      if (outcome === "over" || over.aborted) return;
      empty = lastId > before ? 0 : empty + 1;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, REOPEN_DELAY_MS));
    }
  }

  return { lastId: () => lastId, listen };
}
