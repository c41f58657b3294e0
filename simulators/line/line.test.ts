import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { until } from "../../test/support/fake-participants.ts";
import { createRecognizerBed, type RecognizerBed } from "../../test/support/recognizer-bed.ts";
import { type AgentAssistSimulator, startAgentAssistSimulator } from "../agent-assist/simulator.ts";
import { HTTP2_ERROR } from "./frames.ts";
import { type Line, openLine } from "./line.ts";
import type { LineConnection } from "./line-connection.ts";

let simulator: AgentAssistSimulator;
let line: Line;
let bed: RecognizerBed;
let calls = 0;

beforeAll(async () => {
  simulator = await startAgentAssistSimulator();
  line = await openLine(simulator.address);
});

afterAll(async () => {
  await line.close();
  await simulator.close();
});

beforeEach(async () => {
  const callKey = `line-${++calls}`;
  const parent = simulator.conversationProfileName.split("/conversationProfiles/")[0];
  bed = createRecognizerBed({
    address: line.address,
    profileName: simulator.conversationProfileName,
    input: { callKey, speaker: "agent", conversationName: `${parent}/conversations/${callKey}` },
  });
  await bed.dialogflow.conversations.openConversation({ conversationId: callKey });
  const sink = bed.tracks.open(callKey, "agent", { encoding: "LINEAR16", sampleRateHertz: 8000 });
  bed.command("recognizer.open");
  await bed.heard("stream.opened");
  sink.write(new Uint8Array(16 * 200));
  await until(() => simulator.faults.liveStreams().some((stream) => stream.audioMs() > 0), "audio");
});

afterEach(() => bed.close());

/** The connection of the one open stream. */
function connection(): LineConnection {
  const [stream] = simulator.faults.liveStreams();
  const found = stream && line.connectionOf(stream.peer);
  if (!found) throw new Error("the stream's connection is not on the line");
  return found;
}

test("a cut connection fails its stream at once", async () => {
  connection().cut();
  expect(await bed.heard("stream.failed")).toMatchObject({ advice: "retry" });
});

test("a server that leaves cuts every connection, and is found again at the same address", async () => {
  await line.down();
  await bed.heard("stream.failed");
  await line.up();
  bed.command("recognizer.open");
  expect(await bed.heard("stream.opened", 2)).toMatchObject({ stream: 2 });
});

test("a reset reaches the stream and no other", async () => {
  connection().resetNewestStream(HTTP2_ERROR.internal);
  expect(await bed.heard("stream.failed")).toMatchObject({ code: status.INTERNAL, advice: "retry" });
});

test("a server that goes away with an error fails the stream", async () => {
  const going = connection();
  going.sendAway(HTTP2_ERROR.none);
  going.cut();
  expect(await bed.heard("stream.failed")).toMatchObject({ advice: "retry" });
});
