/** That this version of grpc-js still shows its stream: without it a call works as before, at several times the cost. */
import { expect, test } from "bun:test";
import { Client, credentials, Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import { until } from "../../../test/support/fake-participants.ts";
import { streamOf } from "./call-stream.ts";
import { messageFrame } from "./message-frame.ts";
import { PREFIX_BYTES } from "./message-reader.ts";

const DEADLINE_MS = 300_000;
const PATH = "/test.Echo/Talk";
const raw = (bytes: Buffer) => bytes;

test("a call has its stream once its first message is written, and what is written there comes after it", async () => {
  const received: string[] = [];
  const server = new Server();
  const codec = { requestSerialize: raw, requestDeserialize: raw, responseSerialize: raw };
  server.addService(
    { talk: { ...codec, path: PATH, requestStream: true, responseStream: true, responseDeserialize: raw } },
    {
      talk: (call: { on(event: "data", listener: (message: Buffer) => void): void }) =>
        call.on("data", (message) => void received.push(message.toString())),
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), { "grpc.enable_retries": 0 });
  try {
    const call = client.getChannel().createCall(PATH, Date.now() + DEADLINE_MS, null, null, null);
    call.start(new Metadata(), {
      onReceiveMetadata: () => {},
      onReceiveMessage: () => {},
      onReceiveStatus: () => {},
    });
    // A call takes the next message only when it has let go of the last one; written they are later.
    for (const word of ["one", "two", "three"]) {
      const isTaken = new Promise<void>((taken) =>
        call.sendMessageWithContext({ callback: () => taken() }, Buffer.from(word)),
      );
      expect(streamOf(call)).toBeUndefined();
      await isTaken;
    }
    await until(() => streamOf(call) !== undefined, "the stream");
    const frame = messageFrame(4);
    frame.write("four", PREFIX_BYTES);
    streamOf(call)?.write(frame);
    await until(() => received.length === 4, "the messages");
    expect(received).toEqual(["one", "two", "three", "four"]);
  } finally {
    client.close();
    server.forceShutdown();
  }
});
