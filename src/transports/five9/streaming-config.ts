/** Checks the first message of a Five9 stream and names its faults in words that a person can act on. */
import type { AudioFormat } from "../../audio/sink.ts";
import { isId, MAX_ID_CHARACTERS } from "../../base/text-safety.ts";
import type { SpeakerRole } from "../../contract/speaker.ts";
import { isFive9CallId } from "./call-key.ts";
import type { WireStreamingConfig } from "./voice-proto.ts";

const ENCODING_NAMES = ["ENCODING_UNSPECIFIED", "LINEAR16", "MULAW", "AMR", "AMR_WB"];
/** The meaning of a missing field, by the comments in voice.proto: the only format that Five9 sends today. */
const DEFAULT_ENCODING = "LINEAR16";
const DEFAULT_RATE_HZ = 8000;
/** What Dialogflow takes of uncompressed audio (InputAudioConfig.sample_rate_hertz, by the Speech-to-Text API it refers to). */
const LEAST_RATE_HZ = 8000;
const MOST_RATE_HZ = 48_000;
const USABLE = `LINEAR16 from ${LEAST_RATE_HZ} to ${MOST_RATE_HZ} Hz and MULAW at ${DEFAULT_RATE_HZ} Hz can be used`;
/** StreamingConfig.CallLeg by number. */
const ROLE_OF_LEG: readonly SpeakerRole[] = ["agent", "customer", "supervisor"];

/** A configuration that may begin a leg. Ids other than the call's are opaque and may be empty. */
export interface LegConfig {
  callId: string;
  role: SpeakerRole;
  format: AudioFormat;
  domainId: string;
  campaignId: string;
  agentId: string;
  skillId: string;
  subscriptionId: string;
}

export type LegConfigResult = { ok: true; config: LegConfig } | { ok: false; problem: string };

/** Reads StreamingConfig. `problem` is a sentence for the caller and never repeats what it sent, except numbers. */
export function readLegConfig(wire: WireStreamingConfig): LegConfigResult {
  const format = readFormat(wire.voiceConfig?.encoding ?? 0, wire.voiceConfig?.sampleRateHertz ?? 0);
  if (typeof format === "string") return { ok: false, problem: format };
  const callId = wire.vccCallId ?? "";
  if (callId === "") return { ok: false, problem: "vcc_call_id is empty" };
  if (!isFive9CallId(callId)) {
    return { ok: false, problem: "vcc_call_id must be 1 to 50 of the characters A-Z a-z 0-9 _ -" };
  }
  const leg = wire.callLeg ?? 0;
  const role = ROLE_OF_LEG[leg];
  if (role === undefined) {
    return { ok: false, problem: `call_leg ${leg} is unknown: 0 is AGENT, 1 CUSTOMER, 2 SUPERVISOR` };
  }
  const ids = {
    domainId: wire.domainId ?? "",
    campaignId: wire.campaignId ?? "",
    agentId: wire.agentId ?? "",
    skillId: wire.skillId ?? "",
    subscriptionId: wire.subscriptionId ?? "",
  };
  if (Object.values(ids).some((id) => id !== "" && !isId(id))) {
    return {
      ok: false,
      problem: `an id has control characters or more than ${MAX_ID_CHARACTERS} characters`,
    };
  }
  return { ok: true, config: { callId, role, format, ...ids } };
}

/** The ids that Five9 gave, by Five9's names. */
export function originOf(config: LegConfig): Record<string, string> {
  const { domainId, campaignId, agentId, skillId, subscriptionId } = config;
  const ids = Object.entries({ domainId, campaignId, agentId, skillId, subscriptionId });
  return Object.fromEntries(ids.filter(([, id]) => id !== ""));
}

function readFormat(encoding: number, sampleRateHertz: number): AudioFormat | string {
  const name = encoding === 0 ? DEFAULT_ENCODING : ENCODING_NAMES[encoding];
  if (name !== "LINEAR16" && name !== "MULAW") {
    return `encoding ${name ?? encoding} cannot be used: ${USABLE}`;
  }
  const rateHz = sampleRateHertz === 0 ? DEFAULT_RATE_HZ : sampleRateHertz;
  const isUsable =
    name === "MULAW" ? rateHz === DEFAULT_RATE_HZ : rateHz >= LEAST_RATE_HZ && rateHz <= MOST_RATE_HZ;
  if (!isUsable) return `sample_rate_hertz ${rateHz} cannot be used with ${name}: ${USABLE}`;
  return { encoding: name, sampleRateHertz: rateHz };
}
