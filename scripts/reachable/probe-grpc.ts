/** Asks a Five9 voice endpoint to refuse a stranger: proof that it is reached, speaks the contract and is shut. */
import { status } from "@grpc/grpc-js";
import { LegStream } from "../../simulators/five9/leg-stream.ts";
import { VOICE_SERVICE } from "../../src/transports/five9/voice-proto.ts";
import { askHealth } from "./ask-health.ts";

/** What a probe found, in one sentence for a person. */
export interface ProbeResult {
  readonly ok: boolean;
  readonly finding: string;
}

export interface GrpcProbeOptions {
  /** host:port without scheme. */
  readonly address: string;
  readonly tls: boolean;
  readonly limitMs: number;
}

/**
 * Opens one stream without a trust token and sends a configuration. The right answer is UNAUTHENTICATED: no call is made and
 * nothing upstream is asked for. A server with a health service has to say SERVING as well.
 */
export async function probeGrpc(options: GrpcProbeOptions): Promise<ProbeResult> {
  const stream = new LegStream({
    grpcAddress: options.address,
    trustToken: "",
    tokenIn: "none",
    ...(options.tls ? { tlsAuthority: "system" } : {}),
  });
  const limit = Promise.withResolvers<"late">();
  const timer = setTimeout(() => limit.resolve("late"), options.limitMs);
  try {
    stream.sendConfig({ voiceConfig: { encoding: 1, sampleRateHertz: 8000 }, vccCallId: "0", callLeg: 0 });
    const accepted = stream.status(1001).then((heard) => (heard === undefined ? "over" : "accepted"));
    const first = await Promise.race([accepted, limit.promise]);
    if (first === "late") return bad(`${options.address} gave no answer within ${options.limitMs} ms.`);
    if (first === "accepted") return bad(`${options.address} takes streams without a trust token.`);
    const judged = judge(options.address, await stream.ended);
    return judged.ok ? await withHealth(options, judged) : judged;
  } finally {
    clearTimeout(timer);
    stream.cancel();
  }
}

/** A server that drains still refuses strangers as it should, but takes no calls. */
async function withHealth(options: GrpcProbeOptions, judged: ProbeResult): Promise<ProbeResult> {
  const health = await askHealth({ ...options, service: VOICE_SERVICE });
  if (health === "SERVING") return { ok: true, finding: `${judged.finding} It is serving.` };
  if (health === "UNIMPLEMENTED") return judged;
  return bad(`${options.address} is reached, but takes no calls now (health: ${health}).`);
}

function judge(address: string, end: { grpcCode: number; details: string }): ProbeResult {
  if (end.grpcCode === status.UNAUTHENTICATED) {
    return {
      ok: true,
      finding: `${address} speaks Five9's voice contract and refuses streams without a token.`,
    };
  }
  if (end.grpcCode === status.OK) return bad(`${address} is reached, but takes no streams now.`);
  const code = status[end.grpcCode] ?? String(end.grpcCode);
  if (end.grpcCode === status.UNIMPLEMENTED) {
    return bad(`${address} speaks gRPC, but not Five9's voice contract (${code}).`);
  }
  return bad(`${address} is not reachable as a voice server (${code}: ${end.details}).`);
}

function bad(finding: string): ProbeResult {
  return { ok: false, finding };
}
