/** The rpcs that recognise audio: every stream, and those that are live. */
import type { SimulatorContext } from "../simulator-context.ts";
import { type AudioCall, AudioStream } from "./audio-stream.ts";
import { type BidiRequest, bidiDialect } from "./bidi-dialect.ts";
import type { LiveStream } from "./live-stream.ts";
import { type StreamingRequest, streamingDialect } from "./streaming-dialect.ts";

export interface AudioStreams {
  handleBidi(call: AudioCall<BidiRequest>): void;
  handleStreaming(call: AudioCall<StreamingRequest>): void;
  /** Those with a configuration, oldest first. */
  live(): readonly LiveStream[];
}

/** `context` is asked for at each stream, since it is made together with this. */
export function createAudioStreams(context: () => SimulatorContext): AudioStreams {
  const streams = new Set<LiveStream>();
  return {
    handleBidi: (call) => void new AudioStream(call, bidiDialect, context(), streams),
    handleStreaming: (call) => void new AudioStream(call, streamingDialect, context(), streams),
    live: () => [...streams],
  };
}
