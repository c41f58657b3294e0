import { expect, test } from "bun:test";
import pino from "pino";
import { CALL, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { missingAudioTeller } from "./missing-audio.ts";

const { callKey } = CALL;
const missing = { fromMs: 1_000, toMs: 3_500, reason: "unsent" } as const;
const news = { callKey, speaker: "agent", missing } as const;
const detail = { speaker: "agent", ...missing };

function stage(options: Parameters<typeof createCallFixture>[0] = {}) {
  const call = createCallFixture(options);
  return { ...call, tell: missingAudioTeller({ calls: call.directory, logger: pino({ level: "silent" }) }) };
}

test("a live call hears exactly which audio is missing", async () => {
  const { deliver, directory, settle, tell } = stage();
  deliver(openLeg("a", "agent"));
  await settle();
  tell(news);
  expect(directory.get(callKey)?.history().at(-1)).toMatchObject({
    ...{ actor: "call", event: "audio.missing", detail },
    state: expect.anything(),
  });
});

test("for a call that is over it is written to the history", async () => {
  const { settle, store, tell } = stage();
  tell(news);
  await settle();
  expect(await store.readHistory(callKey, 10)).toEqual([
    { atMs: 0, actor: "audio:agent", event: "audio.missing", detail },
  ]);
});

test("of a call that is being ended it becomes one of its last lines", async () => {
  let onEnding = () => {};
  const { deliver, settle, store, tell } = stage({
    onEnding: () => {
      onEnding();
      return { ledgers: {}, lines: [] };
    },
  });
  onEnding = () => tell(news);
  deliver({ type: "cti.received", variableNames: [] });
  deliver({ type: "call.end", reason: "over" });
  await settle();
  const line = (await store.readHistory(callKey, 10)).at(-1);
  expect(line).toMatchObject({ actor: "audio:agent", event: "audio.missing", detail });
  expect(line?.line).toBeNumber();
});
