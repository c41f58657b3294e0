/** Every gRPC method against every way of not having the trust token, from the methods the server has registered. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Client, credentials, Metadata, type StatusObject, status } from "@grpc/grpc-js";
import { TRUST_TOKEN_METADATA_KEY } from "../../src/transports/five9/trust-token.ts";
import { streamingVoiceMethod, type WireResponse } from "../../src/transports/five9/voice-proto.ts";
import { nearly } from "./attempts.ts";
import { GRPC_ROWS } from "./grpc-rows.ts";
import { scene } from "./open-doors.ts";
import { refusedDuring } from "./refused.ts";
import { CALL_ID } from "./token-schemes.ts";

const START_STREAMING = 1001;
/** A call whose legs leave ends after a while: that of the other doors has to live as long as the matrix takes. */
const LEG_CALL_ID = "300000000000003";
let client: Client;

interface Carried {
  metadata?: Record<string, string>;
  /** StreamingConfig.trust_token. */
  config?: string;
}

/** Every wrong way, by its name in the matrix. A fixed secret has neither an end nor an algorithm. */
function attempts(): Record<string, Carried[]> {
  const { keys } = scene;
  const inEither = (token: string): Carried[] => [
    { metadata: { [TRUST_TOKEN_METADATA_KEY]: token } },
    { config: token },
  ];
  return {
    "no secret": [{}, { metadata: { [TRUST_TOKEN_METADATA_KEY]: "" }, config: "" }],
    wrong: [
      ...nearly(keys.trustToken).flatMap(inEither),
      // One right and one wrong: a wrong one in either place is refused.
      { metadata: { [TRUST_TOKEN_METADATA_KEY]: "ff" }, config: keys.trustToken },
      { metadata: { [TRUST_TOKEN_METADATA_KEY]: keys.trustToken }, config: "ff" },
    ],
    "another's": [keys.apiKey, keys.operatorToken, keys.botToken].flatMap(inEither),
    "wrong place": [
      { metadata: { authorization: `Bearer ${keys.trustToken}` } },
      { metadata: { "x-api-key": keys.trustToken, "trust-token": keys.trustToken } },
    ],
  };
}

/** Opens a leg of the call; resolves with the first status, or the RPC's end. */
function openLeg(
  { metadata = {}, config }: Carried,
  callId = CALL_ID,
): Promise<{ code?: number; grpcCode?: number }> {
  const method = streamingVoiceMethod();
  const sent = new Metadata();
  for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
  const call = client.makeBidiStreamRequest(
    ...([method.path, method.requestSerialize, method.responseDeserialize, sent] as const),
  );
  return new Promise((resolve) => {
    call.on("data", ({ status: heard }: WireResponse) => {
      resolve({ code: heard?.code ?? 0 });
      call.cancel();
    });
    call.on("error", () => {});
    call.on("status", ({ code }: StatusObject) => resolve({ grpcCode: code }));
    const voiceConfig = { encoding: 1, sampleRateHertz: 8000 };
    const ids = { vccCallId: callId, domainId: "1001", subscriptionId: "4001" };
    call.write({
      streamingConfig: { voiceConfig, ...ids, ...(config === undefined ? {} : { trustToken: config }) },
    });
  });
}

/** One request without any key; resolves with the first answer's bytes. */
function askOpenly(method: string, ask: Uint8Array): Promise<Buffer> {
  const asItIs = (bytes: Buffer) => bytes;
  const call = client.makeBidiStreamRequest(method, asItIs, asItIs);
  return new Promise((resolve, reject) => {
    call.on("data", (bytes: Buffer) => {
      resolve(bytes);
      call.cancel();
    });
    call.on("error", reject);
    call.write(Buffer.from(ask));
    call.end();
  });
}

describe("gRPC doors", () => {
  beforeAll(async () => {
    client = new Client(scene.grpcAddress, credentials.createInsecure());
  });
  afterAll(() => client?.close());

  test("each registered method has a row, and each row has a method", () => {
    expect(GRPC_ROWS.map(({ method }) => method).toSorted()).toEqual(scene.grpcMethods.toSorted());
  });

  test("audio without the right trust token is refused in every way, and begins no call", async () => {
    const all = Object.entries(attempts()).flatMap(([attempt, carriers]) =>
      carriers.map((carried) => ({ attempt, carried })),
    );
    const counted = await refusedDuring(async () => {
      for (const { attempt, carried } of all) {
        const refused = { attempt, grpcCode: status.UNAUTHENTICATED };
        expect({ attempt, ...(await openLeg(carried)) }).toEqual(refused);
      }
    });
    expect(counted).toEqual({ "audio.token": all.length });
    expect(scene.service.directory.list()).toEqual([]);
  });

  test("the right trust token passes in either place", async () => {
    const { trustToken } = scene.keys;
    const inMetadata = { metadata: { [TRUST_TOKEN_METADATA_KEY]: trustToken } };
    for (const carried of [inMetadata, { config: trustToken }])
      expect(await openLeg(carried, LEG_CALL_ID)).toEqual({ code: START_STREAMING });
  });

  test("open methods reveal nothing about calls", async () => {
    for (const row of GRPC_ROWS) {
      if (!("open" in row)) continue;
      const answer = await askOpenly(row.method, row.ask);
      expect(answer.length).toBeGreaterThan(0);
      expect(answer.toString("latin1")).not.toContain(CALL_ID);
    }
  });

  test("an unknown method is unimplemented, with and without a key", async () => {
    const outcome = await askOpenly("/five9.voicestream.Voice/Listen", new Uint8Array()).catch(
      (error: { code?: number }) => error.code,
    );
    expect(outcome).toBe(status.UNIMPLEMENTED);
  });
});
