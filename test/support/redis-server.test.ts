import { expect, test } from "bun:test";
import { redisServerPath, redisSkipNote, startRedisServer } from "./redis-server.ts";

test.skipIf(redisServerPath === null)(
  `a Redis dies and comes back at its port; a port that is taken is told${redisSkipNote}`,
  async () => {
    const first = await startRedisServer();
    const port = Number(new URL(first.url).port);
    expect(port).toBeLessThan(32_768);
    await first.kill();
    const second = await startRedisServer({ port });
    expect(second.url).toBe(first.url);
    await expect(startRedisServer({ port })).rejects.toThrow("did not get ready");
    await second.close();
  },
);
