/** BidiStreamingAnalyzeContent: every stream, and those that are live. */
import type { SimulatorContext } from "../simulator-context.ts";
import { type BidiCall, BidiStream } from "./bidi-stream.ts";
import type { LiveStream } from "./live-stream.ts";

export interface BidiStreams {
  handle(call: BidiCall): void;
  /** Those with a configuration, oldest first. */
  live(): readonly LiveStream[];
}

/** `context` is asked for at each stream, since it is made together with this. */
export function createBidiStreams(context: () => SimulatorContext): BidiStreams {
  const streams = new Set<LiveStream>();
  return {
    handle: (call) => void new BidiStream(call, context(), streams),
    live: () => [...streams],
  };
}
