/**
 * The live feed: Socket.IO namespace /operators. Each message is one object and is acknowledged; the next goes out when
 * the last one was, so a slow console gets fewer, larger and newer messages and nothing piles up for it.
 *
 * Console to server: `watch.calls` {} and `unwatch.calls` {}; `watch.call` {callKey, afterLine} and
 * `unwatch.call` {callKey}. Server to console: `calls` (CallsMessage), `call` (CallMessage), `instance` (InstanceMessage).
 */
import { z } from "zod";
import { callSummarySchema } from "./call-summary.ts";
import { historyLineSchema, ledgerSchema } from "./history-line.ts";

export const callsMessageSchema = z.object({
  /** The first message after watch.calls has all live calls; later ones those that changed, each once. */
  full: z.boolean(),
  changed: z.array(callSummarySchema),
  liveCount: z.number().int(),
});

export const callMessageSchema = z.object({
  callKey: z.string(),
  summary: callSummarySchema,
  lines: z.array(historyLineSchema),
  /** Lines between `afterLine` and the first one given are no longer at hand: fetch the call anew. */
  missed: z.boolean(),
  /** Present accounts by speaker. */
  ledgers: z.record(z.string(), ledgerSchema),
});

export const instanceMessageSchema = z.object({
  atMs: z.number(),
  state: z.string().describe("starting, ready, draining, stopped"),
  liveCalls: z.number().int(),
  desktops: z.number().int(),
  streams: z.number().int(),
  /** Of this process, in bytes. */
  residentBytes: z.number(),
});

export type CallsMessage = z.infer<typeof callsMessageSchema>;
export type CallMessage = z.infer<typeof callMessageSchema>;
export type InstanceMessage = z.infer<typeof instanceMessageSchema>;
