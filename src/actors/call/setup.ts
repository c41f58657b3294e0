/** The call's chart by name: its types, actors, guards, delays and actions. */
import { and, assign, enqueueActions, fromPromise, not, or, raise, setup, stateIn } from "xstate";
import type { Speaker } from "../../contract/speaker.ts";
import type { ParticipantReport } from "../participant/events.ts";
import { participantMachine } from "../participant/machine.ts";
import { awaitsAgent, mayAwaitAgent, withoutAwaited } from "./agent-awaited.ts";
import { isAttended, withAttendance } from "./attendance.ts";
import { closingOpenLegs, refusalOf, refusalOfSpeaker } from "./closing.ts";
import { type CallContext, type CallInput, LEGS_GONE, openRetryMs } from "./context.ts";
import type { CallEvent, InternalEvent, LegClose, LegCommand } from "./events.ts";
import {
  awaitedSpeakers,
  closingSilentLegs,
  doubtedSpeakers,
  sounded,
  withoutDoubt,
} from "./failed-streams.ts";
import { failureOf } from "./failure.ts";
import { addGap, gapBeforeLeg, heardUntil, sampled } from "./gaps.ts";
import { resumedInDoubt, withHearing } from "./hearing.ts";
import { carryOut, hearing, stopping } from "./last-words.ts";
import { addLeg, changeLeg, closedBy, isHeld, isOneTooMany, openLegs } from "./legs.ts";
import { withCti, withFacts, withLogged, withReport } from "./news.ts";
import { judged, type OperatorAnswer } from "./operator-asks.ts";
import { withWish } from "./operator-wishes.ts";
import { engaged, speakersOf, withStopped, withWords } from "./participants.ts";
import { awaitedAgain, closingAgain, kept, rewinding } from "./restoring.ts";
import { settled } from "./stand-by.ts";
import { syncing } from "./syncing.ts";
import { withUnknown } from "./unknown-speakers.ts";

const TOO_LONG = { type: "call.end", reason: "the longest call length is reached", isTooLong: true } as const;

const openConversation = fromPromise<{ conversationName: string }, { conversationId: string }>(async () => {
  throw new Error("callMachine needs openConversation: provide it");
});
const completeConversation = fromPromise<void, { conversationName: string }>(async () => {
  throw new Error("callMachine needs completeConversation: provide it");
});

const conversationOver = or([
  stateIn("#conversationNone"),
  stateIn("#conversationCompleted"),
  stateIn("#conversationFailed"),
]);

const AGENT_AWAY = "agentAway";
const silenceOf = (speaker: Speaker): string => `silence:${speaker}`;
const stillSilent = (speaker: Speaker) => ({ type: "leg.stillSilent", speaker }) as const;

/** With its leg a call leaves `none` at once. */
const conversationMayOpen = stateIn({ live: { conversation: "opening" } });

/** Everything the chart in machine.ts refers to by name. */
export const callSetup = setup({
  types: {
    context: {} as CallContext,
    events: {} as CallEvent | InternalEvent | ParticipantReport,
    input: {} as CallInput,
    emitted: {} as LegCommand | OperatorAnswer,
    children: {} as Record<string, "participant">,
  },
  actors: { participant: participantMachine, openConversation, completeConversation },
  delays: {
    awaitMedia: ({ context }) => context.timing.awaitMediaMs,
    reconnectGrace: ({ context }) => context.timing.reconnectGraceMs,
    lastWordsDeadline: ({ context }) => context.timing.lastWordsDeadlineMs,
    maxCall: ({ context }) => context.timing.maxCallMs,
    openRetry: ({ context }) => openRetryMs(context, Math.random()),
  },
  guards: {
    hasOpenLegs: ({ context }) => openLegs(context).length > 0,
    isHeld: ({ context }) => isHeld(context),
    isLeaving: ({ context }) => context.isLeaving,
    isEndedForGood: ({ context }) => context.isEndedForGood,
    hasTooManySpeakers: ({ context, event }) =>
      event.type === "leg.opened" && isOneTooMany(context, event.speaker),
    isAttended: ({ context }) => isAttended(context),
    allStopped: ({ context }) =>
      speakersOf(context).every((speaker) => context.participants[speaker]?.ref === null),
    /** All participants that live wait for the conversation. */
    nobodyIsStopping: ({ context }) =>
      Object.values(context.participants).every(({ ref, told }) => ref === null || told === "nothing"),
    /** By setting, speech on hold is to be heard. */
    holdIsOver: ({ event }) => event.type === "leg.holdDoubted" && event.goesOn,
    awaitsLastWords: stateIn({ live: { media: { draining: "lastWords" } } }),
    mediaGone: stateIn("#mediaGone"),
    conversationOver,
    mayTryOpenAgain: ({ context, event }) =>
      context.openAttempt < context.timing.openAttempts &&
      "error" in event &&
      failureOf(event.error).retryable,
  },
  actions: {
    noteFacts: assign(({ context, event }) => withFacts(context, event)),
    noteCti: assign(({ context, event }) => withCti(context, event)),
    admitLeg: assign(({ context, event }) =>
      event.type === "leg.opened" ? { legs: addLeg(context.legs, event), isEndedByCti: false } : {},
    ),
    changeLeg: assign(({ context, event }) => {
      switch (event.type) {
        case "leg.firstAudio":
          return { legs: changeLeg(context.legs, event.legId, { audioSeen: true }) };
        case "leg.held":
          return { legs: changeLeg(context.legs, event.legId, { held: true }) };
        case "leg.resumed":
          return { legs: changeLeg(context.legs, event.legId, { held: false }) };
        case "leg.callEnded":
          return { legs: changeLeg(context.legs, event.legId, { callEnded: true }) };
        case "leg.closed":
          return { legs: changeLeg(context.legs, event.legId, closedBy(event.cause)) };
        default:
          return {};
      }
    }),
    /** One leg of each speaker is heard. */
    settleLegs: enqueueActions(({ context, event, enqueue }) => {
      const turn = settled(context, event.type === "leg.silent" ? event.legId : undefined);
      if (turn === undefined) return;
      for (const command of turn.commands) enqueue.emit(command);
      enqueue.assign({ legs: turn.legs });
    }),
    /** Each speaker with an open leg gets a living participant; one that failed gets another chance. */
    engageParticipants: assign(({ context, spawn }) => ({
      participants: engaged(context, (id, input) => spawn("participant", { id, input })),
    })),
    /** Tells each participant to run or to rest, once, as legs, holds and the policy now have it. */
    syncParticipants: enqueueActions(({ context, enqueue }) => carryOut(syncing(context), enqueue)),
    forwardPublishedFinal: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "transcript.finalized") return;
      for (const speaker of speakersOf(context)) {
        const ref = context.participants[speaker]?.ref;
        if (ref) enqueue.sendTo(ref, { ...event, type: "participant.finalPublished" });
      }
    }),
    /** The action comes as if from outside: a separate line in the history, without a sender within the call. */
    answerOperator: enqueueActions(({ context, event, enqueue, self }) => {
      if (event.type !== "operator.asked") return;
      const { answer, deed } = judged(context, event);
      enqueue.emit(answer);
      if (deed !== undefined) enqueue(() => self.send(deed));
    }),
    noteWish: assign(({ context, event }) => withWish(context, event)),
    forwardRollOver: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "recognition.rollOver") return;
      const ref = context.participants[event.speaker]?.ref;
      if (ref) enqueue.sendTo(ref, { type: "participant.rollOver" });
    }),
    /** But for those whose audio waits for the conversation: they stop when it is open and they were heard, or failed. */
    stopParticipants: enqueueActions(({ context, enqueue, check }) =>
      carryOut(stopping(context, check(conversationMayOpen)), enqueue),
    ),
    stopEverybody: enqueueActions(({ context, enqueue }) => carryOut(stopping(context, false), enqueue)),
    hearWaiting: enqueueActions(({ context, enqueue }) => carryOut(hearing(context), enqueue)),
    noteParticipantId: assign(({ context, event }) =>
      event.type === "speaker.named"
        ? { participantIds: { ...context.participantIds, [event.speaker]: event.participantId } }
        : {},
    ),
    noteParticipantStopped: assign(({ context, event }) => withStopped(context, event)),
    noteParticipantFailed: assign(({ context, event }) => {
      if (event.type !== "participant.failed") return {};
      const record = context.participants[event.speaker];
      const failure = { code: `RECOGNITION_${event.code}`, message: event.message };
      if (!record) return { failure };
      return {
        failure,
        participants: { ...context.participants, [event.speaker]: { ...record, outcome: "failed" as const } },
      };
    }),
    closeFailedLegs: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "participant.failed") return;
      for (const leg of openLegs(context).filter((open) => open.speaker === event.speaker)) {
        enqueue.emit({ type: "leg.close", legId: leg.legId, reason: "failed", message: event.message });
      }
    }),
    closeLegs: enqueueActions(({ context, enqueue }, { reason }: { reason: LegClose["reason"] }) => {
      for (const command of closingOpenLegs(context, reason)) enqueue.emit(command);
    }),
    /** Never admitted, so nothing begins for it. */
    refuseLeg: enqueueActions(({ context, event, enqueue }) => {
      if (event.type === "leg.opened") enqueue.emit(refusalOf(context, event.legId));
    }),
    /** Words are lost with it, so that an alarm says so. */
    refuseSpeaker: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "leg.opened") return;
      enqueue.emit(refusalOfSpeaker(event.legId));
      enqueue.assign({ speakersRefused: context.speakersRefused + 1 });
    }),
    forgetLegs: assign(({ context }) => ({
      legs: context.legs.map((leg) => ({ ...leg, open: false, held: false })),
    })),
    /** Of a former owner's legs those are left that other instances have; accounts that nobody has are broken. */
    keepLegs: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "call.restored") return;
      for (const command of closingAgain(context, event.elsewhere)) enqueue.emit(command);
      enqueue.assign(kept(context, event.elsewhere));
    }),
    noteEndReason: assign(({ context, event }) => ({
      endReason: context.endReason ?? (event.type === "call.end" ? event.reason : LEGS_GONE),
      isEndedForGood: context.isEndedForGood || (event.type === "call.end" && event.isForGood === true),
      isTooLong: context.isTooLong || (event.type === "call.end" && event.isTooLong === true),
    })),
    noteCounters: assign(({ context, event }) =>
      event.type === "counters.sampled" ? { ...sampled(context, event), ...withWords(context) } : {},
    ),
    noteAudioUntil: assign(({ context, event }) => heardUntil(context, event)),
    /** Sent, not raised, because only a separate event is a line of the history. */
    noticeGap: enqueueActions(({ context, event, enqueue, self }) => {
      const gap = gapBeforeLeg(context, event);
      if (gap !== undefined) enqueue.sendTo(self, gap);
    }),
    noteGap: assign(({ context, event }) =>
      event.type === "audio.gap" ? { gapsMs: addGap(context.gapsMs, event) } : {},
    ),
    noteAgentPresence: assign(({ event }) =>
      event.type === "agent.presence" ? { isAgentPresent: event.isPresent } : {},
    ),
    noteHearing: assign(({ context, event }) => withHearing(context, event)),
    resumeInDoubt: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "leg.holdDoubted") return;
      const { commands, legs } = resumedInDoubt(context, event.speaker);
      for (const command of commands) enqueue.emit(command);
      enqueue.assign({ legs });
    }),
    noteUnknownSpeaker: assign(({ context, event }) => withUnknown(context, event)),
    noteLeaving: assign({ isLeaving: true }),
    noteMediastreamReport: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign(withReport(context, event));
      if (event.type !== "mediastream.reported") return;
      for (const speaker of doubtedSpeakers(context, event)) {
        if (context.failedStreams[speaker] !== undefined) continue;
        enqueue.raise(stillSilent(speaker), { delay: "reconnectGrace", id: silenceOf(speaker) });
      }
    }),
    awaitSoundAgain: enqueueActions(({ context, enqueue }) => {
      for (const speaker of awaitedAgain(context))
        enqueue.raise(stillSilent(speaker), { delay: "reconnectGrace", id: silenceOf(speaker) });
    }),
    /** A sample shows audio from a speaker whose stream was reported as failed. Sent, so that the history has a line. */
    noticeSound: enqueueActions(({ context, event, enqueue, self }) => {
      if (event.type !== "counters.sampled" || awaitedSpeakers(context).length === 0) return;
      const { failedStreams, heardAgain } = sounded(context, event);
      enqueue.assign({ failedStreams });
      for (const speaker of heardAgain) enqueue.sendTo(self, { type: "leg.heardAgain", speaker });
    }),
    /** A new leg, a word on the old one, or its audio: the speaker's stream lives. */
    trustSpeaker: enqueueActions(({ context, event, enqueue }) => {
      if (!("speaker" in event) || context.failedStreams[event.speaker] === undefined) return;
      enqueue.assign(withoutDoubt(context, event.speaker));
      enqueue.cancel(silenceOf(event.speaker));
    }),
    /** Only the policy asks whether an agent is there. */
    awaitAgent: enqueueActions(({ context, event, enqueue }) => {
      if (context.recognition !== "agent-connected" || !mayAwaitAgent(event as CallEvent)) return;
      enqueue.cancel(AGENT_AWAY);
      if (awaitsAgent(context))
        enqueue.raise({ type: "agent.stillAway" }, { delay: "reconnectGrace", id: AGENT_AWAY });
    }),
    giveAgentUp: assign(({ context }) => withoutAwaited(context)),
    /** Five9 said that the stream had failed and nothing came since: it is asked to begin again. */
    closeSilentLegs: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "leg.stillSilent") return;
      const { commands, legs } = closingSilentLegs(context, event.speaker);
      for (const command of commands) enqueue.emit(command);
      enqueue.assign({ legs });
    }),
    noteAttendance: assign(({ context, event }) => withAttendance(context, event as CallEvent)),
    noteHelpFaults: assign(({ event }) =>
      event.type === "assist.checked" ? { helpFaults: event.faults } : {},
    ),
    noteLogged: assign(({ context, event }) => withLogged(context, event)),
    countOpenAttempt: assign({ openAttempt: ({ context }) => context.openAttempt + 1 }),
    resetOpenAttempts: assign({ openAttempt: 0, failure: null }),
    clearFailure: assign({ failure: null, openAttempt: 0 }),
    noteOpenFailure: assign(({ event }) => ("error" in event ? { failure: failureOf(event.error) } : {})),
    rewindParticipants: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "call.restored") return;
      carryOut(rewinding(context, event.elsewhere), enqueue);
    }),
    announceLeg: raise({ type: "leg.admitted" }),
    stay: assign({ isLeaving: false }),
    announceSettled: raise({ type: "conversation.settled" }),
    announceRewind: raise({ type: "call.rewound" }),
    closeMedia: raise({ type: "media.closeNow" }),
    armLongestCall: raise(TOO_LONG, { delay: "maxCall", id: "longestCall" }),
    /** A leg that comes before the last words are in continues the call, so its length is bounded again. */
    renewLongestCall: enqueueActions(({ event, enqueue }) => {
      if (event.type !== "call.end" || event.isTooLong !== true) return;
      enqueue.raise(TOO_LONG, { delay: "maxCall", id: "longestCall" });
    }),
  },
});

/** Combined guards the chart uses in more than one place. */
export const isOver = and(["mediaGone", "conversationOver"]);
export const isNotHeld = not("isHeld");
export const isStaying = not("isLeaving");
export const hasNoOpenLegs = not("hasOpenLegs");
export const isUnattended = not("isAttended");
