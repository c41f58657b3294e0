/** Single legs of Five9 to the Sidetone of a stage, sent by hand where a story needs more than a whole call. */
import { LegStream, type LegStreamOptions } from "../../simulators/five9/leg-stream.ts";
import type { SentAudio } from "../../simulators/stage/call-score.ts";
import type { Stage } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import type { WireStreamingConfig } from "../../src/transports/five9/voice-proto.ts";
import type { CallerClock } from "./caller-clock.ts";
import { eventually } from "./eventually.ts";

/** A stream that has said nothing yet. */
export function openStream(
  { sidetone, secrets }: Pick<Stage, "sidetone" | "secrets">,
  options: Pick<LegStreamOptions, "tokenIn" | "withoutSendTime">,
): LegStream {
  const grpcAddress = `127.0.0.1:${sidetone.grpcPort}`;
  return new LegStream({ grpcAddress, trustToken: secrets.trustToken, ...options });
}

/** The agent's leg of a call, LINEAR16. */
export function configOfLeg(callId: string): WireStreamingConfig {
  return {
    voiceConfig: { encoding: 1, sampleRateHertz: 8000 },
    vccCallId: callId,
    domainId: "1001",
    subscriptionId: "4003",
    callLeg: 0,
  };
}

/** Ten pieces a second of audio, as fast as they go. */
export function sendInPieces(stream: LegStream, pcm: Uint8Array): void {
  for (let from = 0; from < pcm.byteLength; from += 1600)
    stream.sendAudio(pcm.subarray(from, from + 1600), from / 16);
}

/** As fast as the connection takes it, cut wherever, and then nothing more. */
export async function sendInOddPieces(stream: LegStream, pcm: Uint8Array): Promise<void> {
  const sizes = [331, 4097, 1];
  for (let from = 0, turn = 0; from < pcm.byteLength; turn += 1) {
    const to = from + (sizes[turn % sizes.length] ?? 1);
    if (!stream.sendAudio(pcm.subarray(from, to), 0)) await stream.drained();
    from = to;
  }
  stream.halfClose();
}

const STEP_MS = 20;

/**
 * Lets both speak until `over`, no faster than Sidetone hears them: what it says at a pause comes before the next word then,
 * however slow the machine is. While Sidetone is away they speak on.
 */
export async function speakInStep(
  stage: Pick<Stage, "callDetail">,
  { clock, callId, sent }: { clock: CallerClock; callId: string; sent: readonly SentAudio[] },
  over: Promise<unknown>,
): Promise<void> {
  let isOver = false;
  const noteOver = () => {
    isOver = true;
  };
  over.then(noteOver, noteOver);
  const isHeard = async () => {
    const call = await stage.callDetail(`five9-${callId}`).catch(() => null);
    return (
      call === null ||
      (["agent", "customer"] as const).every((speaker) => {
        const toMs = sent.findLast((audio) => audio.speaker === speaker)?.positionMs ?? 0;
        return (call.ledgers[speaker]?.receivedMs ?? 0) >= toMs;
      })
    );
  };
  while (!isOver) {
    clock.advance(STEP_MS);
    await eventually(async () => isOver || (await isHeard()));
    await Bun.sleep(STEP_MS / 2);
  }
}

/** What became of a speaker's audio, as the history says it at the call's end. */
export function ledgerOf(call: Pick<CallDetail, "history">, speaker: string) {
  return call.history.find(({ event, actor }) => event === "ledger.closed" && actor === `audio:${speaker}`)
    ?.detail;
}
