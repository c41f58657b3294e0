/** A half-close for a rest waits a moment, and what comes meanwhile takes its place. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { RecognizerCommand, RecognizerFact } from "../../actors/participant/recognizer.ts";
import { delayRests } from "./rest-delay.ts";

const REST = { type: "recognizer.halfClose", isRest: true } as const;
const OPEN = { type: "recognizer.open" } as const;
const LATEST_MS = 100;

function start() {
  const clock = new SimulatedClock();
  const did: string[] = [];
  const facts: RecognizerFact[] = [];
  let say: (fact: RecognizerFact) => void = () => {};
  const begin = delayRests((_, report) => {
    say = report;
    return { receive: ({ type }) => did.push(type.replace("recognizer.", "")), stop: () => did.push("stop") };
  }, clock);
  const work = begin({ callKey: "c", speaker: "customer", conversationName: "n" }, (fact) =>
    facts.push(fact),
  );
  const command = (...all: RecognizerCommand[]) => {
    for (const one of all) work.receive(one);
  };
  return { clock, did, facts, work, command, say: (fact: RecognizerFact) => say(fact) };
}

test("a rest half-closes after a moment, once", () => {
  const { clock, did, command } = start();
  command(OPEN, REST);
  expect(did).toEqual(["open"]);
  clock.increment(LATEST_MS);
  expect(did).toEqual(["open", "halfClose"]);
  clock.increment(60_000);
  expect(did).toHaveLength(2);
});

test("an open within the moment takes the half-close back", () => {
  const { clock, did, command } = start();
  command(OPEN, REST, OPEN);
  clock.increment(60_000);
  expect(did).toEqual(["open", "open"]);
});

test("news of published finals take nothing back", () => {
  const { clock, did, command } = start();
  command(OPEN, REST);
  command({ type: "recognizer.notePublished", participantId: "p", endSeconds: 1, publishedAtMs: null });
  clock.increment(LATEST_MS);
  expect(did).toEqual(["open", "notePublished", "halfClose"]);
});

test("a half-close for good comes at once, also while a rest waits, and is the only one", () => {
  const { clock, did, command } = start();
  command(OPEN, REST, { type: "recognizer.halfClose" });
  expect(did).toEqual(["open", "halfClose"]);
  clock.increment(60_000);
  expect(did).toHaveLength(2);
});

test("nothing follows a stop, nor the failure of the stream", () => {
  const stopped = start();
  stopped.command(OPEN, REST);
  stopped.work.stop();
  stopped.clock.increment(60_000);
  expect(stopped.did).toEqual(["open", "stop"]);
  const broken = start();
  broken.command(OPEN, REST);
  broken.say({ type: "stream.failed", stream: 1, code: 14, advice: "retry", message: "away" });
  broken.clock.increment(60_000);
  expect(broken.did).toEqual(["open"]);
  expect(broken.facts).toHaveLength(1);
});
