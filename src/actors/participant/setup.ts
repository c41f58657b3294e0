/** The participant's chart by name: its types, guards, delays and actions. */
import { assign, cancel, enqueueActions, fromCallback, raise, sendParent, sendTo, setup } from "xstate";
import { backoffMs } from "./backoff.ts";
import { factsOf, type LastWords, type ParticipantContext, type ParticipantInput } from "./context.ts";
import type { ParticipantEvent, ParticipantReport } from "./events.ts";
import type { RecognizerCommand, RecognizerInput } from "./recognizer.ts";

/** Placeholder: the composition root provides the real recogniser. */
const missingRecognizer = fromCallback<RecognizerCommand, RecognizerInput>(() => {
  throw new Error("participantMachine needs a recognizer: provide one");
});

/** Everything the chart in machine.ts refers to by name. */
export const participantSetup = setup({
  types: {
    context: {} as ParticipantContext,
    events: {} as ParticipantEvent,
    input: {} as ParticipantInput,
  },
  actors: { recognizer: missingRecognizer },
  delays: {
    rollOverAfter: ({ context }) => context.timing.rollOverAfterMs,
    rollOverWindow: ({ context }) => context.timing.rollOverLatestMs - context.timing.rollOverAfterMs,
    openDeadline: ({ context }) => context.timing.openDeadlineMs,
    stableAfter: ({ context }) => context.timing.stableAfterMs,
    recoveryDeadline: ({ context }) => context.timing.recoveryDeadlineMs,
    lastWordsDeadline: ({ context }) => context.timing.lastWordsDeadlineMs,
    backoff: ({ context }) => backoffMs(context, Math.random()),
  },
  guards: {
    isQuiet: ({ event }) => event.type === "stream.failed" && event.advice === "quiet",
    isFatal: ({ event }) => event.type === "stream.failed" && event.advice === "fatal",
    goesOn: ({ event }) => event.type === "participant.restored" && event.goesOn === true,
    stopRequested: ({ context }) => context.stopRequested,
    pauseRequested: ({ context }) => context.pauseRequested,
  },
  actions: {
    openStream: sendTo("recognizer", { type: "recognizer.open" } satisfies RecognizerCommand),
    cutStream: sendTo("recognizer", { type: "recognizer.cut" } satisfies RecognizerCommand),
    restStream: sendTo("recognizer", {
      type: "recognizer.halfClose",
      isRest: true,
    } satisfies RecognizerCommand),
    halfCloseStream: sendTo("recognizer", { type: "recognizer.halfClose" } satisfies RecognizerCommand),
    forwardPublishedFinal: enqueueActions(({ event, enqueue }) => {
      if (event.type !== "participant.finalPublished") return;
      enqueue.sendTo("recognizer", { ...event, type: "recognizer.notePublished" });
    }),
    requestPause: assign({ pauseRequested: true }),
    withdrawPause: assign({ pauseRequested: false }),
    requestStop: assign({ stopRequested: true }),
    armLastWordsDeadline: raise(
      { type: "deadline.lastWords" },
      { delay: "lastWordsDeadline", id: "lastWords" },
    ),
    armRecoveryDeadline: enqueueActions(({ context, enqueue }) => {
      if (context.failuresInRow > 1) return;
      enqueue.raise({ type: "deadline.recovery" }, { delay: "recoveryDeadline", id: "recovery" });
    }),
    disarmRecoveryDeadline: cancel("recovery"),
    disarmLastWordsDeadline: cancel("lastWords"),
    countStream: assign({
      streams: ({ context, event }) => (event.type === "stream.opened" ? event.stream : context.streams),
    }),
    countRollOver: assign({ rollOvers: ({ context }) => context.rollOvers + 1 }),
    countRecovery: assign({ recoveries: ({ context }) => context.recoveries + 1 }),
    noteFinal: assign(({ context, event }) =>
      event.type === "stream.final"
        ? {
            finals: context.finals + 1,
            recognizedToMs: Math.max(context.recognizedToMs, event.endMs),
            failuresInRow: 0,
          }
        : {},
    ),
    noteFailure: assign(({ context, event }) => ({
      failuresInRow: context.failuresInRow + 1,
      lastFailure:
        event.type === "stream.failed"
          ? { code: event.code, advice: event.advice, message: event.message }
          : { code: 4, advice: "retry" as const, message: "the recogniser did not answer in time" },
    })),
    noteRecognizerCrash: assign({
      lastFailure: { code: 13, advice: "fatal" as const, message: "the recogniser broke down" },
    }),
    noteHealthy: assign({ failuresInRow: 0 }),
    noteRecoveryEnded: assign({
      lastFailure: ({ context }) => ({
        code: context.lastFailure?.code ?? 14,
        advice: "fatal" as const,
        message: "recovery took too long",
      }),
    }),
    noteLastWords: assign((_, params: { lastWords: LastWords }) => ({ lastWords: params.lastWords })),
    reportStopped: sendParent(
      ({ context }): ParticipantReport => ({
        type: "participant.stopped",
        speaker: context.speaker,
        lastWords: context.lastWords ?? "arrived",
        facts: factsOf(context),
      }),
    ),
    reportFailed: sendParent(
      ({ context }): ParticipantReport => ({
        type: "participant.failed",
        speaker: context.speaker,
        code: context.lastFailure?.code ?? 2,
        message: context.lastFailure?.message ?? "recognition failed",
      }),
    ),
  },
});
