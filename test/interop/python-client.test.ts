/** A client in another language, generated from the contract, streams a call through Sidetone. */
import { expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { makePythonStubs } from "../support/python-stubs.ts";
import { startTestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const CLIENT = join(import.meta.dir, "five9_client.py");

const python = await makePythonStubs();
if ("reason" in python) console.log(`No Python client: ${python.reason}. The test is skipped.`);

test.skipIf("reason" in python)(
  "a Python client made from voice.proto is heard word for word, on both legs",
  async () => {
    if ("reason" in python) throw new Error(python.reason);
    const sample = await readSample("lost-card");
    const scene = await startTestStage();
    try {
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const legs = Object.entries(sample.legs).map(
        ([speaker, file]) => `${speaker.toUpperCase()}=${join(sample.directory, file)}`,
      );
      const address = `127.0.0.1:${scene.stage.sidetone.grpcPort}`;
      const client = Bun.spawn([python.python, CLIENT, python.stubs, address, callId, ...legs], {
        env: { ...process.env, FIVE9_TRUST_TOKEN: scene.stage.secrets.trustToken },
        stdout: "pipe",
        timeout: STORY_MS / 2,
      });
      expect(JSON.parse(await new Response(client.stdout).text())).toEqual({
        AGENT: { codes: [1001, 1011], grpc: "OK" },
        CUSTOMER: { codes: [1001, 1011], grpc: "OK" },
      });
      expect(await scene.settledScore(sample, desktop)).toMatchObject({
        lost: [],
        duplicated: [],
        suggestionsDelivered: sample.suggestions.length,
      });
      desktop.close();
    } finally {
      await scene.close();
      await rm(python.stubs, { recursive: true, force: true });
    }
  },
  STORY_MS,
);
