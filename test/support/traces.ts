/** Where texts are found in what a storage backend keeps: for tests that something is gone. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";

/** Files below the directory that hold one of the texts, in their content or their name. */
export function filesHolding(directory: string, texts: readonly string[]): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = contentOf(path);
      return texts.some((text) => path.includes(text) || content.includes(text));
    });
}

/** Empty if the file has gone meanwhile: what works on the directory may still run. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}

/** Keys that hold one of the texts, in their value or their name. Read by type, since Redis packs what DUMP gives. */
export async function keysHolding(redisUrl: string, texts: readonly string[]): Promise<string[]> {
  const client = new Redis(redisUrl);
  const found: string[] = [];
  try {
    for await (const keys of client.scanStream({ count: 1_000 }) as AsyncIterable<string[]>) {
      for (const key of keys) {
        const content = key + (await textOf(client, key));
        if (texts.some((text) => content.includes(text))) found.push(key);
      }
    }
  } finally {
    client.disconnect();
  }
  return found;
}

async function textOf(client: Redis, key: string): Promise<string> {
  const read: Record<string, () => Promise<unknown>> = {
    string: () => client.get(key),
    list: () => client.lrange(key, 0, -1),
    set: () => client.smembers(key),
    zset: () => client.zrange(key, "0", "-1"),
    hash: () => client.hgetall(key),
    stream: () => client.xrange(key, "-", "+"),
  };
  return JSON.stringify(await read[await client.type(key)]?.()) ?? "";
}
