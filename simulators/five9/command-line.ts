/** The command line of the simulated Five9 caller: from arguments and environment to calls, and their outcome. */
import { parseArgs } from "node:util";
import { listSamples, readSample } from "../../samples/sample.ts";
import { audioOfSample, audioOfWavs, type CallAudio } from "./call-audio.ts";
import { type CallReport, type PlaceCallOptions, placeCall } from "./place-call.ts";

const HELP = `Plays calls to a Five9 voice server the way Five9 would: both legs over gRPC, and webhooks if asked.

  --grpc HOST:PORT       the voice server (default 127.0.0.1:50051)
  --tls                  use TLS and trust this machine's authorities (default for port 443)
  --http URL             also send CTI and MediaStream webhooks there, for example http://127.0.0.1:8080
  --wav FILE             8 kHz 16-bit WAV: stereo (left agent, right customer), or mono for both legs
  --customer-wav FILE    8 kHz 16-bit mono WAV for the customer's leg; --wav is then the agent's
  --sample NAME          a call of samples/ instead of a WAV (default: the first of them)
  --call-id ID           default: a new number
  --domain-id ID         default 1001
  --speed N              1 is real time (default), 4 four times as fast, max as fast as the server takes it
  --chunk-ms N           audio per message (default 100)
  --order ORDER          cti-first (default) or audio-first
  --token-in WHERE       metadata, config, both (default) or none
  --no-wait              send audio without waiting for the server's 1001
  --ending HOW           callEnded (default), disconnect or halfClose
  --calls N              so many calls at once (default 1), each with an id of its own
  --help

The trust token is read from FIVE9_TRUST_TOKEN, the API key for webhooks from FIVE9_API_KEY.
Progress goes to stderr. The last line of stdout is JSON: {"ok":true,"calls":1,"legs":2,"sentBytes":n,"problems":[]}.
Exit status: 0 all played to the end, 1 something failed, 2 wrong use.`;

const OPTIONS = {
  grpc: { type: "string", default: "127.0.0.1:50051" },
  tls: { type: "boolean", default: false },
  http: { type: "string" },
  wav: { type: "string" },
  "customer-wav": { type: "string" },
  sample: { type: "string" },
  "call-id": { type: "string" },
  "domain-id": { type: "string", default: "1001" },
  speed: { type: "string", default: "1" },
  "chunk-ms": { type: "string", default: "100" },
  order: { type: "string", default: "cti-first" },
  "token-in": { type: "string", default: "both" },
  "no-wait": { type: "boolean", default: false },
  ending: { type: "string", default: "callEnded" },
  calls: { type: "string", default: "1" },
  help: { type: "boolean", default: false },
} as const;

export interface CommandIo {
  env: Record<string, string | undefined>;
  out(line: string): void;
  err(line: string): void;
}

/** Runs the command; resolves with the exit status. */
export async function runCaller(argv: string[], io: CommandIo): Promise<number> {
  let calls: PlaceCallOptions[] | undefined;
  try {
    calls = await readCalls(argv, io.env);
  } catch (error) {
    io.err(error instanceof Error ? error.message : String(error));
    io.err("--help lists the options.");
    return 2;
  }
  if (calls === undefined) {
    io.out(HELP);
    return 0;
  }
  const reports = await Promise.all(calls.map((call) => playOne(call, io)));
  const legs = reports.flatMap((report) => report.legs);
  const problems = reports.flatMap(problemsOf);
  const ok = reports.every((report) => report.ok);
  const sentBytes = legs.reduce((sum, leg) => sum + leg.sentBytes, 0);
  io.out(JSON.stringify({ ok, calls: reports.length, legs: legs.length, sentBytes, problems }));
  return ok ? 0 : 1;
}

async function playOne(options: PlaceCallOptions, io: CommandIo): Promise<CallReport> {
  io.err(`call ${options.callId}: connecting to ${options.grpcAddress}`);
  const call = placeCall(options);
  void call.started.then((started) =>
    io.err(`call ${options.callId}: ${started ? "audio flows" : "not started"}`),
  );
  const report = await call.finished;
  for (const leg of report.legs) {
    const codes = leg.statuses.map((status) => status.code).join(" ");
    io.err(`call ${options.callId}: ${leg.speaker} sent ${leg.sentBytes} bytes, heard ${codes || "nothing"}`);
  }
  return report;
}

function problemsOf(report: CallReport): string[] {
  const legs = report.legs.flatMap((leg) =>
    leg.problem === undefined ? [] : [`${report.callId} ${leg.speaker}: ${leg.problem}`],
  );
  const refused = report.webhooks.filter((webhook) => webhook.status !== 200);
  return legs.concat(refused.map((webhook) => `${report.callId} ${webhook.name}: HTTP ${webhook.status}`));
}

/** Undefined when help was asked for. Throws an Error with a sentence for the person at the keyboard. */
async function readCalls(argv: string[], env: CommandIo["env"]): Promise<PlaceCallOptions[] | undefined> {
  const { values } = parseArgs({ args: argv, options: OPTIONS, strict: true });
  if (values.help) return undefined;
  const trustToken = env.FIVE9_TRUST_TOKEN ?? "";
  if (trustToken === "")
    throw new Error("FIVE9_TRUST_TOKEN is not set: give the server's trust token in it.");
  const audio = await readAudio(values.wav, values["customer-wav"], values.sample);
  const count = positive("--calls", values.calls);
  const firstId = values["call-id"] ?? `6${Date.now()}`;
  const tls = values.tls || values.grpc.endsWith(":443") ? { tlsAuthority: "system" } : {};
  const shared = {
    ...tls,
    ...(values.http === undefined ? {} : { httpBaseUrl: values.http }),
    grpcAddress: values.grpc,
    trustToken,
    apiKey: env.FIVE9_API_KEY ?? "",
    audio,
    domainId: values["domain-id"],
    speed: values.speed === "max" ? Number.POSITIVE_INFINITY : positive("--speed", values.speed),
    chunkMs: positive("--chunk-ms", values["chunk-ms"]),
    order: oneOf("--order", values.order, ["cti-first", "audio-first"] as const),
    tokenIn: oneOf("--token-in", values["token-in"], ["metadata", "config", "both", "none"] as const),
    waitForStart: !values["no-wait"],
    ending: oneOf("--ending", values.ending, ["callEnded", "disconnect", "halfClose"] as const),
  };
  return Array.from({ length: Math.floor(count) }, (_, index) => ({
    ...shared,
    callId: index === 0 ? firstId : `${firstId}-${index}`,
  }));
}

async function readAudio(wav?: string, customerWav?: string, sample?: string): Promise<CallAudio> {
  if (wav !== undefined) return audioOfWavs(wav, customerWav);
  if (customerWav !== undefined) throw new Error("--customer-wav needs --wav for the agent's leg.");
  const names = await listSamples();
  const name = sample ?? names[0];
  if (name === undefined || !names.includes(name))
    throw new Error(`There is no such sample; there are: ${names.join(", ")}.`);
  return audioOfSample(await readSample(name));
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new Error(`${option} must be a number above 0, not "${text}".`);
  return value;
}

function oneOf<const Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new Error(`${option} must be one of ${choices.join(", ")}, not "${text}".`);
  return choice;
}
