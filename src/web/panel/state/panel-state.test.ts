import { describe, expect, test } from "bun:test";
import { PREVIEW_RESULTS, previewCall } from "../../../../test/support/preview-call.ts";
import { type AssistEvent, shownForm } from "../../../assist/event.ts";
import { phaseOf, recognitionTroubles } from "./call.ts";
import { INITIAL_STATE, knownSequence, type PanelState, reducePanel } from "./panel-state.ts";
import { readEvent } from "./read-event.ts";
import { currentReplies, kindCounts, unreadCount, visibleCards } from "./suggestions.ts";
import { interimsOf } from "./transcript.ts";

const NAME = "projects/p/locations/global/conversations/five9-1";

/** Feeds an event as the server would send it. */
function take(state: PanelState, event: AssistEvent, sequence: number | null): PanelState {
  const sent: unknown = JSON.parse(JSON.stringify(shownForm(event, sequence)));
  const shown = readEvent(sent);
  if (shown === undefined) throw new Error("The event was not readable");
  return reducePanel(state, { type: "event.received", event: shown });
}

function play(events: AssistEvent[], state = INITIAL_STATE): PanelState {
  return events.reduce((so, event, index) => take(so, event, index + 1), state);
}

const texts = (state: PanelState) => state.transcript.messages.map((message) => message.text);
const interimTexts = (state: PanelState) => interimsOf(state.transcript).map((interim) => interim.text);
const call = () => previewCall(NAME, 1_000_000);

test("another life of the call's id begins with nothing, and its log is read from the start", () => {
  const { says } = call();
  const before = play([says("END_USER", "of before")]);
  expect(knownSequence(before)).toBe(1);
  const begun = reducePanel(before, { type: "episode.begun", episode: 2 });
  expect([texts(begun), knownSequence(begun)]).toEqual([[], 0]);
  const after = play([says("END_USER", "of now")], begun);
  expect(texts(after)).toEqual(["of now"]);
  // Told again after a break: what is known stays, and what the log repeats is known.
  const again = play([says("END_USER", "of now")], reducePanel(after, { type: "episode.begun", episode: 2 }));
  expect([texts(again), knownSequence(again)]).toEqual([["of now"], 0]);
});

describe("transcript", () => {
  test("keeps messages in the order of speaking, whatever order they come in", () => {
    const { says } = call();
    const [first, second, third] = [
      says("END_USER", "one"),
      says("HUMAN_AGENT", "two"),
      says("END_USER", "three"),
    ];
    expect(texts(play([third, first, second]))).toEqual(["one", "two", "three"]);
  });

  test("shows a replayed log once", () => {
    const { says, suggests } = call();
    const events = [says("END_USER", "one"), suggests(PREVIEW_RESULTS.replies), says("HUMAN_AGENT", "two")];
    const once = play(events);
    const twice = play(events, once);
    expect(texts(twice)).toEqual(["one", "two"]);
    expect(visibleCards(twice.suggestions)).toHaveLength(1);
    expect(twice.position.contiguous).toBe(3);
  });

  test("replaces interim text by its final and drops an interim that comes late", () => {
    const { says, interim } = call();
    let state = take(INITIAL_STATE, interim("END_USER", "u1", "I was char"), null);
    expect(interimTexts(state)).toEqual(["I was char"]);
    state = take(state, says("END_USER", "I was charged twice.", { utteranceId: "u1" }), 1);
    expect(interimTexts(state)).toEqual([]);
    state = take(state, interim("END_USER", "u1", "I was charged"), null);
    expect(interimTexts(state)).toEqual([]);
    state = take(state, interim("END_USER", "u2", "And"), null);
    expect(interimTexts(state)).toEqual(["And"]);
  });

  test("keeps the other speaker's and the next utterance's interim when a final comes", () => {
    const { says, interim } = call();
    let state = take(INITIAL_STATE, interim("END_USER", "u2", "the next thing"), null);
    state = take(state, interim("HUMAN_AGENT", "a1", "one moment"), null);
    state = take(state, says("END_USER", "I was charged twice.", { utteranceId: "u1" }), 1);
    expect(interimTexts(state)).toEqual(["the next thing", "one moment"]);
  });

  test("ends an interim whose id the message does not share by its words", () => {
    const { says, interim } = call();
    let state = take(INITIAL_STATE, interim("END_USER", "recognizer-7", "i was charged"), null);
    state = take(state, says("END_USER", "I was charged twice.", { utteranceId: "message-9" }), 1);
    expect(interimTexts(state)).toEqual([]);
    state = take(state, interim("END_USER", "recognizer-7", "I was charged twice"), null);
    expect(interimTexts(state)).toEqual([]);
  });

  test("does not let a final recognition result of a shown message come back as interim", () => {
    const { says, interim } = call();
    const spoken = says("END_USER", "I was charged twice.", { utteranceId: "message-9" });
    const result = interim("END_USER", "recognizer-7", "I was charged twice.");
    if (result.type !== "transcript.interim") throw new Error(result.type);
    const final: AssistEvent = { ...result, type: "transcript.final", offset: null };
    expect(interimTexts(play([spoken, final]))).toEqual([]);
    expect(interimTexts(play([final, spoken]))).toEqual([]);
  });

  test("forgets interim text when the connection breaks", () => {
    let state = reducePanel(INITIAL_STATE, { type: "connection.changed", connection: { status: "live" } });
    state = take(state, call().interim("END_USER", "u1", "half a sen"), null);
    state = reducePanel(state, { type: "connection.changed", connection: { status: "offline" } });
    expect(interimTexts(state)).toEqual([]);
  });
});

describe("position in the log", () => {
  test("asks again from a gap and closes it by what was ahead", () => {
    const { says } = call();
    const [one, two, three] = [says("END_USER", "1"), says("END_USER", "2"), says("END_USER", "3")];
    let state = take(INITIAL_STATE, one, 1);
    state = take(state, three, 3);
    expect(state.position.contiguous).toBe(1);
    state = take(state, two, 2);
    expect(state.position.contiguous).toBe(3);
    expect(texts(state)).toEqual(["1", "2", "3"]);
  });

  test("knows an event without a sequence by its Pub/Sub id", () => {
    const suggestion = call().suggests(PREVIEW_RESULTS.faq);
    const state = take(take(INITIAL_STATE, suggestion, null), suggestion, null);
    expect(visibleCards(state.suggestions)).toHaveLength(1);
  });

  test("what is no event, or of a kind this page does not know, is not taken", () => {
    for (const raw of [
      "not json",
      [],
      null,
      7,
      undefined,
      {},
      { type: 1 },
      { type: "toString", sequence: 1 },
    ]) {
      expect(readEvent(raw)).toBeUndefined();
    }
  });
});

describe("suggestions", () => {
  test("are newest first, and those of one event in their order", () => {
    const { suggests } = call();
    const state = play([
      suggests(PREVIEW_RESULTS.articles, PREVIEW_RESULTS.faq),
      suggests(PREVIEW_RESULTS.replies),
    ]);
    expect(visibleCards(state.suggestions).map((card) => card.content.kind)).toEqual([
      "replies",
      "articles",
      "faq",
    ]);
  });

  test("can be filtered, read, dismissed and brought back", () => {
    const { suggests } = call();
    let state = play([suggests(PREVIEW_RESULTS.faq), suggests(PREVIEW_RESULTS.replies)]);
    const [replies, faq] = visibleCards(state.suggestions);
    if (replies === undefined || faq === undefined) throw new Error("Two cards were expected");
    expect(unreadCount(state.suggestions)).toBe(2);
    state = reducePanel(state, { type: "cards.read", ids: [faq.id] });
    expect(unreadCount(state.suggestions)).toBe(1);
    state = reducePanel(state, { type: "filter.chosen", filter: "faq" });
    expect(visibleCards(state.suggestions)).toEqual([faq]);
    expect(currentReplies(state.suggestions)).toBeUndefined();
    state = reducePanel(state, { type: "card.dismissed", id: faq.id });
    expect([...kindCounts(state.suggestions)]).toEqual([["replies", 1]]);
    state = reducePanel(state, { type: "card.dismissalUndone" });
    expect([...kindCounts(state.suggestions)]).toEqual([
      ["replies", 1],
      ["faq", 1],
    ]);
  });

  test("a filter whose last card is dismissed goes back to all", () => {
    const { suggests } = call();
    let state = play([suggests(PREVIEW_RESULTS.faq), suggests(PREVIEW_RESULTS.replies)]);
    state = reducePanel(state, { type: "filter.chosen", filter: "replies" });
    const [replies] = visibleCards(state.suggestions);
    state = reducePanel(state, { type: "card.dismissed", id: replies?.id ?? "" });
    expect(state.suggestions.filter).toBeUndefined();
    expect(visibleCards(state.suggestions)).toHaveLength(1);
  });

  test("the number keys mean the newest set of replies", () => {
    const { suggests } = call();
    const older = { suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: "older" }] } };
    const newer = { suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: "newer" }] } };
    expect(currentReplies(play([suggests(older), suggests(newer)]).suggestions)?.replies).toEqual(["newer"]);
  });

  test("read and dismissed marks of before a reload hold for the replayed cards", () => {
    const { suggests } = call();
    const events = [suggests(PREVIEW_RESULTS.faq), suggests(PREVIEW_RESULTS.replies)];
    const [replies, faq] = visibleCards(play(events).suggestions);
    const reloaded = reducePanel(INITIAL_STATE, {
      type: "cards.restored",
      read: [replies?.id ?? ""],
      dismissed: [faq?.id ?? ""],
    });
    const state = play(events, reloaded);
    expect(visibleCards(state.suggestions).map((card) => card.id)).toEqual([replies?.id ?? ""]);
    expect(unreadCount(state.suggestions)).toBe(0);
  });
});

describe("call phase", () => {
  const withState = (raw: unknown, state = INITIAL_STATE) =>
    reducePanel(state, { type: "callState.received", raw });

  test("follows lifecycle events where the server pushes no state", () => {
    const { started, finished } = call();
    expect(phaseOf(INITIAL_STATE.call)).toBe("waiting");
    expect(phaseOf(play([started()]).call)).toBe("inProgress");
    const ended = play([started(), finished()]).call;
    expect(phaseOf(ended)).toBe("ended");
    expect(ended.finishedMs).toBeNumber();
  });

  test("a first word alone shows that the call runs", () => {
    expect(phaseOf(play([call().says("END_USER", "hello")]).call)).toBe("inProgress");
  });

  test("follows the pushed state: waiting, held, failed, over", () => {
    expect(phaseOf(withState({ media: "awaiting" }).call)).toBe("waiting");
    expect(phaseOf(withState({ media: "streaming" }).call)).toBe("inProgress");
    expect(phaseOf(withState({ media: "held", conversation: "open" }).call)).toBe("onHold");
    expect(phaseOf(withState({ media: "gone", conversation: "completed" }).call)).toBe("ended");
    const failed = withState({
      media: "streaming",
      conversation: "failed",
      failure: { code: "X", message: "m" },
    });
    expect(phaseOf(failed.call)).toBe("failed");
    expect(failed.call.failure).toEqual({ code: "X", message: "m" });
  });

  test("a call that the server sees running is not ended by an early finished event", () => {
    const { started, finished } = call();
    const running = withState({ media: "streaming", conversation: "open" }, play([started(), finished()]));
    expect(phaseOf(running.call)).toBe("inProgress");
    expect(phaseOf(withState({ media: "draining", conversation: "open" }, running).call)).toBe("ended");
  });

  test("names the speakers who are not heard", () => {
    const { call: status } = withState({
      media: "streaming",
      participants: { agent: "recognizing", customer: "recovering", supervisor: "paused" },
    });
    expect(recognitionTroubles(status)).toEqual([
      { speaker: "customer", trouble: "recovering" },
      { speaker: "supervisor", trouble: "paused" },
    ]);
  });

  test("names the speakers whose audio the phone system lost, whatever their recognition does", () => {
    const { call: status } = withState({
      media: "streaming",
      participants: { agent: "recognizing", customer: "paused" },
      awaitedBack: ["customer"],
    });
    expect(recognitionTroubles(status)).toEqual([{ speaker: "customer", trouble: "awaited" }]);
    expect(withState({ media: "streaming", awaitedBack: "customer" }).call.awaitedBack).toEqual([]);
  });

  test("malformed pushes are read as nothing known", () => {
    for (const raw of [null, 3, "text", [], { media: 7, participants: "none", failure: [] }]) {
      expect(phaseOf(withState(raw).call)).toBe("waiting");
    }
  });
});
