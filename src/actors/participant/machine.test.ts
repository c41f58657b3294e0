import { describe, expect, test } from "bun:test";
import { createActor, fromCallback, SimulatedClock, setup } from "xstate";
import { PARTICIPANT_TIMING } from "../../../test/support/settings.ts";
import type { ParticipantInput, ParticipantTiming } from "./context.ts";
import type { ParticipantCommand, ParticipantReport } from "./events.ts";
import { participantMachine } from "./machine.ts";
import type { RecognizerCommand, RecognizerFact, RecognizerInput } from "./recognizer.ts";

/** A participant under a parent that keeps its reports, with a recogniser whose facts the test speaks. */
function startParticipant(timing: Partial<ParticipantTiming> = {}) {
  const clock = new SimulatedClock();
  const commands: string[] = [];
  const reports: ParticipantReport[] = [];
  let say: (fact: RecognizerFact) => void = () => {
    throw new Error("no recogniser runs");
  };
  let recognizers = 0;
  const recognizer = fromCallback<RecognizerCommand, RecognizerInput>(({ sendBack, receive }) => {
    recognizers += 1;
    say = sendBack;
    receive((command) => commands.push(command.type.replace("recognizer.", "")));
    return () => {
      recognizers -= 1;
    };
  });
  const child = participantMachine.provide({ actors: { recognizer } });
  const input: ParticipantInput = {
    callKey: "five9-1",
    speaker: "customer",
    timing: { ...PARTICIPANT_TIMING, ...timing },
  };
  const parentMachine = setup({
    types: { events: {} as ParticipantReport },
    actors: { child },
  }).createMachine({
    invoke: { id: "p", src: "child", input },
    on: { "*": { actions: ({ event }) => reports.push(event) } },
  });
  const parent = createActor(parentMachine, { clock }).start();
  const participant = () => {
    const ref = parent.getSnapshot().children.p;
    if (!ref) throw new Error("participant is gone");
    return ref;
  };
  const states: () => unknown = () => participant().getSnapshot().value;
  return {
    clock,
    commands,
    reports,
    send: (event: ParticipantCommand) => participant().send(event),
    say: (fact: RecognizerFact) => say(fact),
    state: states,
    context: () => participant().getSnapshot().context,
    runningRecognizers: () => recognizers,
    toRecognizing() {
      this.send({ type: "participant.start", conversationName: "projects/p/locations/l/conversations/c" });
      this.say({ type: "stream.opened", stream: 1, fromMs: 0 });
    },
  };
}

const failed = (advice: "restart" | "retry" | "quiet" | "fatal", code = 14): RecognizerFact => ({
  type: "stream.failed",
  stream: 1,
  code,
  advice,
  message: "stated by the test",
});

describe("participant", () => {
  test("opens a stream when started and recognises once it is open", () => {
    const p = startParticipant();
    expect(p.state()).toBe("idle");
    p.toRecognizing();
    expect(p.state()).toEqual({ engaged: { recognizing: "fresh" } });
    expect(p.commands).toEqual(["open"]);
  });

  test("rolls over at the first final after the stream has aged", () => {
    const p = startParticipant({ rollOverAfterMs: 1_000, rollOverLatestMs: 5_000 });
    p.toRecognizing();
    p.say({ type: "stream.final", stream: 1, endMs: 400 });
    expect(p.commands).toEqual(["open"]);
    p.clock.increment(1_000);
    expect(p.state()).toEqual({ engaged: { recognizing: "aging" } });
    p.say({ type: "stream.final", stream: 1, endMs: 1_700 });
    expect(p.state()).toEqual({ engaged: "rollingOver" });
    expect(p.commands).toEqual(["open", "cut"]);
    p.say({ type: "stream.opened", stream: 2, fromMs: 1_700 });
    expect(p.state()).toEqual({ engaged: { recognizing: "fresh" } });
    expect(p.context().recognizedToMs).toBe(1_700);
  });

  test("rolls over without a final when the stream reaches its latest age", () => {
    const p = startParticipant({ rollOverAfterMs: 1_000, rollOverLatestMs: 5_000 });
    p.toRecognizing();
    p.clock.increment(1_000);
    p.clock.increment(3_999);
    expect(p.commands).toEqual(["open"]);
    p.clock.increment(1);
    expect(p.commands).toEqual(["open", "cut"]);
  });

  test("a stream that is full is renewed at once, however young; a late word of it changes nothing", () => {
    const p = startParticipant({ rollOverAfterMs: 1_000, rollOverLatestMs: 5_000 });
    p.toRecognizing();
    p.say({ type: "stream.full", stream: 1 });
    expect(p.state()).toEqual({ engaged: "rollingOver" });
    p.say({ type: "stream.full", stream: 1 });
    p.say({ type: "stream.opened", stream: 2, fromMs: 55_000 });
    expect(p.commands).toEqual(["open", "cut"]);
    expect(p.context()).toMatchObject({ rollOvers: 1, recoveries: 0 });
  });

  test("a stream limit restarts at once, a fault backs off and grows until the cap", () => {
    const p = startParticipant({ backoffBaseMs: 100, backoffCapMs: 400 });
    p.toRecognizing();
    p.say(failed("restart", 11));
    p.clock.increment(0);
    expect(p.commands).toEqual(["open", "open"]);
    let opens = 2;
    for (const ceilingMs of [200, 400, 400]) {
      p.say(failed("retry"));
      expect(p.state()).toEqual({ engaged: "recovering" });
      p.clock.increment(ceilingMs / 2 - 1);
      expect(p.commands).toHaveLength(opens);
      p.clock.increment(ceilingMs / 2 + 1);
      opens += 1;
      expect(p.commands).toHaveLength(opens);
    }
  });

  test("gives up after the recovery deadline and says so once", () => {
    const p = startParticipant({ recoveryDeadlineMs: 60_000, openDeadlineMs: 2_000 });
    p.toRecognizing();
    p.say(failed("retry"));
    for (let elapsedMs = 0; elapsedMs < 61_000; elapsedMs += 500) p.clock.increment(500);
    expect(p.state()).toBe("failed");
    expect(p.reports).toEqual([
      { type: "participant.failed", speaker: "customer", code: 4, message: "recovery took too long" },
    ]);
    expect(p.runningRecognizers()).toBe(0);
  });

  test("a healthy stream ends the recovery: the old deadline no longer counts", () => {
    const p = startParticipant({ recoveryDeadlineMs: 60_000, stableAfterMs: 10_000 });
    p.toRecognizing();
    p.say(failed("retry"));
    p.clock.increment(500);
    p.say({ type: "stream.opened", stream: 2, fromMs: 0 });
    p.clock.increment(10_000);
    expect(p.context().failuresInRow).toBe(0);
    p.clock.increment(100_000);
    expect(p.state()).toEqual({ engaged: { recognizing: "fresh" } });
  });

  test("pausing half-closes, fetches the last words, and resumes with a new stream", () => {
    const p = startParticipant();
    p.toRecognizing();
    p.send({ type: "participant.pause" });
    expect(p.state()).toEqual({ engaged: { paused: "draining" } });
    p.say({ type: "stream.final", stream: 1, endMs: 900 });
    p.say({ type: "stream.drained", stream: 1 });
    expect(p.state()).toEqual({ engaged: { paused: "quiet" } });
    p.send({ type: "participant.resume" });
    expect(p.commands).toEqual(["open", "halfClose", "open"]);
    expect(p.context().recognizedToMs).toBe(900);
  });

  test("a stream that breaks while it drains is replayed before the participant rests", () => {
    const p = startParticipant();
    p.toRecognizing();
    p.send({ type: "participant.pause" });
    p.say(failed("restart"));
    p.clock.increment(0);
    p.say({ type: "stream.opened", stream: 2, fromMs: 0 });
    expect(p.state()).toEqual({ engaged: { paused: "draining" } });
    expect(p.commands).toEqual(["open", "halfClose", "open", "halfClose"]);
  });

  test("stopping waits for the last words", () => {
    const p = startParticipant();
    p.toRecognizing();
    p.send({ type: "participant.stop" });
    expect(p.state()).toEqual({ engaged: "stopping" });
    p.say({ type: "stream.final", stream: 1, endMs: 2_000 });
    expect(p.reports).toEqual([]);
    p.say({ type: "stream.drained", stream: 1 });
    expect(p.reports[0]).toMatchObject({
      type: "participant.stopped",
      speaker: "customer",
      lastWords: "arrived",
      facts: { streams: 1, finals: 1, recognizedToMs: 2_000 },
    });
  });

  test("stopping ends at its deadline even when the upstream never answers", () => {
    const p = startParticipant({ lastWordsDeadlineMs: 3_000 });
    p.toRecognizing();
    p.say(failed("retry"));
    p.send({ type: "participant.stop" });
    p.clock.increment(3_000);
    expect(p.reports[0]).toMatchObject({
      type: "participant.stopped",
      speaker: "customer",
      lastWords: "timedOut",
    });
    expect(p.runningRecognizers()).toBe(0);
  });

  test("a stop during recovery first replays what was said, then stops", () => {
    const p = startParticipant();
    p.toRecognizing();
    p.say(failed("restart"));
    p.send({ type: "participant.stop" });
    p.clock.increment(0);
    p.say({ type: "stream.opened", stream: 2, fromMs: 0 });
    expect(p.commands).toEqual(["open", "open", "halfClose"]);
  });

  test("a completed conversation stops it without alarm, a refusal fails it aloud", () => {
    const quiet = startParticipant();
    quiet.toRecognizing();
    quiet.say(failed("quiet", 9));
    expect(quiet.reports[0]).toMatchObject({ type: "participant.stopped", lastWords: "abandoned" });
    const fatal = startParticipant();
    fatal.toRecognizing();
    fatal.say(failed("fatal", 3));
    expect(fatal.reports[0]).toMatchObject({ type: "participant.failed", code: 3 });
  });

  test("a participant told to pause before its start rests until it is resumed", () => {
    const p = startParticipant();
    p.send({ type: "participant.pause" });
    p.send({ type: "participant.start", conversationName: "projects/p/conversations/c" });
    expect(p.state()).toEqual({ engaged: { paused: "quiet" } });
    expect(p.commands).toEqual([]);
    p.send({ type: "participant.resume" });
    expect(p.commands).toEqual(["open"]);
  });
});

test("a failed participant that was told to rest in between runs when it is started again", () => {
  const p = startParticipant();
  p.toRecognizing();
  p.say(failed("fatal", 7));
  // Its leg was closed for the failure; a new one brings the start.
  p.send({ type: "participant.pause" });
  p.send({ type: "participant.start", conversationName: "projects/p/locations/l/conversations/c" });
  expect(p.state()).toEqual({ engaged: "starting" });
});

test("a speaker on hold does not fail, however long ago a stream broke", () => {
  const p = startParticipant({ recoveryDeadlineMs: 600_000, lastWordsDeadlineMs: 20_000 });
  p.toRecognizing();
  p.say({ type: "stream.failed", stream: 1, code: 14, advice: "retry", message: "stated by the test" });
  p.clock.increment(1_000);
  p.send({ type: "participant.pause" });
  p.say({ type: "stream.opened", stream: 2, fromMs: 0 });
  p.say({ type: "stream.drained", stream: 2 });
  expect(p.state()).toEqual({ engaged: { paused: "quiet" } });
  p.clock.increment(700_000);
  expect(p.state()).toEqual({ engaged: { paused: "quiet" } });
});

test("a stream that breaks after a rest is recovered within a deadline of its own", () => {
  const p = startParticipant({ recoveryDeadlineMs: 600_000 });
  const broken = { type: "stream.failed", code: 14, advice: "retry", message: "stated by the test" } as const;
  p.toRecognizing();
  p.say({ ...broken, stream: 1 });
  // The process ends here, and its timers with it.
  p.send({ type: "participant.restored" });
  p.send({ type: "participant.resume" });
  p.say({ ...broken, stream: 2 });
  expect(p.context().failuresInRow).toBe(1);
  p.clock.increment(1_300_000);
  expect(p.reports.at(-1)).toMatchObject({ type: "participant.failed", message: "recovery took too long" });
});
