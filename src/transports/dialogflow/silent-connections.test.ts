/** Connections to Dialogflow that carry nothing any more, as where a gateway has forgotten them, are replaced. */
import { expect, test } from "bun:test";
import { type Client, Server, ServerCredentials } from "@grpc/grpc-js";
import { loadServices } from "../../../simulators/agent-assist/protos.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { FakeParticipants, until } from "../../../test/support/fake-participants.ts";
import { createRecognizerBed } from "../../../test/support/recognizer-bed.ts";
import { audioOf, BYTES_PER_MS, CALL, CONVERSATION, FORMAT } from "../../../test/support/recognizer-scene.ts";
import { openTcpLine } from "../../../test/support/tcp-line.ts";
import { DialogflowClients } from "./clients.ts";
import { ConnectionPool } from "./connection-pool.ts";

const STORY_MS = 600_000;
const PROFILE = "projects/p/locations/us-central1/conversationProfiles/x";

test.concurrent(
  "questions with one answer are answered again",
  async () => {
    const server = new Server();
    const answer = (_: unknown, callback: (error: null, answer: object) => void) =>
      callback(null, { name: "c" });
    server.addService(loadServices().conversations, { GetConversation: answer });
    const port = await new Promise<number>((resolve) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_, bound) => resolve(bound));
    });
    const line = await openTcpLine(`http://127.0.0.1:${port}`);
    const endpoint = { host: "127.0.0.1", port: Number(new URL(line.url).port), insecure: true };
    const clients = new DialogflowClients({ endpoint, projectId: "p" });
    const ask = () => clients.conversations.getConversation({ name: "c" }, { timeout: 10_000 });
    try {
      await eventually(ask);
      line.fallSilent();
      await eventually(ask);
    } finally {
      await clients.close();
      server.forceShutdown();
      await line.close();
    }
  },
  STORY_MS,
);

test.concurrent(
  "a stream fails though the server could still take its audio, and the next one brings it again",
  async () => {
    const fake = await FakeParticipants.start();
    const line = await openTcpLine(`http://${fake.endpoint}`);
    const bed = createRecognizerBed({
      address: new URL(line.url).host,
      profileName: PROFILE,
      input: { callKey: CALL, speaker: "customer", conversationName: CONVERSATION },
    });
    const leg = bed.tracks.open(CALL, "customer", FORMAT);
    try {
      leg.write(audioOf(0, 100));
      bed.command("recognizer.open");
      await until(() => fake.streams[0]?.bytes === 100 * BYTES_PER_MS, "the first audio");
      line.fallSilent();
      leg.write(audioOf(100, 200));
      expect(await bed.heard("stream.failed", 1, STORY_MS / 4)).toMatchObject({ code: 14, advice: "retry" });
      bed.command("recognizer.open");
      await until(() => fake.streams[1]?.bytes === 200 * BYTES_PER_MS, "all audio");
    } finally {
      await bed.close();
      fake.close();
      await line.close();
    }
  },
  STORY_MS,
);

test("a connection that failed takes the idle ones with it, for the same may have happened to them", async () => {
  const closed: number[] = [];
  let made = 0;
  const connect = async () => {
    made += 1;
    const number = made;
    return {
      waitForReady: (_: number, told: () => void) => told(),
      close: () => void closed.push(number),
    } as unknown as Client;
  };
  const pool = new ConnectionPool({ connect, maxConnections: 5 });
  const [first, second, third] = [pool.acquire(), pool.acquire(), pool.acquire()];
  for (const connection of [first, second, third]) await connection.ready(1_000);
  pool.release(second, "fit");
  expect(pool.counts).toEqual({ busy: 2, idle: 1 });
  pool.release(first, "failed");
  expect(pool.counts).toEqual({ busy: 1, idle: 0 });
  expect(closed.sort()).toEqual([1, 2]);
  pool.release(third, "fit");
  expect(pool.counts).toEqual({ busy: 0, idle: 1 });
});
