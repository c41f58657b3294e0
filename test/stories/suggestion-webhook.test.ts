/** Suggestions of a whole call posted to another recipient, signed, also when it is away at first. */
import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const SECRET = "shared-with-the-recipient-only";
const sample = await readSample("lost-card");

interface Post {
  timestamp: string;
  signature: string;
  body: string;
}

test(
  "every suggestion reaches the recipient with a signature that holds, the refused ones again",
  async () => {
    const taken: Post[] = [];
    let refusals = 2;
    const recipient = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      async fetch(request) {
        if (refusals > 0) {
          refusals -= 1;
          return new Response(null, { status: 503 });
        }
        taken.push({
          timestamp: request.headers.get("sidetone-timestamp") ?? "",
          signature: request.headers.get("sidetone-signature") ?? "",
          body: await request.text(),
        });
        return new Response(null, { status: 204 });
      },
    });
    const settings = {
      WEBHOOK_URL: `http://127.0.0.1:${recipient.port}/suggestions`,
      WEBHOOK_SECRET: SECRET,
    };
    const scene = await startTestStage({ settings });
    const callId = newCallId();
    const call = await scene.stage.call(sample, { callId, speed: 40 });
    expect((await call.finished).ok).toBe(true);

    await eventually(() => {
      const sequences = new Set(taken.map(({ body }) => (JSON.parse(body) as { sequence: number }).sequence));
      expect(sequences.size).toBe(sample.suggestions.length);
    });
    expect(refusals).toBe(0);
    for (const { timestamp, signature, body } of taken) {
      const expected = createHmac("sha256", SECRET).update(`${timestamp}.${body}`).digest("hex");
      expect(signature).toBe(`v1=${expected}`);
      expect(JSON.parse(body)).toMatchObject({ format: "sidetone.suggestion", version: 1 });
      expect(body).toContain(`conversations/five9-${callId}`);
    }
    await scene.close();
    await recipient.stop(true);
  },
  STORY_MS,
);
