/** The first message of a BidiStreamingAnalyzeContent stream: checked, and answered with a listener of its own. */
import { status } from "@grpc/grpc-js";
import { createListener, type Listener } from "../listener/listener.ts";
import type { StreamRecord } from "../record.ts";
import { createResultReporter } from "../result-reporter.ts";
import { invalidArgument, RpcError, type RpcStatus } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";
import { findParticipant, type Participant, requireOpen } from "../world.ts";

export interface BidiRequest {
  config?: {
    participant: string;
    voiceSessionConfig?: { inputAudioEncoding: string; inputAudioSampleRateHertz: number } | null;
  } | null;
  input?: { audio?: Uint8Array; dtmf?: unknown; turn?: unknown } | null;
}

/** BidiStreamingAnalyzeContentResponse, as the proto loader takes it. */
export type BidiResponse = Record<string, unknown>;

export interface OpenStream {
  participant: Participant;
  listener: Listener;
  record: StreamRecord;
  failAfterMs: number | undefined;
  failure: RpcStatus;
}

const ENCODINGS: Record<string, "LINEAR16" | "MULAW"> = {
  AUDIO_ENCODING_LINEAR_16: "LINEAR16",
  AUDIO_ENCODING_MULAW: "MULAW",
};

/** Throws an RpcError where the stream may not begin. */
export function openStream(
  context: SimulatorContext,
  request: BidiRequest,
  answer: (response: BidiResponse) => void,
): OpenStream {
  const { faults, world, options, reference } = context;
  const { config } = request;
  if (!config) throw invalidArgument("The first message must contain the config.");
  const participant = findParticipant(world, config.participant);
  requireOpen(participant.conversation);
  if (faults.refuseStreams !== undefined) {
    throw new RpcError(faults.refuseStreams.code, faults.refuseStreams.message);
  }
  const voice = config.voiceSessionConfig;
  const encoding = ENCODINGS[voice?.inputAudioEncoding ?? ""];
  if (encoding === undefined) throw invalidArgument("Input audio encoding must be LINEAR_16 or MULAW.");
  const sampleRateHertz = voice?.inputAudioSampleRateHertz ?? 0;
  if (sampleRateHertz < 8000 || sampleRateHertz > 48_000) {
    throw invalidArgument("Input audio sample rate must be between 8000 and 48000 hertz.");
  }
  const record: StreamRecord = {
    openedAtMs: options.clock.now(),
    endedAtMs: undefined,
    endReason: undefined,
    audioMs: 0,
    aheadOfRealTimeMs: 0,
    words: [],
  };
  participant.record.streams.push(record);
  const onResult = createResultReporter(context, participant, record, answer);
  const { failNextStream } = faults;
  faults.failNextStream = undefined;
  return {
    participant,
    listener: createListener({ reference, encoding, sampleRateHertz, onResult }),
    record,
    failAfterMs: failNextStream ? (failNextStream.afterAudioMs ?? 0) : faults.failStreamsAfterMs,
    failure: failNextStream ?? { code: status.UNAVAILABLE, message: "The service is currently unavailable." },
  };
}
