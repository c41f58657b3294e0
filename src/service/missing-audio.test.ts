import { expect, test } from "bun:test";
import pino from "pino";
import { systemClock } from "../base/clock.ts";
import type { HistoryEntry } from "../storage/port.ts";
import { missingAudioTeller } from "./missing-audio.ts";

function stage(state: "live" | "ending" | "gone") {
  const isLive = state === "live";
  const events: unknown[] = [];
  const noted: unknown[] = [];
  const lines: HistoryEntry[] = [];
  const tell = missingAudioTeller({
    directory: {
      deliverTo(callKey, event) {
        if (isLive) events.push({ callKey, ...event });
        return isLive;
      },
      get: () => (state === "ending" ? { note: (line) => void noted.push(line) } : null),
    },
    store: {
      async appendHistory(_callKey, entries) {
        lines.push(...entries);
      },
    },
    clock: { ...systemClock, now: () => 5 },
    logger: pino({ level: "silent" }),
  });
  const audio = { fromMs: 1_000, toMs: 3_500, reason: "unsent" } as const;
  tell({ callKey: "five9-1", speaker: "agent", missing: audio });
  return { events, noted, lines };
}

const missing = { speaker: "agent", fromMs: 1_000, toMs: 3_500, reason: "unsent" };

test("a live call hears exactly which audio is missing", () => {
  const { events, lines } = stage("live");
  expect(events).toEqual([{ callKey: "five9-1", type: "audio.missing", ...missing }]);
  expect(lines).toEqual([]);
});

test("for a call that is over it is written to the history", () => {
  const { lines } = stage("gone");
  expect(lines).toEqual([{ atMs: 5, actor: "audio:agent", event: "audio.missing", detail: missing }]);
});

test("of a call that is being ended it becomes one of its last lines", () => {
  const { noted, lines } = stage("ending");
  expect(noted).toEqual([{ actor: "audio:agent", event: "audio.missing", detail: missing }]);
  expect(lines).toEqual([]);
});
