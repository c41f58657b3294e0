/** BidiStreamingAnalyzeContent: checks a stream's first message, enforces its limits, and lets the listener hear. */
import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import { createListener, type Listener } from "../listener/listener.ts";
import type { StreamRecord } from "../record.ts";
import { createResultReporter } from "../result-reporter.ts";
import { invalidArgument, RpcError, type RpcStatus } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";
import { completedError, findParticipant, type Participant, requireOpen } from "../world.ts";
import type { LiveStream } from "./live-stream.ts";

export interface BidiRequest {
  config?: {
    participant: string;
    voiceSessionConfig?: { inputAudioEncoding: string; inputAudioSampleRateHertz: number } | null;
  } | null;
  input?: { audio?: Uint8Array; dtmf?: unknown; turn?: unknown } | null;
}

/** BidiStreamingAnalyzeContentResponse, as the proto loader takes it. */
export type BidiResponse = Record<string, unknown>;

type Call = ServerDuplexStream<BidiRequest, BidiResponse>;

export interface BidiStreams {
  handle(call: Call): void;
  /** Those with a configuration, oldest first. */
  live(): readonly LiveStream[];
}

const ENCODINGS: Record<string, "LINEAR16" | "MULAW"> = {
  AUDIO_ENCODING_LINEAR_16: "LINEAR16",
  AUDIO_ENCODING_MULAW: "MULAW",
};

/** How long an end must go uncontradicted to count as a half-close. Real time: it is about sockets, not about calls. */
const HALF_CLOSE_PROOF_MS = 50;

interface OpenStream {
  participant: Participant;
  listener: Listener;
  record: StreamRecord;
  failAfterMs: number | undefined;
  failure: RpcStatus;
}

/** `context` is asked for at each stream, since it is made together with this. */
export function createBidiStreams(context: () => SimulatorContext): BidiStreams {
  const streams = new Set<LiveStream>();

  function handle(call: Call): void {
    const { options, faults } = context();
    const { clock } = options;
    let open: OpenStream | undefined;
    let isOver = false;
    let audioTimer: unknown;
    const limitTimer = clock.setTimeout(
      () => fail({ code: status.OUT_OF_RANGE, message: "Exceeded maximum allowed stream duration." }),
      options.streamLimitMs,
    );
    let onNextFinal: (() => void) | undefined;
    let live: LiveStream | undefined;
    expectAudio();

    function close(reason: string): boolean {
      if (isOver) return false;
      isOver = true;
      clock.clearTimeout(limitTimer);
      clock.clearTimeout(audioTimer);
      if (live !== undefined) streams.delete(live);
      if (open !== undefined) {
        open.record.endedAtMs = clock.now();
        open.record.endReason = reason;
      }
      return true;
    }

    function begin(request: BidiRequest): void {
      const stream = openStream(context(), request, answer);
      open = stream;
      live = {
        participantName: stream.participant.name,
        role: stream.participant.role,
        peer: call.getPeer(),
        audioMs: () => stream.record.audioMs,
        fail,
        loseNextFinal(then) {
          onNextFinal = then;
        },
      };
      streams.add(live);
    }

    /** Says it to the client, unless it is the final that is to be lost on its way. */
    function answer(response: BidiResponse): void {
      const result = response.recognitionResult as { isFinal?: boolean } | undefined;
      if (onNextFinal === undefined || result?.isFinal !== true) {
        if (!isOver) call.write(response);
        return;
      }
      const lose = onNextFinal;
      onNextFinal = undefined;
      close("final lost");
      lose();
    }

    function fail({ code, message }: RpcStatus): void {
      if (close(status[code] ?? String(code))) call.emit("error", { code, details: message });
    }

    function expectAudio(): void {
      clock.clearTimeout(audioTimer);
      audioTimer = clock.setTimeout(
        () =>
          fail({
            code: status.OUT_OF_RANGE,
            message:
              "Audio Timeout Error: Long duration elapsed without audio. Audio should be sent close to real time.",
          }),
        options.audioTimeoutMs,
      );
    }

    function takeAudio(stream: OpenStream, audio: Uint8Array): void {
      const completed = completedError(stream.participant.conversation);
      if (completed !== undefined) throw completed;
      expectAudio();
      if (!faults.muteStreams) stream.listener.write(audio);
      accountFor(stream);
      if (stream.failAfterMs !== undefined && stream.record.audioMs > stream.failAfterMs) {
        throw new RpcError(stream.failure.code, stream.failure.message);
      }
    }

    function accountFor({ listener, record, participant }: OpenStream): void {
      const audioMs = listener.receivedMs();
      participant.record.audioMs += audioMs - record.audioMs;
      record.audioMs = audioMs;
      const elapsedMs = clock.now() - record.openedAtMs;
      const aheadMs = audioMs - elapsedMs - options.burstAllowanceMs;
      record.aheadOfRealTimeMs = Math.max(record.aheadOfRealTimeMs, aheadMs);
    }

    call.on("data", (request: BidiRequest) => {
      if (isOver) return;
      try {
        if (open === undefined) begin(request);
        else if (request.config) throw invalidArgument("Config can only be sent in the first message.");
        else if (request.input?.audio) takeAudio(open, request.input.audio);
      } catch (caught) {
        const message = caught instanceof Error ? caught.message : String(caught);
        fail({ code: caught instanceof RpcError ? caught.code : status.INTERNAL, message });
      }
    });
    call.on("end", () => {
      // On Bun a call that the client cancels tells "end" first, and "cancelled" a little later: from another process
      // they can be some turns of the event loop apart. A cancelled stream must finalise nothing, so an end waits.
      setTimeout(() => {
        if (isOver) return;
        if (!faults.muteStreams) open?.listener.end();
        if (close("half-closed")) call.end();
      }, HALF_CLOSE_PROOF_MS);
    });
    // Bun tells this also after a normal end; close() knows.
    call.on("cancelled", () => close("cancelled"));
    call.on("error", () => close("cancelled"));
  }

  return {
    handle,
    live: () => [...streams],
  };
}

function openStream(
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
