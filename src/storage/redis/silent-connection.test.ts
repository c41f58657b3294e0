/** Storage whose connection to Redis carries nothing any more, as where its host lost its power, gets another one. */
import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { eventually } from "../../../test/support/eventually.ts";
import { describeRedisLine } from "../../../test/support/redis-line.ts";
import { createLogger } from "../../base/log.ts";
import { openRedisStorage } from "./redis-storage.ts";

const STORY_MS = 600_000;
const logger = createLogger("silent");

describeRedisLine("a silent connection of storage", (there) => {
  test(
    "fails what is asked of it, and is replaced",
    async () => {
      const { line, lineUrl } = there();
      const storage = await openRedisStorage({ redisUrl: lineUrl, logger, timeoutMs: 1_000 });
      try {
        line.fallSilent();
        await expect(storage.ping()).rejects.toMatchObject({ code: "STORAGE_FAILED" });
        await eventually(() => storage.ping());
      } finally {
        await storage.close();
      }
    },
    STORY_MS,
  );
});

test(
  "a start waits for a silent Redis through its replacements, and then says how long it was silent",
  async () => {
    let connections = 0;
    const silent = createServer((socket) => {
      connections += 1;
      socket.on("error", () => {}).resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const failure = await openRedisStorage({
      redisUrl: `redis://127.0.0.1:${port}`,
      logger,
      timeoutMs: 300,
    }).catch((error: unknown) => error);
    silent.close();
    expect(String(failure)).toContain("silent for 1.2 s");
    expect(connections).toBeGreaterThan(1);
  },
  STORY_MS,
);
