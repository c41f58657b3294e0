/** What nobody caught: a defect is an error with its stack, what may succeed soon is asked for again and is none. */
import { expect, test } from "bun:test";
import { Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import { createApp } from "./app.ts";

async function failing(error: Error) {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(JSON.parse(line)) });
  const group = new Hono().get("/jobs", () => {
    throw error;
  });
  const response = await createApp({ logger, groups: [group] }).request("/jobs");
  const { detail, code } = (await response.json()) as { detail: string; code: string };
  return { status: response.status, retryAfter: response.headers.get("retry-after"), detail, code, lines };
}

test("a defect is 500, and the log has its stack", async () => {
  const { status, retryAfter, detail, lines } = await failing(new TypeError("secret words"));
  expect([status, retryAfter]).toEqual([500, null]);
  expect(detail).not.toContain("secret words");
  expect(lines).toMatchObject([{ level: 50, msg: "request failed", err: { stack: expect.any(String) } }]);
});

test("a queue that does not answer just now is 503 with a time to come again, and a warning without a stack", async () => {
  const busy = new SidetoneError("STORAGE_FAILED", "the job queue does not answer", { retryable: true });
  const { status, retryAfter, code, lines } = await failing(busy);
  expect([status, retryAfter, code]).toEqual([503, "5", "STORAGE_FAILED"]);
  expect(lines).toMatchObject([{ level: 40, reason: "the job queue does not answer", path: "/jobs" }]);
  expect(lines[0]).not.toHaveProperty("err");
});
