import { expect, test } from "bun:test";
import type { Ledger } from "../contract/ledger.ts";
import { closedLedgersOf, linesOfLedgers } from "./ledger-lines.ts";

const LEDGER: Ledger = {
  receivedMs: 35_000,
  recognizedMs: 33_000,
  bufferedMs: 0,
  heardMs: 0,
  droppedMs: { hold: 1_500, overflow: 400, abandoned: 100 },
  replayedMs: 250,
};

test("a closed ledger is read back from the history as it was; interrupted ones and other lines are not", () => {
  const history = [
    { atMs: 1, actor: "call", event: "leg.opened", detail: { speaker: "agent" } },
    ...linesOfLedgers("ledger.interrupted", { agent: LEDGER }).map((line) => ({ ...line, atMs: 5 })),
    ...linesOfLedgers("ledger.closed", { customer: LEDGER }).map((line) => ({ ...line, atMs: 7 })),
  ];
  expect(closedLedgersOf(history)).toEqual({ customer: LEDGER });
});
