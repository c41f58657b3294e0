/** A process in the place of Google: it takes audio, sends a final now and then and interim results if asked to, and does nothing that costs much. */
import { Server, ServerCredentials, type ServerDuplexStream, type ServiceDefinition } from "@grpc/grpc-js";
import { INTERIM_STABILITY } from "../../simulators/agent-assist/notifications.ts";
import { loadServices } from "../../simulators/agent-assist/protos.ts";
import { unary } from "../../simulators/agent-assist/rpc.ts";
import { type ArrivalReport, Arrivals } from "./arrivals.ts";
import { audioOfRequest } from "./bidi-request.ts";
import { answerParent } from "./child-calls.ts";
import { BYTES_PER_MS } from "./stamped-audio.ts";

/** A final covers about a sentence, unless `--final-every-ms=` says otherwise. In milliseconds of audio. */
const SENTENCE_MS = 4_000;
const FINAL_OPTION = "--final-every-ms=";
/** How much audio each interim result covers. Without it there are none. */
const INTERIM_OPTION = "--interim-every-ms=";

let finalEveryMs = optionOf(FINAL_OPTION, SENTENCE_MS);
const interimEveryMs = optionOf(INTERIM_OPTION, Number.POSITIVE_INFINITY);
const isThorough = process.argv.includes("--thorough");
const arrivals = new Arrivals();
/** What it is asked for by `collect`. */
export type StandInReport = ArrivalReport & { finals: number };

const GOLDEN_RATIO = 0.618034;
let streams = 0;
let finals = 0;

function optionOf(option: string, byDefault: number): number {
  return Number(process.argv.find((arg) => arg.startsWith(option))?.slice(option.length) ?? byDefault);
}

function bidi(call: ServerDuplexStream<Buffer, Record<string, unknown>>): void {
  const take = arrivals.openStream(isThorough);
  let receivedMs = 0;
  // Calls do not breathe in step: each stream has its first final at another time.
  let finalMs = finalEveryMs * (((++streams * GOLDEN_RATIO) % 1) - 1);
  let interimMs = 0;
  call.on("data", (message: Buffer) => {
    const audio = audioOfRequest(message);
    if (audio === undefined) return;
    take(audio);
    receivedMs += audio.length / BYTES_PER_MS;
    const isFinal = receivedMs - finalMs >= finalEveryMs;
    if (!isFinal && receivedMs - interimMs < interimEveryMs) return;
    interimMs = receivedMs;
    if (isFinal) {
      finalMs = receivedMs;
      finals += 1;
    }
    const seconds = Math.floor(receivedMs / 1000);
    const speechEndOffset = { seconds, nanos: Math.round((receivedMs - seconds * 1000) * 1_000_000) };
    const result = { messageType: "TRANSCRIPT", transcript: "as it happens", isFinal, speechEndOffset };
    call.write({ recognitionResult: isFinal ? result : { ...result, stability: INTERIM_STABILITY } });
  });
  call.on("end", () => call.end());
  call.on("error", () => {});
}

/** Audio is not decoded: the stand-in costs the same for each caller. */
function withRawRequests(definition: ServiceDefinition): ServiceDefinition {
  const key = Object.keys(definition).find((name) => name === "BidiStreamingAnalyzeContent") ?? "";
  const method = definition[key];
  if (method === undefined) throw new Error("no BidiStreamingAnalyzeContent in the protos");
  return { ...definition, [key]: { ...method, requestDeserialize: (bytes: Buffer) => bytes } };
}

const services = loadServices();
const server = new Server({ "grpc.enable_channelz": 0 });
server.addService(withRawRequests(services.participants), {
  bidiStreamingAnalyzeContent: bidi,
  listParticipants: unary(() => ({ participants: [] })),
  createParticipant: unary((request: { parent: string; participant: { role: string } }) => ({
    ...request.participant,
    name: `${request.parent}/participants/${request.participant.role}`,
  })),
});
server.addService(services.conversations, {
  createConversation: unary((request: { parent: string; conversationId: string }) => ({
    name: `${request.parent}/conversations/${request.conversationId}`,
  })),
  completeConversation: unary((request: { name: string }) => ({ name: request.name })),
});
server.addService(services.conversationProfiles, {
  getConversationProfile: unary(({ name }: { name: string }) => ({ name })),
});
// Pub/Sub has nothing to tell but, first of all, what each subscription is, as Google's service does: the pulls stay open.
server.addService(services.subscriber, {
  streamingPull: (call: ServerDuplexStream<unknown, unknown>) => {
    call.write({
      subscriptionProperties: { exactlyOnceDeliveryEnabled: false, messageOrderingEnabled: false },
    });
    call.on("data", () => {});
    call.on("end", () => call.end());
    call.on("error", () => {});
  },
});
const port = await new Promise<number>((resolve, reject) => {
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
    error === null ? resolve(bound) : reject(error),
  );
});

/** What came, and how many finals were sent, since the last time. */
function collect(): StandInReport {
  const report = { ...arrivals.collect(), finals };
  finals = 0;
  return report;
}

answerParent({
  hello: () => true,
  port: () => port,
  collect,
  finalEvery(audioMs: number): void {
    finalEveryMs = audioMs;
  },
});
