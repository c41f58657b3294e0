/** Legs and conversations spoken to a stage by hand: audio of any kind, and activities as VoiceAI Connect posts them. */
import { LegStream } from "../../simulators/five9/leg-stream.ts";
import type { Stage } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import type { WireStreamingConfig } from "../../src/transports/five9/voice-proto.ts";
import { cutAudio } from "./story-audio.ts";

const SAMPLES_PER_MS = 8;
const CHUNK_MS = 100;

/** LINEAR16 of 100 ms each. */
export const PIECES = {
  silence: new Uint8Array(CHUNK_MS * SAMPLES_PER_MS * 2),
  speech: new Uint8Array(
    Int16Array.from({ length: CHUNK_MS * SAMPLES_PER_MS }, (_, at) => Math.round(4_000 * Math.sin(at / 3)))
      .buffer,
  ),
  empty: new Uint8Array(0),
};

export interface RawLeg {
  stream: LegStream;
  /** Sends so much of it at once; its stamps go on where the last ones ended, after `pauseMs` without any. */
  send(piece: Uint8Array, lengthMs: number, pauseMs?: number): Promise<void>;
}

/** A leg that was told to start. */
export async function openRawLeg(
  stage: Stage,
  callId: string,
  config: Partial<WireStreamingConfig> & { callLeg: number },
): Promise<RawLeg> {
  const stream = new LegStream({
    grpcAddress: `127.0.0.1:${stage.sidetone.grpcPort}`,
    trustToken: stage.secrets.trustToken,
    tokenIn: "both",
  });
  stream.sendConfig({
    voiceConfig: { encoding: 1, sampleRateHertz: 8000 },
    vccCallId: callId,
    domainId: "d1",
    campaignId: "c1",
    agentId: "a1",
    subscriptionId: "s1",
    skillId: "k1",
    ...config,
  });
  if ((await stream.status(1001)) === undefined) throw new Error("the leg was not told to start");
  let stampMs = Date.now();
  return {
    stream,
    async send(piece, lengthMs, pauseMs = 0) {
      stampMs += pauseMs;
      for (let sentMs = 0; sentMs < lengthMs; sentMs += CHUNK_MS) {
        stampMs += CHUNK_MS;
        if (!stream.sendAudio(piece, stampMs)) await stream.drained();
      }
    },
  };
}

/** Speaks what was recorded, a tenth of a second at a time, so that audio of several legs comes side by side. */
export async function speakOn(leg: RawLeg, pcm: Uint8Array): Promise<void> {
  const lengthMs = Math.floor(pcm.byteLength / 16);
  for (let atMs = 0; atMs < lengthMs; atMs += CHUNK_MS)
    await leg.send(cutAudio(pcm, atMs, Math.min(atMs + CHUNK_MS, lengthMs)), CHUNK_MS);
}

/** Codes of a call's alarms with their severity, those of one kind of event left out: nobody watches these calls. */
export function alarmsOf(detail: CallDetail | null): string[] {
  return (detail?.call.alarms ?? [])
    .filter(({ code }) => code !== "NOBODY_WATCHING")
    .map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

type Json = Record<string, unknown>;

/** A conversation of VoiceAI Connect's own Bot API over HTTP. */
export async function openRawConversation(stage: Stage, botToken: string, id = crypto.randomUUID()) {
  const botUrl = `${stage.httpBaseUrl}/audiocodes/bot`;
  const headers = { authorization: `Bearer ${botToken}`, "content-type": "application/json" };
  const post = async (url: string, body: unknown): Promise<Json> => {
    const answer = await fetch(new URL(url, botUrl), { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${url} was answered ${answer.status}`);
    return (await answer.json()) as Json;
  };
  const urls = (await post(botUrl, { conversation: id, bot: "assist" })) as Record<string, string>;
  const head = () => ({ id: crypto.randomUUID(), timestamp: new Date().toISOString(), language: "en-US" });
  const send = (activity: Json) =>
    post(urls.activitiesURL ?? "", { conversation: id, activities: [{ ...head(), ...activity }] });
  return {
    callKey: `vaic-${id}`,
    event: (name: string, parameters: Json) => send({ type: "event", name, parameters }),
    say: (participant: string, text: string) => send({ type: "message", text, parameters: { participant } }),
    end: () => post(urls.disconnectURL ?? "", { conversation: id, reason: "over" }),
  };
}
