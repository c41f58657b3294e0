/** What the agent's page says of a call without words is what the operators' page says, whatever a slow machine does to the audio. */
import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { emptyLedger, type Ledger } from "../contract/ledger.ts";
import type { PerSpeaker } from "../contract/speaker.ts";
import { causesAt } from "../web/operators/call/story/causes.ts";
import { momentOf } from "../web/operators/call/story/story.ts";
import { numberedLines } from "./history-lines.ts";
import { linesOfLedgers } from "./ledger-lines.ts";

type Accounts = PerSpeaker<Ledger>;

const heard = (receivedMs: number, change: Partial<Ledger> = {}): Ledger => ({
  ...emptyLedger(),
  receivedMs,
  bufferedMs: receivedMs,
  ...change,
});

/** A call with two legs and these accounts; at its end they are the closed ones, unless others are given. */
async function callWith(accounts: Accounts, closed: Accounts = accounts) {
  const call = createCallFixture({
    drains: false,
    onEnding: () => ({ ledgers: closed, lines: linesOfLedgers("ledger.closed", closed) }),
  });
  call.deliver(openLeg("a", "agent"));
  call.deliver(openLeg("c", "customer"));
  await call.settle();
  call.deliver({ type: "counters.sampled", ledgers: accounts });
  const local = () => call.directory.get(CALL.callKey);
  return {
    ...call,
    sample: (ledgers: Accounts) => call.deliver({ type: "counters.sampled", ledgers }),
    /** To the agent, and to operators of a page that shows the newest moment. */
    told() {
      const [agent, operator] = [local()?.view().noHelp, local()?.summary().view.noHelp];
      const causes = causesAt(momentOf(local()?.history() ?? []), local()?.report().ledgers ?? {});
      const page = causes.filter(({ code }) => code === "nothing-recognised").map(({ text }) => text);
      return { agent, operator, page };
    },
    /** As kept, when it is over. */
    async kept() {
      call.deliver({ type: "call.end", reason: "test" });
      call.drain();
      call.clock.increment(120_000);
      await call.settle();
      const stored = await call.store.get(CALL.callKey);
      const lines = numberedLines(await call.store.readHistory(CALL.callKey, 1_000));
      const page = causesAt(momentOf(lines)).filter(({ code }) => code === "nothing-recognised");
      return { agent: stored?.summary?.view.noHelp, page: page.length };
    },
  };
}

describe("no words are recognised: agent and operator are told the same", () => {
  test("where each speaker alone was heard for less than is worth a word, as at the early end of a call", async () => {
    const call = await callWith({ agent: heard(8_000), customer: heard(9_000) });
    expect(call.told()).toEqual({
      agent: "NO_WORDS",
      operator: "NO_WORDS",
      page: [
        "Nothing was recognised of the agent and the customer, although 17 s of audio came: silence, or the wrong language or encoding.",
      ],
    });
    expect(await call.kept()).toEqual({ agent: "NO_WORDS", page: 1 });
  });

  test("not of audio that no recogniser ever got", async () => {
    const call = await callWith({ agent: heard(20_000), customer: heard(3_000) });
    expect(call.told().agent).toBe("NO_WORDS");
    for (const [fromMs, toMs] of [
      [0, 6_000],
      [9_000, 13_000],
    ] as const) {
      call.deliver({ type: "audio.missing", speaker: "agent", fromMs, toMs, reason: "unsent" });
    }
    expect(call.told()).toEqual({ agent: undefined, operator: undefined, page: [] });
    expect(await call.kept()).toEqual({ agent: undefined, page: 0 });
  });

  test("of audio that a stream heard before it broke", async () => {
    const call = await callWith({ agent: heard(20_000) });
    call.deliver({ type: "audio.missing", speaker: "agent", fromMs: 0, toMs: 8_000, reason: "heard" });
    expect(call.told()).toMatchObject({ agent: "NO_WORDS", page: [expect.any(String)] });
  });

  test("also when silence was heard to the end of a stream, and so counts as recognised", async () => {
    const silence = { agent: heard(240_000, { recognizedMs: 240_000, bufferedMs: 0 }) };
    const call = await callWith(silence);
    expect(call.told()).toMatchObject({ agent: "NO_WORDS", page: [expect.any(String)] });
    expect(await call.kept()).toEqual({ agent: "NO_WORDS", page: 1 });
  });

  test("no longer from the first word on, and its speaker's next leg changes nothing", async () => {
    const accounts = { agent: heard(20_000) };
    const call = await callWith(accounts);
    call.fact("agent", { type: "stream.final", stream: 1, endMs: 19_000, behindMs: 100 });
    call.sample(accounts);
    expect(call.told()).toEqual({ agent: undefined, operator: undefined, page: [] });
    call.deliver(closeLeg("a", "agent"));
    call.deliver(openLeg("a2", "agent"));
    call.sample({ agent: heard(60_000) });
    expect(call.told()).toEqual({ agent: undefined, operator: undefined, page: [] });
    expect(await call.kept()).toEqual({ agent: undefined, page: 0 });
  });

  test("by the closed accounts, where the last sample was too early to say it", async () => {
    const call = await callWith({ agent: heard(9_000) }, { agent: heard(16_000) });
    expect(call.told()).toEqual({ agent: undefined, operator: undefined, page: [] });
    expect(await call.kept()).toEqual({ agent: "NO_WORDS", page: 1 });
  });
});

test("a quota that was used up for a while is no cause any more once the speaker is heard; while it is used up again, it is", async () => {
  const accounts = { agent: heard(20_000) };
  const call = await callWith(accounts);
  const refused = { type: "stream.failed", code: 8, advice: "retry", message: "Quota exceeded" } as const;
  call.fact("agent", { ...refused, stream: 1 });
  expect(call.told().agent).toBe("QUOTA");
  call.clock.increment(10_000);
  await call.settle();
  // It is heard again, and nothing shows yet that words come.
  expect(call.told().agent).toBe("QUOTA");
  call.fact("agent", { type: "stream.final", stream: 2, endMs: 19_000, behindMs: 100 });
  call.sample(accounts);
  expect(call.told().agent).toBeUndefined();
  call.fact("agent", { ...refused, stream: 2 });
  expect(call.told().agent).toBe("QUOTA");
});

test("a conversation that was open and could not be completed was not refused", async () => {
  const call = createCallFixture({
    complete: async () => {
      throw new Error("unavailable");
    },
  });
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  call.deliver({ type: "counters.sampled", ledgers: { agent: heard(1_000) } });
  call.deliver({ type: "call.end", reason: "test" });
  await call.settle();
  const view = (await call.store.get(CALL.callKey))?.summary?.view;
  expect(view).toMatchObject({ conversation: "failed" });
  expect(view?.noHelp).toBeUndefined();
});
