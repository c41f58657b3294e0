/** A real Redis cluster of three masters for one test file, without replicas; nothing is kept on disk. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { startRedisServer, type TestRedisServer } from "./redis-server.ts";

const SLOTS = 16_384;
const MASTERS = 3;

export interface TestRedisCluster {
  /** As REDIS_URL has it. */
  url: string;
  servers: readonly TestRedisServer[];
  close(): Promise<void>;
}

export async function startRedisCluster(): Promise<TestRedisCluster> {
  const folder = await mkdtemp(join(tmpdir(), "sidetone-cluster-"));
  const servers: TestRedisServer[] = [];
  const busPorts: number[] = [];
  for (let number = 0; number < MASTERS; number += 1) {
    const busPort = await freePort();
    const files = ["--dir", folder, "--cluster-config-file", `nodes-${number}.conf`];
    const options = ["--cluster-enabled", "yes", "--cluster-port", String(busPort), ...files];
    servers.push(await startRedisServer({ options }));
    busPorts.push(busPort);
  }
  const clients = servers.map(({ port }) => new Redis(port, "127.0.0.1"));
  try {
    await Promise.all(
      clients.map((client, number) => {
        const from = Math.floor((SLOTS * number) / MASTERS);
        return client.cluster("ADDSLOTSRANGE", from, Math.floor((SLOTS * (number + 1)) / MASTERS) - 1);
      }),
    );
    for (const [number, { port }] of servers.entries())
      await clients[0]?.call("CLUSTER", "MEET", "127.0.0.1", port, busPorts[number] ?? 0);
    await eventually(async () => {
      const states = await Promise.all(clients.map((client) => client.cluster("INFO")));
      return states.every((text) => text.includes("cluster_state:ok") && text.includes("cluster_size:3"));
    });
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    url: `redis+cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    servers,
    async close() {
      await Promise.all(servers.map((server) => server.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
