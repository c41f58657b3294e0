/**
 * The live feed: Socket.IO namespace /operators. Each message is one object and is acknowledged; the next goes out when
 * the last one was, so a slow console gets fewer, larger and newer messages and nothing piles up for it.
 *
 * Console to server: `watch.calls` {changesOnly?} and `unwatch.calls` {}; `watch.call` {callKey, afterLine} and
 * `unwatch.call` {callKey}; each is answered with a WatchReply as its acknowledgement. Server to console: `calls`
 * (CallsMessage), `call` (CallMessage), `instance` (InstanceMessage; unasked, every 2 s).
 */
import { z } from "zod";
import { callSummarySchema } from "./call-summary.ts";
import { historyLineSchema, ledgerSchema } from "./history-line.ts";

export const watchCallsSchema = z
  .object({
    /** The console fetches the list itself, compressed, once this is acknowledged: only what changes from now on is sent. */
    changesOnly: z.boolean().optional(),
  })
  .optional();

export const watchCallSchema = z.object({
  callKey: z.string().min(1).max(200),
  /** The last line the console has; 0 for none. */
  afterLine: z.number().int().min(0),
});

export const unwatchCallSchema = watchCallSchema.pick({ callKey: true });

const watchReplySchema = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
]);

export const callsMessageSchema = z.object({
  /**
   * True for the first message after watch.calls without changesOnly: forget all live calls known so far. It has at most 500; the other
   * live calls follow in the next messages, then each call that changed, with its newest state.
   */
  full: z.boolean(),
  /** A call that ended comes once more with live false. */
  changed: z.array(callSummarySchema),
  liveCount: z.number().int(),
});

export const callMessageSchema = z.object({
  callKey: z.string(),
  /** With live false it is the last message for this call; fetch the call for what is written when it has ended. */
  summary: callSummarySchema,
  lines: z.array(historyLineSchema),
  /** Lines between `afterLine` and the first one given are no longer in memory: fetch the call again. */
  missed: z.boolean(),
  /** Present accounts by speaker. */
  ledgers: z.record(z.string(), ledgerSchema),
});

/** An instance that shares calls with others. Numbers are absent while it has not said any. */
const instanceStatusSchema = z.object({
  name: z.string(),
  isHere: z.boolean().describe("It is the one that the console is connected to"),
  state: z
    .string()
    .describe(
      "starting, ready, not ready, draining, stopped; asked: no answer yet; silent: it does not answer",
    ),
  roles: z.array(z.string()).optional(),
  version: z.string().optional(),
  startedAtMs: z.number().optional(),
  /** Calls that it owns. */
  liveCalls: z.number().int().optional(),
  desktops: z.number().int().optional(),
  streams: z.number().int().optional(),
  residentBytes: z.number().optional(),
  cpuLoad: z.number().optional().describe("Cores that it used lately"),
  redisMs: z.number().optional().describe("How long Redis took for its last beat"),
});

export const instanceMessageSchema = z.object({
  atMs: z.number(),
  state: z.string().describe("starting, ready, not ready, draining, stopped"),
  liveCalls: z.number().int(),
  desktops: z.number().int(),
  streams: z.number().int(),
  /** Of this process, in bytes. */
  residentBytes: z.number(),
  /** By name; absent where the process shares no calls with others. */
  instances: z.array(instanceStatusSchema).optional(),
});

export type WatchReply = z.infer<typeof watchReplySchema>;
export type CallsMessage = z.infer<typeof callsMessageSchema>;
export type CallMessage = z.infer<typeof callMessageSchema>;
export type InstanceStatus = z.infer<typeof instanceStatusSchema>;
export type InstanceMessage = z.infer<typeof instanceMessageSchema>;
