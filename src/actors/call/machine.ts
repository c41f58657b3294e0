/** The chart of a call: media, conversation and assist side by side, until all that was said has been delivered. */
import { and, assign, or } from "xstate";
import { initialCallContext } from "./context.ts";
import { callSetup, hasNoOpenLegs, isNotHeld, isOver, isStaying, isUnattended } from "./setup.ts";

/** live(media | conversation | assist) -> ended. */
export const callMachine = callSetup.createMachine({
  id: "call",
  context: ({ input }) => initialCallContext(input),
  initial: "live",
  states: {
    live: {
      type: "parallel",
      entry: "armLongestCall",
      always: { guard: isOver, target: "ended" },
      on: {
        "cti.received": { actions: "noteCti" },
        "call.described": { actions: "noteFacts" },
        "leg.opened": [
          // One that comes after media has gone finds a conversation about to be completed.
          { guard: or(["isEndedForGood", "mediaGone"]), actions: "refuseLeg" },
          { guard: "hasTooManySpeakers", actions: "refuseSpeaker" },
          // It is taken up when all that was said before is in.
          {
            guard: "awaitsLastWords",
            actions: ["trustSpeaker", "admitLeg", "settleLegs", "awaitAgent", "announceLeg"],
          },
          {
            actions: [
              "trustSpeaker",
              "admitLeg",
              "settleLegs",
              "awaitAgent",
              "engageParticipants",
              "syncParticipants",
              "announceLeg",
            ],
          },
        ],
        "leg.firstAudio": { actions: ["changeLeg", "noticeGap", "noteAudioUntil"] },
        "leg.held": { actions: ["trustSpeaker", "changeLeg", "settleLegs", "syncParticipants"] },
        "leg.resumed": {
          actions: ["trustSpeaker", "changeLeg", "settleLegs", "noteHearing", "syncParticipants"],
        },
        "leg.silent": { actions: "settleLegs" },
        "leg.holdDoubted": [
          { guard: "holdIsOver", actions: ["noteHearing", "resumeInDoubt", "syncParticipants"] },
          { actions: "noteHearing" },
        ],
        "leg.callEnded": { actions: "changeLeg" },
        "leg.closed": {
          actions: ["changeLeg", "settleLegs", "noteAudioUntil", "awaitAgent", "syncParticipants"],
        },
        "agent.stillAway": { actions: ["giveAgentUp", "syncParticipants"] },
        "leg.heardAgain": { actions: "trustSpeaker" },
        "leg.stillSilent": { actions: ["closeSilentLegs", "settleLegs", "syncParticipants"] },
        "agent.presence": { actions: ["noteAgentPresence", "noteHearing", "syncParticipants"] },
        "agent.presenceUnread": { actions: "noteHearing" },
        "speaker.named": { actions: "noteParticipantId" },
        "speaker.heard": { actions: "noteHearing" },
        "speaker.unheard": { actions: "noteHearing" },
        "audio.behind": { actions: "noteHearing" },
        "text.lost": { actions: "noteHearing" },
        "agent.attached": { actions: ["noteAttendance", "syncParticipants"] },
        "agent.detached": { actions: ["noteAttendance", "syncParticipants"] },
        "speaker.unknown": { actions: "noteUnknownSpeaker" },
        "operator.asked": { actions: "answerOperator" },
        "recognition.stop": { actions: ["noteWish", "syncParticipants"] },
        "recognition.start": { actions: ["noteWish", "syncParticipants"] },
        "recognition.rollOver": { actions: "forwardRollOver" },
        "audio.gap": { actions: "noteGap" },
        "call.leaving": { actions: "noteLeaving" },
        "counters.sampled": { actions: ["noticeSound", "noteCounters"] },
        "mediastream.reported": { actions: "noteMediastreamReport" },
        "desktop.joined": { actions: "noteAttendance" },
        "desktop.left": { actions: "noteAttendance" },
        "assist.logged": { actions: "noteLogged" },
        "assist.checked": { actions: "noteHelpFaults" },
        "transcript.finalized": { actions: "forwardPublishedFinal" },
        "audio.missing": { actions: "noteHearing" },
        "participant.stopped": { actions: "noteParticipantStopped" },
        "participant.failed": { actions: ["noteParticipantFailed", "closeFailedLegs"] },
        "call.restored": {
          actions: [
            "stay",
            "noteAttendance",
            "keepLegs",
            "awaitAgent",
            "rewindParticipants",
            "syncParticipants",
            "awaitSoundAgain",
            "armLongestCall",
            "announceRewind",
          ],
        },
        "call.end": {
          actions: [
            "noteEndReason",
            {
              type: "closeLegs",
              params: ({ event }) => ({ reason: event.isTooLong ? "timeout" : "disconnect" }),
            },
            "forgetLegs",
            "closeMedia",
            "renewLongestCall",
          ],
        },
      },
      states: {
        media: {
          initial: "awaiting",
          states: {
            awaiting: {
              always: { guard: "hasOpenLegs", target: "streaming" },
              after: { awaitMedia: { guard: isStaying, target: "gone" } },
              on: { "media.closeNow": "gone", "call.rewound": { target: "awaiting", reenter: true } },
            },
            streaming: {
              always: [
                { guard: hasNoOpenLegs, target: "draining" },
                { guard: "isHeld", target: "held" },
              ],
              on: { "media.closeNow": "draining.lastWords" },
            },
            held: {
              always: [
                { guard: hasNoOpenLegs, target: "draining" },
                { guard: isNotHeld, target: "streaming" },
              ],
              on: { "media.closeNow": "draining.lastWords" },
            },
            draining: {
              initial: "grace",
              on: {
                "call.rewound": [
                  // A leg that came meanwhile is taken up when the last words are in.
                  { guard: and(["awaitsLastWords", "hasOpenLegs"]), target: ".lastWords" },
                  { target: "draining", reenter: true },
                ],
              },
              states: {
                grace: {
                  always: { guard: "hasOpenLegs", target: "#call.live.media.streaming" },
                  after: { reconnectGrace: { guard: isStaying, target: "lastWords" } },
                  on: { "media.closeNow": "lastWords" },
                },
                lastWords: {
                  entry: "stopParticipants",
                  always: [
                    {
                      guard: and(["nobodyIsStopping", "hasOpenLegs"]),
                      target: "#call.live.media.streaming",
                      actions: ["engageParticipants", "syncParticipants"],
                    },
                    { guard: "allStopped", target: "#mediaGone" },
                  ],
                  // Who waited for the conversation has the whole time for last words from now on.
                  on: { "conversation.settled": { target: "lastWords", reenter: true } },
                  after: {
                    lastWordsDeadline: {
                      target: "#mediaGone",
                      // A leg that came during the wait for last words begins a new call.
                      actions: [
                        "stopEverybody",
                        { type: "closeLegs", params: { reason: "reconnect" } },
                        "forgetLegs",
                      ],
                    },
                  },
                },
              },
            },
            gone: {
              id: "mediaGone",
              entry: ["noteEndReason", { type: "closeLegs", params: { reason: "disconnect" } }],
            },
          },
        },
        conversation: {
          initial: "none",
          states: {
            none: { id: "conversationNone", always: { guard: "hasOpenLegs", target: "opening" } },
            opening: {
              initial: "trying",
              on: { "call.rewound": { target: "opening", reenter: true } },
              states: {
                trying: {
                  entry: "countOpenAttempt",
                  invoke: {
                    src: "openConversation",
                    input: ({ context }) => ({ conversationId: context.callKey }),
                    onDone: {
                      target: "#conversationOpen",
                      actions: assign({ conversationName: ({ event }) => event.output.conversationName }),
                    },
                    onError: [
                      { guard: "mayTryOpenAgain", target: "waiting", actions: "noteOpenFailure" },
                      {
                        target: "#conversationFailed",
                        actions: ["noteOpenFailure", { type: "closeLegs", params: { reason: "failed" } }],
                      },
                    ],
                  },
                },
                waiting: {
                  always: { guard: "mediaGone", target: "#conversationFailed" },
                  after: { openRetry: "trying" },
                },
              },
            },
            open: {
              id: "conversationOpen",
              entry: ["clearFailure", "syncParticipants", "hearWaiting", "announceSettled"],
              always: { guard: "mediaGone", target: "completing" },
            },
            completing: {
              invoke: {
                src: "completeConversation",
                input: ({ context }) => ({ conversationName: context.conversationName ?? "" }),
                onDone: "completed",
                onError: { target: "failed", actions: "noteOpenFailure" },
              },
            },
            completed: { id: "conversationCompleted" },
            failed: {
              id: "conversationFailed",
              entry: "announceSettled",
              on: { "leg.admitted": { target: "opening", actions: "resetOpenAttempts" } },
            },
          },
        },
        assist: {
          initial: "unattended",
          states: {
            unattended: { always: { guard: "isAttended", target: "attended" } },
            attended: {
              always: { guard: isUnattended, target: "unattended" },
            },
          },
        },
      },
    },
    ended: { type: "final" },
  },
});
