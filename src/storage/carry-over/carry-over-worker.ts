/** Carries over in a separate thread, whose end gives PGlite's memory back. Entry of a Bun Worker. */
import { type CarryOverOptions, carryOver } from "./carry-over.ts";

/** `rows` is null if there was nothing to carry over. */
export type CarryOverReport = { ok: true; rows: number | null } | { ok: false; message: string };

declare const self: Worker;

self.onmessage = async (event: MessageEvent<CarryOverOptions>) => {
  let report: CarryOverReport;
  try {
    report = { ok: true, rows: await carryOver(event.data) };
  } catch (error) {
    report = { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(report);
};
