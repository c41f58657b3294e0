/** A stranger's tools learn the voice contract from the server itself, and call it with what they learnt. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { COMPILED, compileDescriptors } from "../support/compile-descriptors.ts";
import { type Five9TestServer, startFive9TestServer, TEST_TRUST_TOKEN } from "../support/five9-server.ts";
import { findGrpcurl } from "../support/grpcurl.ts";
import { makePythonStubs } from "../support/python-stubs.ts";

const STORY_MS = 600_000;
const CLIENT = join(import.meta.dir, "reflection_client.py");

const python = await makePythonStubs();
const noPython = "reason" in python;
if (noPython) console.log(`No Python client: ${python.reason}. Its tests are skipped.`);
const grpcurl = await findGrpcurl();
const noGrpcurl = typeof grpcurl !== "string";
if (noGrpcurl) console.log(`No grpcurl: ${grpcurl.reason}. Its tests are skipped.`);

let five9: Five9TestServer;
beforeAll(async () => {
  five9 = await startFive9TestServer();
});
afterAll(async () => {
  await five9.close();
  if (!noPython) await rm(python.stubs, { recursive: true, force: true });
});

async function run(command: string[], stdin = ""): Promise<string> {
  const child = Bun.spawn(command, {
    stdin: Buffer.from(stdin),
    stdout: "pipe",
    stderr: "pipe",
    timeout: STORY_MS / 2,
  });
  const [out, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`${command[0]} failed: ${errors}`);
  return out;
}

const ask = (...words: string[]) => run([String(grpcurl), "-plaintext", ...words]);

test.skipIf(noGrpcurl)(
  "grpcurl lists the services: voice, health and reflection",
  async () => {
    const listed = (await ask(five9.address, "list")).trim().split("\n");
    expect(listed).toEqual([
      "five9.voicestream.Voice",
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
    ]);
  },
  STORY_MS,
);

test.skipIf(noGrpcurl)(
  "grpcurl describes a message with Google's own Timestamp",
  async () => {
    const described = await ask(five9.address, "describe", "five9.voicestream.StreamingVoiceRequest");
    expect(described).toContain(".google.protobuf.Timestamp send_time = 4;");
    expect(described).toContain("oneof streaming_request");
    const health = await ask(five9.address, "describe", "grpc.health.v1.Health");
    expect(health).toContain("rpc Check");
  },
  STORY_MS,
);

test.skipIf(noGrpcurl)(
  "grpcurl calls the service with what it learnt",
  async () => {
    const messages = [
      { streaming_config: { vcc_call_id: "600000000000041", trust_token: TEST_TRUST_TOKEN } },
      { streaming_status: { code: "CLT_CALL_ENDED" }, send_time: "2026-11-26T10:00:00.5Z" },
    ];
    const heard = await run(
      [String(grpcurl), "-plaintext", "-d", "@", five9.address, "five9.voicestream.Voice/StreamingVoice"],
      messages.map((message) => JSON.stringify(message)).join("\n"),
    );
    expect(heard).toContain("SRV_REQ_START_STREAMING");
    expect(heard).toContain("SRV_REQ_DISCONNECT");
  },
  STORY_MS,
);

test.skipIf(noPython)(
  "Python links the files into its pool, which has the real Timestamp already, and calls the service",
  async () => {
    if (noPython) throw new Error(python.reason);
    const printed = await run([python.python, CLIENT, five9.address, TEST_TRUST_TOKEN]);
    expect(JSON.parse(printed)).toEqual({
      files: ["five9/voice.proto", "google/protobuf/timestamp.proto"],
      codes: [1001, 1011],
    });
  },
  STORY_MS,
);

test.skipIf(noPython)(
  "what is shown is what Google's compiler makes of the protos of today",
  async () => {
    if (noPython) throw new Error(python.reason);
    const compiled = await compileDescriptors(python.python);
    expect(Buffer.from(compiled).equals(Buffer.from(await Bun.file(COMPILED).bytes()))).toBe(true);
  },
  STORY_MS,
);
