/** A thousand refused strangers are two lines in the log, and a thousand in the metric. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import { createRefusals, type RefusalKind } from "./refusals.ts";

function scene() {
  const clock = new SimulatedClock();
  const lines: { kind: string; refused: number }[] = [];
  const counted: RefusalKind[] = [];
  const logger = createLogger("warn", { write: (line) => void lines.push(JSON.parse(line)) });
  const refusals = createRefusals({ clock, logger, count: (kind) => void counted.push(kind) });
  const told = () => lines.splice(0).map(({ kind, refused }) => [kind, refused]);
  return { clock, counted, refusals, told };
}

test("the first of a kind is told at once, the rest as a sum once a minute", () => {
  const { clock, counted, refusals, told } = scene();
  for (let index = 0; index < 1_000; index += 1) refusals.note("audio.token");
  refusals.note("bot.token");
  expect(told()).toEqual([
    ["audio.token", 1],
    ["bot.token", 1],
  ]);
  clock.increment(60_000);
  expect(told()).toEqual([["audio.token", 999]]);
  refusals.note("audio.token");
  expect(told()).toEqual([]);
  clock.increment(60_000);
  expect(told()).toEqual([["audio.token", 1]]);
  clock.increment(60_000);
  refusals.note("audio.token");
  expect(told()).toEqual([["audio.token", 1]]);
  expect(counted).toHaveLength(1_003);
});

test("what is not told yet is told when the process ends", () => {
  const { refusals, told } = scene();
  for (let index = 0; index < 3; index += 1) refusals.note("cti.key");
  refusals.close();
  expect(told()).toEqual([
    ["cti.key", 1],
    ["cti.key", 2],
  ]);
});
