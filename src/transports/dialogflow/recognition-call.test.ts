/** The call against a real server on a real socket that takes bytes as they come. */
import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import {
  Client,
  credentials,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  status,
} from "@grpc/grpc-js";
import { loadServices } from "../../../simulators/agent-assist/protos.ts";
import { until } from "../../../test/support/fake-participants.ts";
import { messageIn } from "../grpc/message-frame.ts";
import { PREFIX_BYTES } from "../grpc/message-reader.ts";
import { bidiApi } from "./bidi-api.ts";
import type { GrpcFailure } from "./errors.ts";
import { RecognitionCall } from "./recognition-call.ts";

type RawCall = ServerDuplexStream<Buffer, Buffer>;

const method = loadServices().participants.BidiStreamingAnalyzeContent as unknown as MethodDefinition<
  object,
  object
>;
const encode = (response: object) =>
  (method as unknown as { responseSerialize(value: object): Buffer }).responseSerialize(response);
const DEADLINE_MS = 300_000;

let server: Server;
let client: Client;
let serve: (call: RawCall) => void;
let heard: object[];
let ends: GrpcFailure[];
let pauses: number;

beforeEach(async () => {
  [heard, ends, pauses] = [[], [], 0];
  server = new Server();
  const raw = (bytes: Buffer) => bytes;
  const definition = { ...method, requestDeserialize: raw, responseSerialize: raw };
  server.addService({ bidi: definition }, { bidi: (call: RawCall) => serve(call) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), { "grpc.enable_retries": 0 });
});

afterEach(() => {
  client.close();
  server.forceShutdown();
});

function openCall(): RecognitionCall {
  return new RecognitionCall(client, method, Date.now() + DEADLINE_MS, {
    message: () => false,
    response: (response) => void heard.push(response),
    writable: () => {
      pauses += 1;
    },
    ended: (outcome) => void ends.push(outcome),
  });
}

const ended = () => until(() => ends.length > 0, "the end");
const pieceOf = (index: number, length: number) => bidiApi.audioRequest(new Uint8Array(length).fill(index));

describe("a call of the recognition stream", () => {
  test("sends what it is given in its order, also what was written before the connection was up, then half-closes", async () => {
    const received: Buffer[] = [];
    serve = (call) => {
      call.on("data", (message: Buffer) => received.push(message));
      call.on("end", () => call.end());
    };
    const call = openCall();
    const pieces = Array.from({ length: 40 }, (_, index) => pieceOf(index, 100 + index));
    for (const piece of pieces) call.write(piece);
    call.halfClose();
    expect(call.write(pieceOf(0, 1))).toBe(false);
    await ended();
    expect(received.map((message) => message.toString("hex"))).toEqual(
      pieces.map((piece) => messageIn(piece).toString("hex")),
    );
    expect(ends).toEqual([{ code: status.OK, message: expect.any(String) }]);
  });

  test("what is written past the library comes in its order, behind what passed through it and before the half-close", async () => {
    const received: number[] = [];
    serve = (call) => {
      call.on("data", (message: Buffer) => received.push(message.at(-1) ?? 0));
      call.on("end", () => call.end());
    };
    const call = openCall();
    call.open({ config: { participant: "p" } });
    call.write(pieceOf(1, 10));
    await until(() => received.length === 2, "the first messages");
    const library = spyOn(
      Object.getPrototypeOf(client.getChannel().createCall("", 0, null, null, null)),
      "sendMessageWithContext",
    );
    for (let index = 2; index < 40; index += 1) call.write(pieceOf(index, 20_000));
    call.halfClose();
    await ended();
    expect(received.slice(1)).toEqual(Array.from({ length: 39 }, (_, index) => index + 1));
    expect(library).not.toHaveBeenCalled();
    library.mockRestore();
  });

  test("asks for a pause while the server takes nothing, and says when it may go on", async () => {
    let received = 0;
    let serverSide: RawCall | undefined;
    serve = (call) => {
      serverSide = call;
      call.pause();
      call.on("data", (message: Buffer) => {
        received += PREFIX_BYTES + message.length;
      });
      call.pause();
      call.on("end", () => call.end());
    };
    const call = openCall();
    let written = 0;
    for (let isWritable = true; isWritable && written < 64 * 1024 * 1024; ) {
      const piece = pieceOf(1, 64 * 1024);
      isWritable = call.write(piece);
      written += piece.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(written).toBeLessThan(64 * 1024 * 1024);
    expect(pauses).toBe(0);
    serverSide?.resume();
    await until(() => pauses === 1, "the word to go on");
    call.halfClose();
    await ended();
    expect(received).toBe(written);
  });

  test("hears every response in its order and then the orderly end", async () => {
    const words = Array.from({ length: 30 }, (_, index) => `word ${index}`);
    serve = (call) => {
      for (const transcript of words) call.write(encode({ recognitionResult: { transcript } }));
      call.end();
    };
    openCall();
    await ended();
    expect(heard).toMatchObject(words.map((transcript) => ({ recognitionResult: { transcript } })));
    expect(ends).toMatchObject([{ code: status.OK }]);
  });

  test("hands on the server's status and its details", async () => {
    serve = (call) => void call.emit("error", { code: status.OUT_OF_RANGE, details: "too long" });
    openCall();
    await ended();
    expect(ends).toEqual([{ code: status.OUT_OF_RANGE, message: "too long" }]);
  });

  test("ends once, with CANCELLED, when it is cancelled, and says nothing of what comes after", async () => {
    serve = (call) => {
      call.on("data", () => {});
      call.on("cancelled", () => call.end());
      call.on("error", () => {});
    };
    const call = openCall();
    call.write(pieceOf(1, 10));
    await until(() => client.getChannel().getConnectivityState(false) === 2, "the connection");
    call.cancel();
    call.cancel();
    await ended();
    expect(call.write(pieceOf(2, 10))).toBe(false);
    call.halfClose();
    expect(ends).toMatchObject([{ code: status.CANCELLED }]);
  });

  test("a response that cannot be read ends it with INTERNAL", async () => {
    serve = (call) => {
      call.on("error", () => {});
      call.write(Buffer.from([0xff, 0xff, 0xff]));
    };
    openCall();
    await ended();
    expect(heard).toEqual([]);
    expect(ends).toMatchObject([{ code: status.INTERNAL, message: "a response could not be decoded" }]);
  });

  test("a server that goes away ends it with UNAVAILABLE", async () => {
    serve = (call) => {
      call.on("error", () => {});
      call.on("data", () => server.forceShutdown());
    };
    openCall().write(pieceOf(1, 10));
    await ended();
    expect(ends).toHaveLength(1);
    expect([status.UNAVAILABLE, status.CANCELLED]).toContain(ends[0]?.code ?? status.OK);
  });
});
