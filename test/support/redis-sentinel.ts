/** A real Redis master with a replica and a Sentinel that watches them, for one test file. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { redisServerPath, startRedisServer, type TestRedisServer } from "./redis-server.ts";

const MASTER = "main";

export interface TestSentinel {
  /** As REDIS_URL has it. */
  url: string;
  master: TestRedisServer;
  /** Resolves once the replica has what the master has. */
  replicated(): Promise<void>;
  close(): Promise<void>;
}

export async function startRedisSentinel(): Promise<TestSentinel> {
  const folder = await mkdtemp(join(tmpdir(), "sidetone-sentinel-"));
  const master = await startRedisServer();
  const following = ["--replicaof", "127.0.0.1", String(master.port), "--repl-diskless-sync-delay", "0"];
  // Where it writes down what it gets from the master.
  following.push("--dir", folder);
  const replica = await startRedisServer({ options: following });
  const port = await freePort();
  const file = join(folder, "sentinel.conf");
  const watched = [
    `sentinel monitor ${MASTER} 127.0.0.1 ${master.port} 1`,
    // Below two of its pings, which it sends each second, a master that lives would be taken for dead.
    `sentinel down-after-milliseconds ${MASTER} 2000`,
    `sentinel failover-timeout ${MASTER} 5000`,
  ];
  await writeFile(file, ["bind 127.0.0.1", `port ${port}`, `dir ${folder}`, ...watched, ""].join("\n"));
  const sentinel = Bun.spawn([redisServerPath ?? "", file, "--sentinel"], {
    stdout: "ignore",
    stderr: "inherit",
    cwd: folder,
  });
  const look = new Redis(port, "127.0.0.1");
  look.on("error", () => {});
  const masterLook = new Redis(master.port, "127.0.0.1", { retryStrategy: () => null });
  masterLook.on("error", () => {});
  try {
    await eventually(async () => {
      const [found] = (await look.call("SENTINEL", "replicas", MASTER)) as string[][];
      return found?.includes(String(replica.port)) && found.includes("slave");
    });
  } finally {
    look.disconnect();
  }
  return {
    url: `redis+sentinel://127.0.0.1:${port}/${MASTER}`,
    master,
    async replicated() {
      await eventually(async () => (await masterLook.wait(1, 1_000)) === 1);
    },
    async close() {
      masterLook.disconnect();
      sentinel.kill("SIGKILL");
      await sentinel.exited;
      await Promise.all([master.close(), replica.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
