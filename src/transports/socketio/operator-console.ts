/** One operator's console: its requests, its messages, and its permitted time. */
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import {
  unwatchCallSchema,
  type WatchReply,
  watchCallSchema,
  watchCallsSchema,
} from "../../contract/feed.ts";
import type { SendToConsole } from "../../operators/feed/acked-sender.ts";
import type { FeedHub } from "../../operators/feed/feed-hub.ts";
import type { AdmittedOperator } from "./operator-admission.ts";
import { watchOperatorSession } from "./session-watch.ts";

/** A console that does not acknowledge a message within this is gone or hangs. */
const ACK_DEADLINE_MS = 20_000;
/** A session that was ended elsewhere is noticed within this. */
const RECHECK_INTERVAL_MS = 30_000;

export interface OperatorConsoleOptions extends AdmittedOperator {
  hub: FeedHub;
  clock: Clock;
  logger: Logger;
}

/** Wires the socket's events; everything held is released on disconnect. */
export function startOperatorConsole(options: OperatorConsoleOptions): void {
  const { socket, hub, clock, logger } = options;
  const operator = options.identity.name;
  const ackTimers = new Set<unknown>();

  /** Below Socket.IO, so that the page reconnects by itself and is admitted again or has to sign in. */
  function drop(reason: string): void {
    logger.info({ operator, reason }, "operator's console dropped");
    socket.conn.transport.close();
  }

  const send: SendToConsole = (event, message, onTaken) => {
    const timer = clock.setTimeout(() => drop(`${event} was not acknowledged`), ACK_DEADLINE_MS);
    ackTimers.add(timer);
    socket.emit(event, message, () => {
      clock.clearTimeout(timer);
      ackTimers.delete(timer);
      onTaken();
    });
  };

  const feed = hub.open(send, (error) => {
    logger.error({ err: error, operator }, "operators' feed failed");
    drop("the feed failed");
  });

  /** Answers in acknowledgement form; `work` throws or rejects if it refuses. */
  function answer<S extends z.ZodType>(schema: S, work: (request: z.output<S>) => void | Promise<void>) {
    return async (...args: unknown[]) => {
      const last = args.at(-1);
      const ack = typeof last === "function" ? (reply: WatchReply) => void last(reply) : () => {};
      const read = schema.safeParse(typeof args[0] === "function" ? undefined : args[0]);
      if (!read.success)
        return ack(refusal("PROTOCOL_VIOLATION", "the message does not follow its contract"));
      try {
        await work(read.data);
        ack({ ok: true });
      } catch (caught) {
        const { code, message } = SidetoneError.from(caught);
        ack(refusal(code, message));
      }
    };
  }

  const nothing = z.object({}).optional();
  socket.on(
    "watch.calls",
    answer(watchCallsSchema, (wish) => feed.watchCalls(wish)),
  );
  socket.on(
    "unwatch.calls",
    answer(nothing, () => feed.unwatchCalls()),
  );
  socket.on(
    "watch.call",
    answer(watchCallSchema, ({ callKey, afterLine }) => feed.watchCall(callKey, afterLine)),
  );
  socket.on(
    "unwatch.call",
    answer(unwatchCallSchema, ({ callKey }) => feed.unwatchCall(callKey)),
  );
  const unwatch = watchOperatorSession({
    ...options,
    recheckMs: RECHECK_INTERVAL_MS,
    onOver: () => drop("the session is over"),
  });
  socket.once("disconnect", () => {
    feed.close();
    unwatch();
    for (const timer of ackTimers) clock.clearTimeout(timer);
  });
}

function refusal(code: string, message: string): WatchReply {
  return { error: { code, message } };
}
