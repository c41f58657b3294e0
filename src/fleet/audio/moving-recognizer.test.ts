/** One recogniser that follows its speaker between instances. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { RecognizerFact, RecognizerOrder } from "../../actors/participant/recognizer.ts";
import { MovingRecognizer } from "./moving-recognizer.ts";

const INPUT = { callKey: "c", speaker: "agent", conversationName: "n" } as const;

function start() {
  const clock = new SimulatedClock();
  const did: string[] = [];
  const yielded: string[] = [];
  const told: RecognizerFact[] = [];
  const recognizer = new MovingRecognizer({
    id: "1",
    input: INPUT,
    at: "A",
    post: (instance, order) => {
      if (order.type === "yield") yielded.push(`${instance} to ${order.to}`);
      else did.push(`${instance} ${nameOf(order)}`);
    },
    tell: (news) => {
      if (news.type === "fact") told.push(news.fact);
    },
    clock,
  });
  recognizer.begin();
  const say = (instance: string, fact: RecognizerFact) =>
    recognizer.hear({ type: "fact", id: "1", fact }, instance);
  return { clock, did, yielded, told, recognizer, say };
}

const nameOf = (order: RecognizerOrder) =>
  order.type === "command" ? order.command.type.split(".")[1] : order.type;
const opened = (stream: number) => ({ type: "stream.opened", stream, fromMs: 0 }) as const;

test("the former instance drains before the next one begins, and the chart sees one more stream", () => {
  const { did, yielded, told, recognizer, say } = start();
  recognizer.command({ type: "recognizer.open" });
  say("A", opened(2));
  recognizer.follow("B");
  recognizer.follow("B");
  expect(yielded).toEqual(["A to B"]);
  expect(did).toEqual(["A begin", "A open", "A halfClose"]);
  say("A", { type: "stream.final", stream: 2, endMs: 900 });
  say("A", { type: "stream.drained", stream: 2 });
  expect(did.slice(3)).toEqual(["A stop", "B begin", "B open"]);
  say("B", opened(1));
  say("A", { type: "stream.failed", stream: 2, code: 1, advice: "retry", message: "" });
  expect(told.map(({ type, stream }) => [type, stream])).toEqual([
    ["stream.opened", 2],
    ["stream.final", 2],
    ["stream.opened", 3],
  ]);
});

test("what the chart asks for meanwhile is done where the speaker then is", () => {
  const { did, recognizer, say } = start();
  recognizer.command({ type: "recognizer.open" });
  say("A", opened(1));
  recognizer.follow("B");
  recognizer.command({ type: "recognizer.cut" });
  recognizer.command({ type: "recognizer.halfClose" });
  recognizer.follow("C");
  say("A", { type: "stream.drained", stream: 1 });
  expect(did.slice(3)).toEqual(["A stop", "C begin", "C halfClose"]);
});

test("a speaker who moves in a pause is begun there, and nothing more until the chart asks for it", () => {
  const { did, told, recognizer, say } = start();
  recognizer.command({ type: "recognizer.open" });
  say("A", opened(1));
  recognizer.command({ type: "recognizer.halfClose" });
  say("A", { type: "stream.drained", stream: 1 });
  recognizer.follow("B");
  say("A", { type: "stream.drained", stream: 1 });
  expect(did.slice(3)).toEqual(["A halfClose", "A stop", "B begin"]);
  expect(told.map(({ type }) => type)).toEqual(["stream.opened", "stream.drained"]);
  recognizer.command({ type: "recognizer.open" });
  expect(did.at(-1)).toBe("B open");
});

test("a drain that breaks is tried again, and given up in the end", () => {
  const { clock, did, told, recognizer, say } = start();
  recognizer.command({ type: "recognizer.open" });
  recognizer.follow("B");
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    say("A", { type: "stream.failed", stream: attempt, code: 14, advice: "retry", message: "away" });
    clock.increment(5_000);
  }
  expect(did).toEqual([
    ...["A begin", "A open", "A halfClose", "A open", "A halfClose", "A open", "A halfClose"],
    ...["A stop", "B begin", "B open"],
  ]);
  expect(told).toEqual([]);
});

test("an instance that does not answer is left after a while", () => {
  const { clock, did, recognizer } = start();
  recognizer.command({ type: "recognizer.open" });
  recognizer.follow("B");
  clock.increment(15_000);
  expect(did.slice(3)).toEqual(["A stop", "B begin", "B open"]);
  clock.increment(60_000);
  expect(did).toHaveLength(6);
});

test("with an instance that is gone a wanted stream has failed, and a drain is over", () => {
  const streaming = start();
  streaming.recognizer.command({ type: "recognizer.open" });
  streaming.say("A", opened(1));
  streaming.recognizer.lost("A", "self");
  expect(streaming.told.at(-1)).toMatchObject({ type: "stream.failed", advice: "retry" });
  expect(streaming.did.slice(2)).toEqual(["self begin"]);
  const draining = start();
  draining.recognizer.command({ type: "recognizer.open" });
  draining.recognizer.command({ type: "recognizer.halfClose" });
  draining.recognizer.lost("A", "self");
  expect(draining.did.slice(3)).toEqual(["self begin", "self halfClose"]);
  draining.say("self", { type: "stream.drained", stream: 0 });
  expect(draining.told.at(-1)).toMatchObject({ type: "stream.drained" });
});

test("a recogniser that moves and is stopped asks for nothing more", () => {
  const { clock, did, recognizer } = start();
  recognizer.command({ type: "recognizer.open" });
  recognizer.follow("B");
  recognizer.stop();
  clock.increment(60_000);
  expect(did).toEqual(["A begin", "A open", "A halfClose", "A stop"]);
});

/** Its instance A is gone, and its leg with it: the chart has told it to rest. */
function startWithoutInstance() {
  const scene = start();
  const { did, recognizer, say } = scene;
  recognizer.command({ type: "recognizer.open" });
  say("A", opened(1));
  recognizer.gone("A");
  recognizer.command({ type: "recognizer.halfClose" });
  recognizer.lost("A", "self");
  say("self", { type: "stream.drained", stream: 0 });
  expect(did).toEqual(["A begin", "A open", "self begin", "self halfClose"]);
  return scene;
}

test("an instance that is gone is ordered nothing: one that only stood still goes on with what it has", () => {
  const { clock, did, told, recognizer, say } = startWithoutInstance();
  recognizer.follow("A");
  recognizer.command({ type: "recognizer.open" });
  say("self", { type: "stream.drained", stream: 0 });
  expect(did.slice(4)).toEqual(["self halfClose", "self stop", "A begin", "A open"]);
  say("A", opened(2));
  expect(told.at(-1)).toMatchObject({ type: "stream.opened", stream: 3 });
  clock.increment(60_000);
  recognizer.stop();
  expect(did.slice(8)).toEqual(["A stop"]);
});

test("the order of drain and wish does not matter to one that is back", () => {
  const { clock, did, recognizer, say } = startWithoutInstance();
  recognizer.follow("A");
  say("self", { type: "stream.drained", stream: 0 });
  recognizer.command({ type: "recognizer.open" });
  clock.increment(60_000);
  expect(did.slice(4)).toEqual(["self halfClose", "self stop", "A begin", "A open"]);
});

test("one that is back where nothing is wanted any more rests after a moment", () => {
  const { clock, did, recognizer, say } = startWithoutInstance();
  recognizer.follow("A");
  say("self", { type: "stream.drained", stream: 0 });
  expect(did.slice(4)).toEqual(["self halfClose", "self stop", "A begin"]);
  clock.increment(500);
  expect(did.slice(7)).toEqual(["A halfClose"]);
});

test("what is stopped is stopped at an instance that is gone, too, should it only stand still", () => {
  const { did, recognizer } = startWithoutInstance();
  recognizer.stop();
  expect(did.slice(4)).toEqual(["self stop", "A stop"]);
});
