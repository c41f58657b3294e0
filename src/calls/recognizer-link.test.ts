/** Charts and recognisers that speak by messages only: in one process, and with a way between them that takes its time. */
import { describe, expect, test } from "bun:test";
import { createActor, setup } from "xstate";
import { closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { PARTICIPANT_TIMING } from "../../test/support/settings.ts";
import { CATALOGUE } from "../actors/catalogue.ts";
import type { ParticipantReport } from "../actors/participant/events.ts";
import { participantMachine } from "../actors/participant/machine.ts";
import type { BeginRecognizer, RecognizerNews, RecognizerOrder } from "../actors/participant/recognizer.ts";
import { localRecognizers, RecognizerHost } from "./recognizer-host.ts";
import { linkedRecognizer, type RecognizerLink } from "./recognizer-link.ts";

function startParticipant(link: RecognizerLink) {
  const reports: ParticipantReport[] = [];
  const participant = participantMachine.provide({ actors: { recognizer: linkedRecognizer(link) } });
  const call = createActor(
    setup({ types: { events: {} as ParticipantReport }, actors: { participant } }).createMachine({
      invoke: {
        id: "participant",
        src: "participant",
        input: { callKey: "five9-1", speaker: "agent", timing: PARTICIPANT_TIMING },
      },
      on: { "*": { actions: ({ event }) => reports.push(event) } },
    }),
  ).start();
  const chart = call.getSnapshot().children.participant;
  if (chart === undefined) throw new Error("no participant");
  chart.send({ type: "participant.start", conversationName: "projects/p/conversations/c" });
  return { chart, reports, call };
}

/** Answers each command as a healthy upstream would, at once. */
function healthy(did: string[]): BeginRecognizer {
  return ({ speaker }, report) => {
    let stream = 0;
    did.push(`${speaker} begins`);
    return {
      receive({ type }) {
        did.push(type);
        if (type === "recognizer.halfClose") report({ type: "stream.drained", stream });
        else report({ type: "stream.opened", stream: ++stream, fromMs: 0 });
      },
      stop: () => did.push("stop"),
    };
  };
}

/** A way as between two processes: copies, each delivered on a later turn, in order. */
function farRecognizers(begin: BeginRecognizer) {
  const listeners = new Map<string, (news: RecognizerNews) => void>();
  const toHost = new MessageChannel();
  const toChart = new MessageChannel();
  const host = new RecognizerHost(begin, (news) => toChart.port1.postMessage(news));
  toHost.port2.onmessage = ({ data }: MessageEvent<RecognizerOrder>) => host.receive(data);
  toChart.port2.onmessage = ({ data }: MessageEvent<RecognizerNews>) => listeners.get(data.id)?.(data);
  return {
    host,
    link: {
      post: (order) => toHost.port1.postMessage(order),
      onNews(id, listener) {
        listeners.set(id, listener);
        return () => listeners.delete(id);
      },
    } satisfies RecognizerLink,
    close() {
      for (const { port1, port2 } of [toHost, toChart]) {
        port1.close();
        port2.close();
      }
    },
  };
}

describe("a recogniser behind messages", () => {
  test("hears every command, and tells every fact, as plain data, in a call that needs them all", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.fact("agent", { type: "stream.final", stream: 1, endMs: 1_000, behindMs: 200, via: "event" });
    call.fact("agent", { type: "stream.full", stream: 1 });
    call.deliver({ type: "transcript.finalized", participantId: "p", endSeconds: 1.5, publishedAtMs: null });
    call.fact("agent", { type: "stream.failed", stream: 2, code: 14, advice: "retry", message: "away" });
    call.clock.increment(PARTICIPANT_TIMING.backoffCapMs);
    call.deliver(closeLeg("a", "agent"));
    await call.settle();
    const all = Object.keys(CATALOGUE).filter((type) => /^(?:recognizer|stream)\./.test(type));
    expect([...call.recognizers.seen].toSorted()).toEqual(all.toSorted());
  });

  test("in this process each message arrives before the call that sends it returns", () => {
    const did: string[] = [];
    const { chart, call } = startParticipant(localRecognizers(healthy(did)));
    expect(chart.getSnapshot().value).toEqual({ engaged: { recognizing: "fresh" } });
    chart.send({ type: "participant.rollOver" });
    expect(chart.getSnapshot().context).toMatchObject({ streams: 2, rollOvers: 1 });
    chart.send({ type: "participant.stop" });
    expect(did).toEqual([
      ...["agent begins", "recognizer.open", "recognizer.cut", "recognizer.halfClose", "stop"],
    ]);
    call.stop();
  });

  test("over a way that takes its time the same is done in the same order", async () => {
    const did: string[] = [];
    const far = farRecognizers(healthy(did));
    const { chart, reports, call } = startParticipant(far.link);
    expect(chart.getSnapshot().value).toEqual({ engaged: "starting" });
    const stopped = Promise.withResolvers<void>();
    chart.subscribe({
      next: ({ value, context }) => {
        if (!Bun.deepEquals(value, { engaged: { recognizing: "fresh" } })) return;
        if (context.streams === 1) chart.send({ type: "participant.rollOver" });
        else if (!context.stopRequested) chart.send({ type: "participant.stop" });
      },
      complete: stopped.resolve,
    });
    await stopped.promise;
    expect(reports[0]).toMatchObject({ type: "participant.stopped", lastWords: "arrived" });
    expect(did).toEqual([...["agent begins", "recognizer.open", "recognizer.cut", "recognizer.halfClose"]]);
    call.stop();
    far.close();
  });
});

describe("a recogniser that breaks down", () => {
  const broken = { type: "participant.failed", code: 13, message: "the recogniser broke down" };
  const thrown = () => {
    throw new Error("a defect");
  };
  const atBegin: BeginRecognizer = thrown;
  const stops: string[] = [];
  const atCommand: BeginRecognizer = () => ({ receive: thrown, stop: () => stops.push("stop") });

  test.each([
    ["when it begins", atBegin],
    ["when it is commanded", atCommand],
  ])("fails its participant %s, in this process and far away", async (_when, begin) => {
    const near = startParticipant(localRecognizers(begin));
    expect(near.reports).toMatchObject([broken]);
    near.call.stop();
    const far = farRecognizers(begin);
    const { chart, reports, call } = startParticipant(far.link);
    const failed = Promise.withResolvers<void>();
    chart.subscribe(({ value }) => {
      if (value === "failed") failed.resolve();
    });
    await failed.promise;
    expect(reports).toMatchObject([broken]);
    call.stop();
    far.close();
  });

  test("is stopped all the same", () => {
    stops.length = 0;
    const { call } = startParticipant(localRecognizers(atCommand));
    expect(stops).toHaveLength(1);
    call.stop();
    expect(stops).toHaveLength(1);
  });
});

test("a recogniser begun for a speaker whose former chart is lost goes on, and answers to the new chart alone", () => {
  const did: string[] = [];
  const news: RecognizerNews[] = [];
  const host = new RecognizerHost(healthy(did), (one) => news.push(one));
  const input = { callKey: "five9-1", speaker: "agent", conversationName: "c" } as const;
  host.receive({ type: "begin", id: "former", input });
  host.receive({ type: "begin", id: "other", input: { ...input, callKey: "five9-2" } });
  host.receive({ type: "begin", id: "new", input });
  host.receive({ type: "stop", id: "former" });
  host.receive({ type: "command", id: "former", command: { type: "recognizer.cut" } });
  host.receive({ type: "command", id: "new", command: { type: "recognizer.open" } });
  expect(did).toEqual(["agent begins", "agent begins", "recognizer.open"]);
  expect(news.map(({ id }) => id)).toEqual(["new"]);
  expect(host.speakersOf("five9-1")).toEqual(["agent"]);
  host.receive({ type: "stop", id: "new" });
  expect(host.speakersOf("five9-1")).toEqual([]);
});

test("a host that closes stops whatever is at work", () => {
  const did: string[] = [];
  const host = new RecognizerHost(healthy(did), () => {});
  const input = { callKey: "five9-1", speaker: "agent", conversationName: "c" } as const;
  host.receive({ type: "begin", id: "1", input });
  host.close();
  host.receive({ type: "command", id: "1", command: { type: "recognizer.open" } });
  expect(did).toEqual(["agent begins", "stop"]);
});
