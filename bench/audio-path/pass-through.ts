/**
 * The bare limit: a Five9 server that hands each audio message to Dialogflow as it comes, and does nothing else; or, with
 * `--receive-only`, does not even that.
 */
import {
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
} from "@grpc/grpc-js";
import { loadServices } from "../../simulators/agent-assist/protos.ts";
import {
  streamingVoiceMethod,
  type WireRequest,
  type WireResponse,
} from "../../src/transports/five9/voice-proto.ts";

type Bidi = MethodDefinition<object, object>;

const upstream = process.argv.at(-1) ?? "";
const bidi = loadServices().participants.BidiStreamingAnalyzeContent as Bidi;
const START_STREAMING = 1001;
const isReceiveOnly = process.argv.includes("--receive-only");

/** A connection of its own for each leg, as Sidetone's legs have. */
function openUpstream(): ClientDuplexStream<object, object> {
  const client = new Client(upstream, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
  const call = client.makeBidiStreamRequest(
    bidi.path,
    bidi.requestSerialize,
    bidi.responseDeserialize,
    new Metadata(),
  );
  call.on("data", () => {});
  call.on("error", () => {});
  call.on("status", () => client.close());
  return call;
}

function receiveOnly(call: ServerDuplexStream<WireRequest, WireResponse>): void {
  call.on("data", ({ audioContent }: WireRequest) => {
    if (audioContent === undefined) call.write({ status: { code: START_STREAMING } });
  });
  call.on("end", () => call.end());
  call.on("error", () => {});
}

function streamingVoice(call: ServerDuplexStream<WireRequest, WireResponse>): void {
  const out = openUpstream();
  call.on("data", ({ audioContent }: WireRequest) => {
    if (audioContent !== undefined) {
      out.write({ input: { audio: audioContent } });
      return;
    }
    out.write({ config: { participant: "bare" } });
    call.write({ status: { code: START_STREAMING } });
  });
  call.on("end", () => {
    out.end();
    call.end();
  });
  call.on("cancelled", () => out.cancel());
  call.on("error", () => out.cancel());
}

const server = new Server({ "grpc.enable_channelz": 0 });
server.addService(
  { StreamingVoice: streamingVoiceMethod() },
  { StreamingVoice: isReceiveOnly ? receiveOnly : streamingVoice },
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(JSON.stringify({ msg: "listening", grpcPort: port }));
});
