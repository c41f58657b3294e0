/**
 * The contract between a participant's chart and its recogniser. The chart decides when to open, cut and half-close; the
 * recogniser (provided by the composition root) carries it out and reports facts. No words travel here: they reach
 * desktops through Pub/Sub, and the chart needs positions only.
 */
import type { Speaker } from "../../contract/speaker.ts";

export interface RecognizerInput {
  callKey: string;
  speaker: Speaker;
  /**
   * text: the carrier recognises the speech, and the recogniser only has that switched on and off. Default audio.
   */
  medium?: "audio" | "text";
  /** Full Dialogflow name, projects/P/locations/L/conversations/C; empty for text that begins before it is open. */
  conversationName: string;
}

/** A final result that an event announces, without its words. */
export interface PublishedFinal {
  /** Dialogflow's id of the participant. */
  participantId: string;
  /** From the beginning of the audio of one of its streams; the event does not say of which. */
  endSeconds: number;
  /** By Sidetone's clock, milliseconds since the Unix epoch; null if the event does not say. */
  publishedAtMs: number | null;
}

export type RecognizerCommand =
  /** Open a stream from the first audio no final covers. A stream still draining is awaited first (bounded). */
  | { type: "recognizer.open" }
  /** Roll-over: cancel the current stream, then open the next from exactly after the last final's end. */
  | { type: "recognizer.cut" }
  /**
   * Send what is buffered, half-close, and report `stream.drained` when the last words are in. isRest: the speaker may be
   * wanted again; an `open` within moments takes it back, and its fact is then that of the stream that goes on.
   */
  | { type: "recognizer.halfClose"; isRest?: true }
  /** An event says that a stream of this participant (its id at Dialogflow) has finalised this much of its audio. */
  | ({ type: "recognizer.notePublished" } & PublishedFinal);

/**
 * What to do about a broken stream (from Google's table of errors).
 * restart: open a new stream at once. retry: back off first. quiet: the conversation is over, stop without alarm.
 * fatal: do not try again; tell agent and operator.
 */
export type FailureAdvice = "restart" | "retry" | "quiet" | "fatal";

export type RecognizerFact =
  /**
   * `fromMs`: position in the speaker's track at which the stream begins. `stream` counts from 1. What operators find it
   * by upstream: Dialogflow's name of the participant, and the number of the connection that carries it.
   */
  | { type: "stream.opened"; stream: number; fromMs: number; participantName?: string; connection?: number }
  /**
   * A final result; `endMs` is its end as a position in the speaker's track, `behindMs` how much audio had come after
   * that. Via "event": it never came on its stream, which is over, but was published.
   */
  | { type: "stream.final"; stream: number; endMs: number; behindMs?: number; via?: "event" }
  /** The stream has been sent as much audio as one takes: it sends nothing more until it is cut. */
  | { type: "stream.full"; stream: number }
  /** Everything sent before the half-close has been answered. */
  | { type: "stream.drained"; stream: number }
  /** Also when the peer ends the stream unasked (code 0, advice restart). `code` is a gRPC status number. */
  | { type: "stream.failed"; stream: number; code: number; advice: FailureAdvice; message: string };

/** A recogniser at work. `receive` takes the chart's commands; `stop` is called once, when the chart is done with it. */
export interface RecognizerWork {
  receive(command: RecognizerCommand): void;
  stop(): void;
}

/** Begins a recogniser where the audio is; `report` takes its facts, at once or later. */
export type BeginRecognizer = (
  input: RecognizerInput,
  report: (fact: RecognizerFact) => void,
) => RecognizerWork;

/**
 * What a chart sends to the place where the audio is; `id` names one recogniser from its beginning to its stop. Plain data,
 * to be handled in the order in which it was sent.
 */
export type RecognizerOrder =
  | { type: "begin"; id: string; input: RecognizerInput }
  | { type: "command"; id: string; command: RecognizerCommand }
  /** The speaker is heard at that instance: what a leg that went there left unheard here goes there, too. */
  | { type: "yield"; id: string; callKey: string; speaker: Speaker; to: string }
  | { type: "stop"; id: string };

/** What comes back, in order. broken: a defect ended the recogniser. */
export type RecognizerNews =
  | { type: "fact"; id: string; fact: RecognizerFact }
  | { type: "broken"; id: string; message: string };
