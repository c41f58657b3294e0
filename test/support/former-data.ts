/** Data that an earlier version wrote (test/fixtures/), laid out again where the present version looks for it. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Redis from "ioredis";
import type { HistoryEntry, StoredCall } from "../../src/storage/port.ts";

const FIXTURES = join(import.meta.dir, "../fixtures/f00d684");

/** The calls of each database by the state they were left in. */
export type FormerCallName =
  | "ended-five9"
  | "faults-five9"
  | "ended-vaic"
  | "streaming"
  | "held"
  | "stopped"
  | "grace"
  | "live-vaic"
  | "awaiting"
  | "recovering"
  | "opening";

export const FORMER_BUNDLES = ["five9", "five9-with-faults", "five9-live", "audiocodes"] as const;

export const formerCallKeys: Record<"embedded" | "redis", Record<FormerCallName, string>> = await Bun.file(
  join(FIXTURES, "call-keys.json"),
).json();

/** A row of the embedded database and its lines. */
export function formerCall(name: FormerCallName): Promise<{ call: StoredCall; history: HistoryEntry[] }> {
  return Bun.file(join(FIXTURES, "calls", `${name}.json`)).json();
}

export function formerBundleText(name: (typeof FORMER_BUNDLES)[number]): Promise<string> {
  return Bun.file(join(FIXTURES, "bundles", `${name}.json`)).text();
}

/** A new data directory with the embedded database of that version in its folder postgres/. Its caller removes it. */
export async function unpackFormerDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sidetone-former-"));
  const tar = await Bun.zstdDecompress(await Bun.file(join(FIXTURES, "postgres.tar.zst")).bytes());
  const unpacking = Bun.spawn(["tar", "-xf", "-", "-C", directory], { stdin: tar, stderr: "pipe" });
  if ((await unpacking.exited) !== 0)
    throw new Error(`tar failed: ${await new Response(unpacking.stderr).text()}`);
  return directory;
}

/** Fills an empty Redis with what that version had written. */
export async function fillFormerRedis(redisUrl: string): Promise<void> {
  const packed = await Bun.file(join(FIXTURES, "redis-commands.jsonl.zst")).bytes();
  const lines = (await Bun.zstdDecompress(packed)).toString("utf8").trimEnd().split("\n");
  const client = new Redis(redisUrl);
  try {
    await Promise.all(
      lines.map((line) => {
        const [command = "", ...parts] = JSON.parse(line) as string[];
        return client.call(command, ...parts);
      }),
    );
  } finally {
    client.disconnect();
  }
}
