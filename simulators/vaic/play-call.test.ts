import { expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { participantsOf } from "./call-activities.ts";
import { playCall } from "./play-call.ts";
import { createRecognition } from "./recognition.ts";
import type { VaicReport } from "./vaic-report.ts";

const sample = await readSample("late-delivery");
const participantOf = { agent: "callee", customer: "caller" };

/** Until the wall clock, which counts whole milliseconds, is past the present one. */
async function laterThanNow(): Promise<void> {
  for (const nowMs = Date.now(); Date.now() <= nowMs + 1; ) await Bun.sleep(1);
}

test("recognition that comes on in a silence has not heard the utterance that was begun before it", async () => {
  const recognition = createRecognition(Date.now);
  const report: Pick<VaicReport, "sent" | "unheard"> = { sent: [], unheard: [] };
  let asked = 0;
  await playCall(
    {
      ...{ sample, speed: 1_000_000, lingerMs: 0 },
      async silence() {
        asked += 1;
        // After the first word. The silence lasts longer than the whole call does at this speed.
        if (asked !== 2) return;
        await laterThanNow();
        for (const id of Object.values(participantOf)) recognition.set(id, true);
        await laterThanNow();
      },
    },
    {
      ...{ participantOf, participants: participantsOf(participantOf), recognition, report },
      link: { cut: async () => {} },
      outbox: { put: async () => {}, drained: async () => {}, between: (work) => work() },
      onProblem: (problem) => expect(problem).toBe(""),
    },
    new AbortController().signal,
  );
  const [first, ...later] = sample.utterances.map(({ text }) => text);
  expect(report.unheard.map(({ text }) => text)).toEqual([first ?? ""]);
  expect(report.sent.map(({ text }) => text)).toEqual(later);
});
