import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { callMachine } from "../../src/actors/call/machine.ts";
import { engaged } from "../../src/actors/call/participants.ts";
import { callSetup } from "../../src/actors/call/setup.ts";
import { participantMachine } from "../../src/actors/participant/machine.ts";
import { participantSetup } from "../../src/actors/participant/setup.ts";
import { findCounterexample, proveCalls } from "./prove-calls.ts";
import type { WorldOptions } from "./world-state.ts";

/** Few states, and enough for each of the mutations. */
const SMALLEST: WorldOptions = {
  name: "one speaker",
  legs: [{ legId: "leg", speaker: "agent", medium: "audio" }],
  recognition: "always",
  mostDesktops: 0,
  restarts: false,
  takeOvers: false,
  operators: false,
  holds: false,
  presence: false,
  reports: false,
  audio: "later",
};
const WITH_EVERYTHING: Partial<WorldOptions> = {
  mostDesktops: 1,
  operators: true,
  holds: true,
  reports: true,
};

/** For a machine that does much else; each takes less than a second, but for the unchanged one. */
setDefaultTimeout(600_000);

type Config = { [key: string]: unknown };

/** A copy of a chart's configuration in which the value at a path ("states.live.on.x.0") is another, or gone. */
function changed(config: object, path: string, value?: unknown): Config {
  const copy = copyOf(config) as Config;
  const keys = path.split("/");
  const last = keys.pop() ?? "";
  let at: Config = copy;
  for (const key of keys) at = at[key] as Config;
  if (!(last in at)) throw new Error(`the chart has nothing at ${path}`);
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
}

/** The shortest way to where a chart breaks the invariant; undefined if it does not. */
function wayTo(
  invariant: string,
  charts: object,
  more: Partial<WorldOptions> = {},
): readonly string[] | undefined {
  return findCounterexample(invariant, { ...SMALLEST, ...more }, charts)?.path;
}

const MEDIA = "states/live/states/media/states";
const CONVERSATION = "states/live/states/conversation/states";
const ENGAGED = "states/engaged/states";

const STOP_AT_DEADLINE = `${MEDIA}/draining/states/lastWords/after/lastWordsDeadline/actions/0`;

/** Two streams that bring the same voice. */
const ONE_VOICE = [
  { legId: "leg", speaker: "customer", medium: "audio" },
  { legId: "waiting leg", speaker: "customer", medium: "audio", standsBy: true },
] as const;

const TWO_LEGS: WorldOptions["legs"] = [
  { legId: "leg 1", speaker: "customer", medium: "text" },
  { legId: "leg 2", speaker: "customer", medium: "text" },
];

interface Mutation {
  invariant: string;
  path: string;
  /** An action that is taken out too. */
  without?: string;
  /** The replacement; absent if it is taken out. */
  value?: string;
  /** What has to be walked too for it to show. */
  more?: Partial<WorldOptions>;
}

/** What is changed in the call's chart, and the invariant that must be named. */
const CALL_MUTATIONS: readonly Mutation[] = [
  { invariant: "I1", path: `${CONVERSATION}/completing/invoke` },
  { invariant: "I2", path: `${CONVERSATION}/completing/invoke` },
  { invariant: "I3", path: `${MEDIA}/awaiting/after` },
  { invariant: "I3", path: `${MEDIA}/draining/states/grace/after` },
  {
    invariant: "I4",
    path: "states/live/on/call.end/actions/1",
    value: "noteEndReason",
    more: { operators: true },
  },
  // Both together: each of the two stops those that the other has left.
  { invariant: "I5", path: `${MEDIA}/draining/states/lastWords/entry`, without: STOP_AT_DEADLINE },
  { invariant: "I7", path: "states/live/on/leg.opened/0/guard", value: "isEndedForGood" },
  { invariant: "I8", path: "states/live/on/leg.held/actions", value: "changeLeg", more: { holds: true } },
  { invariant: "I9", path: "states/live/on/leg.resumed/actions", value: "changeLeg", more: { holds: true } },
  {
    invariant: "I13",
    path: "states/live/on/leg.opened/0/guard",
    value: "mediaGone",
    more: { operators: true },
  },
  { invariant: "I14", path: "states/live/states/assist/states/attended/always", more: { mostDesktops: 1 } },
  { invariant: "I16", path: `${CONVERSATION}/open/entry/2`, value: "clearFailure" },
  { invariant: "I16", path: `${MEDIA}/draining/states/lastWords/entry`, value: "stopEverybody" },
  { invariant: "I16", path: `${MEDIA}/draining/states/lastWords/on` },
  { invariant: "I16", path: `${CONVERSATION}/failed/entry` },
  {
    invariant: "I17",
    path: "states/live/on/leg.stillSilent/actions",
    value: "stay",
    more: { reports: true },
  },
  { invariant: "I17", path: "states/live/on/leg.opened/2/actions/0", value: "stay", more: { reports: true } },
  {
    invariant: "I18",
    path: "states/live/on/leg.holdDoubted/0/actions/1",
    value: "stay",
    more: { holds: true },
  },
  {
    invariant: "I20",
    path: "states/live/on/leg.closed/actions",
    value: "changeLeg",
    more: { legs: ONE_VOICE },
  },
  {
    invariant: "I20",
    path: "states/live/on/leg.held/actions/2",
    value: "stay",
    more: { legs: ONE_VOICE, holds: true },
  },
  {
    invariant: "I9",
    path: "states/live/on/leg.holdDoubted/0/actions/2",
    value: "stay",
    more: { holds: true },
  },
  { invariant: "I7", path: STOP_AT_DEADLINE, value: "stay" },
  {
    invariant: "I4",
    path: "states/live/on/call.restored/actions/2",
    value: "forgetLegs",
    more: { takeOvers: true },
  },
  {
    invariant: "I17",
    path: "states/live/on/call.restored/actions/6",
    value: "stay",
    more: { takeOvers: true, reports: true },
  },
  {
    invariant: "I21",
    path: "states/live/on/leg.closed/actions/2",
    value: "stopEverybody",
    more: { legs: TWO_LEGS, audio: "never" },
  },
];

const PARTICIPANT_MUTATIONS: readonly Mutation[] = [
  { invariant: "I6", path: "states/engaged/on/participant.stop/actions", value: "requestStop" },
  { invariant: "I8", path: `${ENGAGED}/recognizing/always`, more: { holds: true } },
  {
    invariant: "I10",
    path: `${ENGAGED}/recognizing/on/participant.rollOver`,
    value: "starting",
    more: { operators: true },
  },
  { invariant: "I11", path: `${ENGAGED}/recognizing/on/stream.failed` },
  { invariant: "I11", path: `${ENGAGED}/recovering/entry`, value: "countRecovery" },
  { invariant: "I12", path: `${ENGAGED}/paused/states/quiet/entry` },
  {
    invariant: "I9",
    path: "states/engaged/on/participant.restored/2/guard",
    value: "pauseRequested",
    more: { takeOvers: true },
  },
  {
    invariant: "I6",
    path: "states/engaged/on/participant.restored/0/actions",
    value: "noteHealthy",
    more: { takeOvers: true },
  },
];

describe("a chart that lacks something", () => {
  test("the unchanged one keeps every invariant in the same walk", () => {
    expect(proveCalls({ ...SMALLEST, ...WITH_EVERYTHING }).broken).toEqual([]);
  });

  test.each(CALL_MUTATIONS)("breaks $invariant: call, $path", ({ invariant, path, value, without, more }) => {
    const config = changed(callMachine.config, path, value);
    const call = callSetup.createMachine(
      (without === undefined ? config : changed(config, without, "stay")) as never,
    );
    const way = wayTo(invariant, { call }, more);
    expect(way).toBeDefined();
    expect(way?.length).toBeLessThan(10);
  });

  test.each(["stay", "noteEndReason"])("is found where operators' asks only bring %s", (actions) => {
    const call = callSetup.createMachine(
      changed(callMachine.config, "states/live/on/operator.asked/actions", actions) as never,
    );
    const charts: object = { call };
    expect(() => proveCalls(SMALLEST, charts)).toThrow("operator.asked(call.end) is not answered");
  });

  test("breaks I22 where each leg of a speaker gets a participant of its own", () => {
    const engageParticipants = callSetup.assign(({ context, spawn }) => {
      const forgotten = Object.entries(context.participants).map(
        ([speaker, record]) => [speaker, { ...record, ref: null }] as const,
      );
      const participants = Object.fromEntries(forgotten) as typeof context.participants;
      return {
        participants: engaged({ ...context, participants }, (id, input) =>
          spawn("participant", { id, input }),
        ),
      };
    });
    const call = callMachine.provide({ actions: { engageParticipants } as never });
    expect(wayTo("I22", { call }, { legs: TWO_LEGS, audio: "never" })).toBeDefined();
  });

  test.each(PARTICIPANT_MUTATIONS)(
    "breaks $invariant: participant, $path",
    ({ invariant, path, value, more }) => {
      const participant = participantSetup.createMachine(
        changed(participantMachine.config, path, value) as never,
      );
      expect(wayTo(invariant, { participant }, more)?.[0]).toBe("leg.opened(leg)");
    },
  );
});
