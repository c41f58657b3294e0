/** A directory of real call actors whose upstream (conversation, recogniser) is played by the test. */
import { fromPromise, SimulatedClock } from "xstate";
import type { CallTiming, RecognitionPolicy } from "../../src/actors/call/context.ts";
import type { CallEvent, LegCommand } from "../../src/actors/call/events.ts";
import { callMachine } from "../../src/actors/call/machine.ts";
import { participantMachine } from "../../src/actors/participant/machine.ts";
import type { RecognizerCommand, RecognizerFact } from "../../src/actors/participant/recognizer.ts";
import { createLogger } from "../../src/base/log.ts";
import { LocalDirectory } from "../../src/calls/directory.ts";
import type { LocalDirectoryOptions } from "../../src/calls/directory-options.ts";
import { linkedRecognizer, type RecognizerLink } from "../../src/calls/recognizer-link.ts";
import type { CallRef } from "../../src/contract/call-ref.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import { asMessage } from "./as-message.ts";
import { copiedRecognizers } from "./copied-recognizers.ts";
import { createMemoryCallStore } from "./memory-call-store.ts";
import { createMemoryEpisodes, type MemoryEpisodes } from "./memory-episodes.ts";
import { CALL_TIMING, PARTICIPANT_TIMING } from "./settings.ts";

export const CALL: CallRef = { callKey: "five9-0000000042", source: "five9", vendorCallId: "42" };
const CONVERSATION_NAME = `projects/p/locations/l/conversations/${CALL.callKey}`;

export interface CallFixtureOptions {
  timing?: Partial<CallTiming>;
  recognition?: RecognitionPolicy;
  /** Called for each attempt to open a conversation; rejects to refuse. */
  open?: (attempt: number) => Promise<void>;
  /** Called for each attempt to complete the conversation. Default: it is completed at once. */
  complete?: () => Promise<void>;
  /** False for an upstream that has not said its last words yet. Default true. */
  drains?: boolean;
  store?: ReturnType<typeof createMemoryCallStore>;
  episodes?: MemoryEpisodes;
  /** Of another fixture: as on another instance. */
  recognizers?: RecognizerLink;
  /** Default 100. */
  maxCalls?: number;
  onDisplaced?: LocalDirectoryOptions["onDisplaced"];
  /** The accounts of a call that is over. */
  onEnding?: LocalDirectoryOptions["onEnding"];
  onFarLegCommand?: LocalDirectoryOptions["onFarLegCommand"];
  takesLegCommand?: LocalDirectoryOptions["takesLegCommand"];
  /** Where instances share calls. */
  fleet?: Pick<LocalDirectoryOptions, "ownershipOf" | "instance" | "onView">;
  onEnded?: LocalDirectoryOptions["onEnded"];
  /** What the log of a call has that its record does not know. */
  missed?: LocalDirectoryOptions["missed"];
}

export function createCallFixture(options: CallFixtureOptions = {}) {
  const clock = new SimulatedClock();
  const store = options.store ?? createMemoryCallStore();
  const episodes = options.episodes ?? createMemoryEpisodes();
  const log: string[] = [];
  let attempts = 0;
  let sayDrained = () => {};
  const facts = new Map<Speaker, (fact: RecognizerFact) => void>();
  /** Answers each command as a healthy upstream would, at once. */
  const recognizers = copiedRecognizers((input, report) => {
    let stream = 0;
    facts.set(input.speaker, report);
    const receive = (command: RecognizerCommand) => {
      log.push(`${input.speaker} ${command.type.replace("recognizer.", "")}`);
      if (command.type === "recognizer.halfClose") {
        sayDrained = () => report({ type: "stream.drained", stream });
        if (options.drains ?? true) sayDrained();
      } else if (command.type !== "recognizer.notePublished") {
        report({ type: "stream.opened", stream: ++stream, fromMs: 0 });
      }
    };
    return { receive, stop: () => log.push(`${input.speaker} released`) };
  });
  const directory = new LocalDirectory({
    machine: callMachine.provide({
      actors: {
        participant: participantMachine.provide({
          actors: { recognizer: linkedRecognizer(options.recognizers ?? recognizers) },
        }),
        openConversation: fromPromise(async () => {
          await options.open?.(++attempts);
          log.push("conversation opened");
          return { conversationName: CONVERSATION_NAME };
        }),
        completeConversation: fromPromise(async () => {
          if (options.complete !== undefined) await options.complete();
          log.push("conversation completed");
        }),
      },
    }),
    timing: { ...CALL_TIMING, ...options.timing },
    participantTiming: PARTICIPANT_TIMING,
    recognition: options.recognition ?? "always",
    store,
    episodes,
    isErased: async () => false,
    clock,
    logger: createLogger("silent"),
    maxCalls: options.maxCalls ?? 100,
    ...(options.onDisplaced ? { onDisplaced: options.onDisplaced } : {}),
    ...(options.onEnding ? { onEnding: options.onEnding } : {}),
    ...(options.takesLegCommand ? { takesLegCommand: options.takesLegCommand } : {}),
    ...(options.onFarLegCommand ? { onFarLegCommand: options.onFarLegCommand } : {}),
    ...(options.missed ? { missed: options.missed } : {}),
    ...options.fleet,
    onEnded: (callKey) => {
      log.push("ended");
      options.onEnded?.(callKey);
    },
  });
  return {
    clock,
    store,
    episodes,
    recognizers,
    directory,
    log,
    send: (event: CallEvent) => directory.send(CALL, asMessage(event)),
    /** Where the answer does not matter. */
    deliver: (event: CallEvent) => void directory.send(CALL, asMessage(event)),
    /** What a speaker's upstream says unasked. */
    fact: (speaker: Speaker, fact: RecognizerFact) => facts.get(speaker)?.(fact),
    /** The upstream's last words, where it was made to wait for this. */
    drain: () => sayDrained(),
    view: () => directory.get(CALL.callKey)?.view() ?? null,
    /** Lets promises that are due settle. */
    settle: async () => {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    },
  };
}

export function openLeg(legId: string, speaker: Speaker): Extract<CallEvent, { type: "leg.opened" }> {
  return {
    type: "leg.opened",
    legId,
    speaker,
    medium: { kind: "audio", format: { encoding: "LINEAR16", sampleRateHertz: 8000 } },
    origin: { domainId: "1", campaignId: "2", agentId: "3", skillId: "4", subscriptionId: "5" },
  };
}

export function closeLeg(legId: string, speaker: Speaker): CallEvent {
  return { type: "leg.closed", legId, speaker, cause: "callEnded" };
}

/** A call with an agent's and a customer's leg, both recognised; `heard` has what their legs were told. */
export async function callWithTwoSpeakers() {
  const call = createCallFixture();
  const heard: LegCommand[] = [];
  for (const legId of ["a", "a2", "c"]) call.directory.onLegCommand(legId, (command) => heard.push(command));
  call.deliver(openLeg("a", "agent"));
  call.deliver(openLeg("c", "customer"));
  await call.settle();
  return { ...call, heard };
}
