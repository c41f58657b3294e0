/** The chart of one speaker's recognition: when streams begin, are renewed, recover, rest and end. No I/O. */
import { and, assign, not } from "xstate";
import { initialContext } from "./context.ts";
import type { RecognizerInput } from "./recognizer.ts";
import { participantSetup } from "./setup.ts";

/** A broken stream: what comes next depends on the advice that travels with the failure. */
const ON_FAILURE = [
  {
    guard: "isQuiet",
    target: "#participant.stopped",
    actions: ["noteFailure", { type: "noteLastWords", params: { lastWords: "abandoned" } }],
  },
  { guard: "isFatal", target: "#participant.failed", actions: "noteFailure" },
  { target: "#participant.engaged.recovering", actions: "noteFailure" },
] as const;

/** idle -> engaged(starting, recognizing, rollingOver, recovering, paused, stopping) -> stopped, or failed. */
export const participantMachine = participantSetup.createMachine({
  id: "participant",
  context: ({ input }) => initialContext(input),
  initial: "idle",
  states: {
    idle: {
      on: {
        "participant.start": {
          target: "engaged",
          actions: assign({ conversationName: ({ event }) => event.conversationName }),
        },
        "participant.pause": { actions: "requestPause" },
        "participant.resume": { actions: "withdrawPause" },
        "participant.stop": {
          target: "stopped",
          actions: { type: "noteLastWords", params: { lastWords: "abandoned" } },
        },
        "participant.rollOver": {},
        "participant.finalPublished": {},
        "participant.restored": {},
      },
    },
    engaged: {
      invoke: {
        id: "recognizer",
        src: "recognizer",
        input: ({ context }): RecognizerInput => ({
          callKey: context.callKey,
          speaker: context.speaker,
          medium: context.medium ?? "audio",
          conversationName: context.conversationName ?? "",
        }),
        onError: { target: "failed", actions: "noteRecognizerCrash" },
      },
      initial: "choosing",
      on: {
        "participant.pause": { actions: "requestPause" },
        "participant.resume": { actions: "withdrawPause" },
        "participant.stop": {
          guard: not("stopRequested"),
          actions: ["requestStop", "armLastWordsDeadline"],
        },
        "participant.restored": [
          // The recogniser may have a stream, or audio for one. No deadline outlives the former owner, so failures count anew.
          {
            guard: and(["goesOn", "stopRequested"]),
            target: ".stopping",
            actions: ["noteHealthy", "armLastWordsDeadline"],
          },
          { guard: and(["goesOn", "pauseRequested"]), target: ".paused", actions: "noteHealthy" },
          { guard: "goesOn", target: ".starting", actions: "noteHealthy" },
          { target: ".paused.quiet", actions: "requestPause" },
        ],
        "participant.rollOver": {},
        "participant.start": {},
        "participant.finalPublished": { actions: "forwardPublishedFinal" },
        // Facts that come after the chart has moved on (a late answer, a second failure of one stream) change nothing.
        "stream.opened": { actions: "countStream" },
        "stream.full": {},
        "stream.drained": {},
        "stream.failed": {},
        "stream.final": { actions: ["noteFinal", "disarmRecoveryDeadline"] },
        "deadline.lastWords": {
          target: "stopped",
          actions: { type: "noteLastWords", params: { lastWords: "timedOut" } },
        },
        "deadline.recovery": { target: "failed", actions: "noteRecoveryEnded" },
      },
      states: {
        choosing: {
          always: [
            { guard: "stopRequested", target: "stopping" },
            { guard: "pauseRequested", target: "paused.quiet" },
            { target: "starting" },
          ],
        },
        starting: {
          entry: "openStream",
          on: {
            "stream.opened": { target: "recognizing", actions: "countStream" },
            "stream.failed": ON_FAILURE,
          },
          after: { openDeadline: { target: "recovering", actions: "noteFailure" } },
        },
        recognizing: {
          initial: "fresh",
          always: [
            { guard: "stopRequested", target: "stopping" },
            { guard: "pauseRequested", target: "paused" },
          ],
          on: {
            "stream.failed": ON_FAILURE,
            "participant.rollOver": "rollingOver",
            "stream.full": "rollingOver",
            "stream.final": { actions: ["noteFinal", "disarmRecoveryDeadline"] },
          },
          after: { stableAfter: { actions: ["noteHealthy", "disarmRecoveryDeadline"] } },
          states: {
            fresh: { after: { rollOverAfter: "aging" } },
            aging: {
              on: {
                "stream.final": {
                  target: "#participant.engaged.rollingOver",
                  actions: ["noteFinal", "disarmRecoveryDeadline"],
                },
              },
              after: { rollOverWindow: "#participant.engaged.rollingOver" },
            },
          },
        },
        rollingOver: {
          entry: ["cutStream", "countRollOver"],
          on: {
            "stream.opened": { target: "recognizing", actions: "countStream" },
            "stream.failed": ON_FAILURE,
          },
          after: { openDeadline: { target: "recovering", actions: "noteFailure" } },
        },
        recovering: {
          entry: ["countRecovery", "armRecoveryDeadline"],
          after: { backoff: "starting" },
        },
        paused: {
          initial: "draining",
          states: {
            draining: {
              entry: "restStream",
              always: [
                { guard: "stopRequested", target: "#participant.engaged.stopping" },
                { guard: not("pauseRequested"), target: "#participant.engaged.starting" },
              ],
              on: { "stream.drained": "quiet", "stream.failed": ON_FAILURE },
              after: { lastWordsDeadline: "quiet" },
            },
            quiet: {
              // What broke before is over: a rest may last longer than any recovery.
              entry: ["noteHealthy", "disarmRecoveryDeadline"],
              always: [
                {
                  guard: "stopRequested",
                  target: "#participant.stopped",
                  actions: { type: "noteLastWords", params: { lastWords: "arrived" } },
                },
                { guard: not("pauseRequested"), target: "#participant.engaged.starting" },
              ],
            },
          },
        },
        stopping: {
          entry: "halfCloseStream",
          on: {
            "stream.drained": {
              target: "#participant.stopped",
              actions: { type: "noteLastWords", params: { lastWords: "arrived" } },
            },
            "stream.failed": ON_FAILURE,
          },
        },
      },
    },
    failed: {
      entry: ["disarmLastWordsDeadline", "disarmRecoveryDeadline", "reportFailed"],
      always: {
        guard: "stopRequested",
        target: "stopped",
        actions: { type: "noteLastWords", params: { lastWords: "abandoned" } },
      },
      on: {
        "participant.pause": { actions: "requestPause" },
        "participant.resume": { actions: "withdrawPause" },
        "participant.rollOver": {},
        "participant.finalPublished": {},
        "participant.restored": {},
        "participant.stop": {
          target: "stopped",
          actions: { type: "noteLastWords", params: { lastWords: "abandoned" } },
        },
        // A pause from before the failure is outdated: who starts it knows whether it is to run.
        "participant.start": { target: "engaged", actions: ["noteHealthy", "withdrawPause"] },
      },
    },
    stopped: { type: "final", entry: ["disarmLastWordsDeadline", "disarmRecoveryDeadline", "reportStopped"] },
  },
});
