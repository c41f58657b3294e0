/** Settings of the rpc that recognises audio, and when its streams are renewed. */
import { z } from "zod";
import { durationMs, oneOf, setting } from "./setting.ts";

export type RecognitionApiName = "bidi" | "streaming";

/** Ages in milliseconds. */
export interface RollOver {
  afterMs: number;
  latestMs: number;
}

/**
 * Below Google's limits. bidi: 15 minutes (agent-assist/docs/bidi-stream-api; newer pages say 30). streaming: a minute of
 * audio (StreamingAnalyzeContentRequest.input_audio in participant.proto, v2 and v2beta1).
 */
const ROLL_OVER: Readonly<Record<RecognitionApiName, RollOver>> = {
  bidi: { afterMs: 780_000, latestMs: 870_000 },
  streaming: { afterMs: 45_000, latestMs: 55_000 },
};
/** StreamingAnalyzeContent ends after this in any of its forms (agent-assist/docs/extended-streaming). */
const LONGEST_STREAMING_MS = 180_000;

/** A duration, or nothing for the default of the rpc in use. */
const optionalMs = (minMs: number) =>
  z
    .string()
    .transform((text) => (text === "" ? undefined : text))
    .pipe(durationMs(minMs, 3_600_000).optional());

export const RECOGNITION_SETTINGS = {
  RECOGNITION_API: setting(
    oneOf(["bidi", "streaming"]),
    "bidi",
    "Dialogflow's rpc for audio: BidiStreamingAnalyzeContent, or StreamingAnalyzeContent for projects without quota for it",
  ),
  ROLL_OVER_AFTER_MS: setting(
    optionalMs(100),
    "",
    `Age at which a recognition stream is renewed at its next final result; empty: ${ROLL_OVER.bidi.afterMs} with bidi, ${ROLL_OVER.streaming.afterMs} with streaming`,
  ),
  ROLL_OVER_LATEST_MS: setting(
    optionalMs(200),
    "",
    `Age at which a stream is renewed even without a final; below Google's limit. Empty: ${ROLL_OVER.bidi.latestMs} with bidi, ${ROLL_OVER.streaming.latestMs} with streaming, where it also bounds a stream's audio`,
  ),
} as const;

interface GivenRollOver {
  RECOGNITION_API?: RecognitionApiName | undefined;
  ROLL_OVER_AFTER_MS?: number | undefined;
  ROLL_OVER_LATEST_MS?: number | undefined;
}

export function rollOverOf(settings: GivenRollOver): RollOver {
  const { afterMs, latestMs } = ROLL_OVER[settings.RECOGNITION_API ?? "bidi"];
  return {
    afterMs: settings.ROLL_OVER_AFTER_MS ?? afterMs,
    latestMs: settings.ROLL_OVER_LATEST_MS ?? latestMs,
  };
}

/** Recognition settings that are fine alone but not together. */
export function recognitionProblems(settings: GivenRollOver): string[] {
  const { afterMs, latestMs } = rollOverOf(settings);
  const problems: string[] = [];
  if (latestMs <= afterMs) {
    problems.push(`ROLL_OVER_LATEST_MS (${latestMs}) must be above ROLL_OVER_AFTER_MS (${afterMs}).`);
  }
  if (settings.RECOGNITION_API === "streaming" && latestMs >= LONGEST_STREAMING_MS) {
    problems.push(
      `ROLL_OVER_LATEST_MS (${latestMs}) must be below ${LONGEST_STREAMING_MS}: with RECOGNITION_API=streaming Google ends a stream by then.`,
    );
  }
  return problems;
}
