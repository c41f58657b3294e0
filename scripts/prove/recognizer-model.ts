/**
 * What a recogniser may answer, by its contract in src/actors/participant/recognizer.ts and as
 * src/transports/dialogflow/recognizer-session.ts carries it out. It may also never answer.
 */
import type { FailureAdvice } from "../../src/actors/participant/recognizer.ts";
import type { LabelledEvent } from "./component.ts";

/**
 * none: no stream. opening: asked for. live: open, and the chart knows. unheard: open, but the chart had given up waiting.
 * draining: half-closed, or about to be after a moment. drainingOpen: that, and the next is asked for: within the moment, or
 * while the stream was still opening, the stream that is there goes on.
 */
const RECOGNIZER_STATES = ["none", "opening", "live", "unheard", "draining", "drainingOpen"] as const;
export type RecognizerState = (typeof RECOGNIZER_STATES)[number];

export interface Answer {
  fact: LabelledEvent;
  next: RecognizerState;
}

export type Breach = "opens a second stream" | "cuts what is not open";

const failed = (advice: FailureAdvice): Answer => ({
  fact: {
    label: `stream.failed(${advice})`,
    event: { type: "stream.failed", stream: 1, code: 14, advice, message: "" } as LabelledEvent["event"],
  },
  next: "none",
});
const fact = (type: string, content: object): LabelledEvent => ({ label: type, event: { type, ...content } });

const FAILURES = (["restart", "retry", "quiet", "fatal"] as const).map(failed);
/** A drain that breaks while a new stream is wanted is told only where no stream can follow. */
const LASTING_FAILURES = (["quiet", "fatal"] as const).map(failed);
const OPENED = fact("stream.opened", { stream: 1, fromMs: 0 });
const FINAL = fact("stream.final", { stream: 1, endMs: 1 });
const FULL = fact("stream.full", { stream: 1 });
const DRAINED = fact("stream.drained", { stream: 1 });

/** The answers that may come in a state. `isAwaited`: the chart waits for a stream to open. */
export function answersIn(state: RecognizerState, isAwaited: boolean): readonly Answer[] {
  switch (state) {
    case "none":
      return [];
    case "opening":
      return [{ fact: OPENED, next: isAwaited ? "live" : "unheard" }, ...FAILURES];
    case "live":
      // "opening": an event told that these words are finalised already, so the stream was replaced.
      return [
        { fact: FINAL, next: "live" },
        { fact: FULL, next: "live" },
        { fact: { ...FINAL, label: "stream.final(via event)" }, next: "opening" },
        ...FAILURES,
      ];
    case "unheard":
      return [
        ...(isAwaited ? [{ fact: OPENED, next: "live" } as const] : []),
        { fact: FINAL, next: "unheard" },
        { fact: FULL, next: "unheard" },
        ...FAILURES,
      ];
    case "draining":
      return [
        { fact: DRAINED, next: "none" },
        { fact: FINAL, next: "draining" },
        { fact: FULL, next: "draining" },
        ...FAILURES,
      ];
    case "drainingOpen":
      return [
        { fact: OPENED, next: isAwaited ? "live" : "unheard" },
        { fact: DRAINED, next: "opening" },
        { fact: FINAL, next: "drainingOpen" },
        ...LASTING_FAILURES,
      ];
  }
}

/** What a command makes of a state. */
export function commanded(
  state: RecognizerState,
  command: string,
): { next: RecognizerState; breach?: Breach } {
  switch (command) {
    case "recognizer.open":
      if (state === "live") return { next: state, breach: "opens a second stream" };
      if (state === "unheard") return { next: state };
      return { next: state === "draining" || state === "drainingOpen" ? "drainingOpen" : "opening" };
    case "recognizer.cut":
      if (state === "none" || state === "draining" || state === "drainingOpen")
        return { next: "opening", breach: "cuts what is not open" };
      return { next: "opening" };
    case "recognizer.halfClose":
      return { next: "draining" };
    default:
      return { next: state };
  }
}
