/** A recogniser with all its real parts, pointed at a server on this machine, under a chart that only takes notes. */
import pino from "pino";
import { createActor, setup } from "xstate";
import type {
  RecognizerCommand,
  RecognizerFact,
  RecognizerInput,
} from "../../src/actors/participant/recognizer.ts";
import { FlushTick } from "../../src/audio/flush-tick.ts";
import type { TrackSettings } from "../../src/audio/track.ts";
import { Tracks } from "../../src/audio/tracks.ts";
import { systemClock } from "../../src/base/clock.ts";
import { linkedRecognizer } from "../../src/calls/recognizer-link.ts";
import { imbalanceMs, type Ledger } from "../../src/contract/ledger.ts";
import { recognitionOf } from "../../src/service/google-assist.ts";
import { recognizerOf } from "../../src/service/recognizer.ts";
import type { RecognitionApiName } from "../../src/settings/recognition.ts";
import { createDialogflow } from "../../src/transports/dialogflow/dialogflow.ts";
import type { RecognitionTimings } from "../../src/transports/dialogflow/recognition-options.ts";
import { RecognitionDesk } from "../../src/transports/speech-switch/recognition-desk.ts";
import { copiedRecognizers } from "./copied-recognizers.ts";
import { until } from "./fake-participants.ts";
import { TEST_SETTINGS, TRACK_SETTINGS } from "./settings.ts";

export interface RecognizerBedOptions {
  /** host:port of the server. */
  address: string;
  profileName: string;
  input: RecognizerInput;
  /** Default bidi. */
  api?: RecognitionApiName;
  timings?: Partial<RecognitionTimings>;
  settings?: Partial<TrackSettings>;
  /** Hears each fact before the test looks at it, and may command. */
  onFact?: (fact: RecognizerFact, command: (type: PlainCommand) => void) => void;
}

/** Commands that carry nothing. */
type PlainCommand = Exclude<RecognizerCommand["type"], "recognizer.notePublished">;

export type RecognizerBed = ReturnType<typeof createRecognizerBed>;

export function createRecognizerBed(options: RecognizerBedOptions) {
  const { input } = options;
  // Time is short here: audio comes many times faster than it is spoken.
  const { recognitionApi, timings: ofApi } = recognitionOf({
    ...TEST_SETTINGS,
    RECOGNITION_API: options.api ?? "bidi",
  });
  const timings = { ...ofApi, quietMs: 10, settleMs: 50, ...options.timings };
  const logger = pino({ level: "silent" });
  const clock = systemClock;
  const settings = { ...TRACK_SETTINGS, coalesceMs: 20, replaySpeed: 400, ...options.settings };
  const tracks = new Tracks({ clock, logger, settings, maxTracks: TEST_SETTINGS.MAX_STREAMS });
  const tick = new FlushTick({ clock, intervalMs: 5 });
  const dialogflow = createDialogflow({
    conversationProfileName: options.profileName,
    endpoint: { apiEndpoint: options.address, insecure: true },
    clock,
    logger,
    tracks,
    tick,
    recognitionApi,
    timings,
    maxConnections: TEST_SETTINGS.MAX_STREAMS,
  });
  const recognizer = linkedRecognizer(copiedRecognizers(recognizerOf(dialogflow, new RecognitionDesk())));
  const facts: RecognizerFact[] = [];
  const chart = setup({
    types: { events: {} as RecognizerFact },
    actors: { recognizer },
  }).createMachine({
    invoke: { id: "recognizer", src: "recognizer", input },
    on: {
      "*": {
        actions: ({ event }) => {
          facts.push(event);
          options.onFact?.(event, command);
        },
      },
    },
  });
  const actor = createActor(chart);
  actor.start();

  function send(command: RecognizerCommand): void {
    const child = actor.getSnapshot().children.recognizer;
    if (child === undefined) throw new Error("the recognizer is gone");
    child.send(command);
  }

  const command = (type: PlainCommand) => send({ type });
  const rest = () => send({ type: "recognizer.halfClose", isRest: true });

  /** An event told that a stream of this participant has a final which ends there. */
  function published(participantId: string, endMs: number, publishedAtMs: number | null = null): void {
    send({ type: "recognizer.notePublished", participantId, endSeconds: endMs / 1000, publishedAtMs });
  }

  /** The `count`-th fact of a type, as soon as it is there. */
  async function heard<T extends RecognizerFact["type"]>(type: T, count = 1, deadlineMs?: number) {
    const matching = () => facts.filter((fact) => fact.type === type);
    await until(() => matching().length >= count, `fact ${count} of ${type}`, deadlineMs);
    return matching()[count - 1] as Extract<RecognizerFact, { type: T }>;
  }

  /** The speaker's account, which must balance. */
  function ledger(): Ledger {
    const found = tracks.ledgers(input.callKey)[input.speaker];
    if (found === undefined) throw new Error("the speaker has no track");
    if (imbalanceMs(found) !== 0) throw new Error(`the ledger is off by ${imbalanceMs(found)} ms`);
    return found;
  }

  async function close(): Promise<void> {
    actor.stop();
    tracks.close();
    await dialogflow.close();
  }

  return {
    dialogflow,
    recognizer,
    tracks,
    tick,
    facts,
    command,
    rest,
    published,
    heard,
    ledger,
    actor,
    close,
  };
}
