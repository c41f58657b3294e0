/** The first message of a stream of audio: checked, and answered with a listener of its own. */
import { status } from "@grpc/grpc-js";
import { createListener, type Listener } from "../listener/listener.ts";
import type { StreamRecord } from "../record.ts";
import { createResultReporter, type ResultReporter } from "../result-reporter.ts";
import { invalidArgument, RpcError, type RpcStatus } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";
import { findParticipant, type Participant, requireOpen } from "../world.ts";
import type { Opening, StreamDialect, StreamResponse } from "./stream-dialect.ts";

export interface OpenStream {
  participant: Participant;
  listener: Listener;
  reporter: ResultReporter;
  record: StreamRecord;
  lifeMs: number;
  /** Fails so once it has received more audio than this; undefined: it does not. */
  ends: { afterAudioMs: number; failure: RpcStatus } | undefined;
}

export const TOO_LONG: RpcStatus = {
  code: status.OUT_OF_RANGE,
  message: "Exceeded maximum allowed stream duration.",
};
const UNAVAILABLE: RpcStatus = {
  code: status.UNAVAILABLE,
  message: "The service is currently unavailable.",
};
const ENCODINGS: Record<string, "LINEAR16" | "MULAW"> = {
  AUDIO_ENCODING_LINEAR_16: "LINEAR16",
  AUDIO_ENCODING_MULAW: "MULAW",
};

/** Throws an RpcError where the stream may not begin. */
export function openStream<Request>(
  context: SimulatorContext,
  dialect: StreamDialect<Request>,
  request: Request,
  answer: (response: StreamResponse) => void,
): OpenStream {
  const { faults, world, options, reference } = context;
  const opening = dialect.begin(request, options);
  const participant = findParticipant(world, opening.participantName);
  requireOpen(participant.conversation);
  // "Only an END_USER or a HUMAN_AGENT participant can call" it (agent-assist/docs/transcription).
  if (participant.role === "AUTOMATED_AGENT") throw invalidArgument("An automated agent sends no audio.");
  if (opening.stage !== undefined && participant.conversation.stage !== opening.stage) {
    throw invalidArgument(`The conversation must be in ${opening.stage}.`);
  }
  if (faults.refuseStreams !== undefined) {
    throw new RpcError(faults.refuseStreams.code, faults.refuseStreams.message);
  }
  const { encoding, sampleRateHertz } = formatOf(opening);
  const record: StreamRecord = {
    rpc: dialect.rpc,
    openedAtMs: options.clock.now(),
    endedAtMs: undefined,
    endReason: undefined,
    audioMs: 0,
    aheadOfRealTimeMs: 0,
    words: [],
  };
  participant.record.streams.push(record);
  const { isStitched } = opening;
  const reporter = createResultReporter(context, participant, record, { dialect, isStitched, send: answer });
  return {
    participant,
    listener: createListener({ reference, encoding, sampleRateHertz, onResult: reporter.report }),
    reporter,
    record,
    lifeMs: opening.lifeMs,
    ends: endOf(context, opening),
  };
}

function formatOf({ encoding: name, sampleRateHertz }: Opening) {
  const encoding = ENCODINGS[name];
  if (encoding === undefined) throw invalidArgument("Input audio encoding must be LINEAR_16 or MULAW.");
  if (sampleRateHertz < 8000 || sampleRateHertz > 48_000) {
    throw invalidArgument("Input audio sample rate must be between 8000 and 48000 hertz.");
  }
  return { encoding, sampleRateHertz };
}

/** Faults come before the rpc's own limit; one for the next stream is used up by this one. */
function endOf({ faults }: SimulatorContext, { audioMs }: Opening): OpenStream["ends"] {
  const { failNextStream, failStreamsAfterMs } = faults;
  faults.failNextStream = undefined;
  if (failNextStream) return { afterAudioMs: failNextStream.afterAudioMs ?? 0, failure: failNextStream };
  if (failStreamsAfterMs !== undefined) return { afterAudioMs: failStreamsAfterMs, failure: UNAVAILABLE };
  return audioMs === Number.POSITIVE_INFINITY ? undefined : { afterAudioMs: audioMs, failure: TOO_LONG };
}
