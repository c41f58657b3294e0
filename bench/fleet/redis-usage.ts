/** What a Redis has done so far, by its own counts (INFO, https://redis.io/docs/latest/commands/info/). */
import type { Redis } from "ioredis";

export interface RedisUsage {
  /** Those inside scripts count, too. */
  commands: number;
  /** From and to its clients. */
  inBytes: number;
  outBytes: number;
  /** User and system time of all its threads, in microseconds. */
  cpuMicros: number;
  /** What it holds now. */
  heldBytes: number;
}

export async function redisUsage(redis: Redis): Promise<RedisUsage> {
  const text = await redis.info();
  const field = (name: string) => {
    const value = Number(new RegExp(`^${name}:(\\S+)`, "m").exec(text)?.[1]);
    if (Number.isNaN(value)) throw new Error(`this Redis does not tell its ${name}`);
    return value;
  };
  return {
    commands: field("total_commands_processed"),
    inBytes: field("total_net_input_bytes"),
    outBytes: field("total_net_output_bytes"),
    cpuMicros: 1_000_000 * (field("used_cpu_user") + field("used_cpu_sys")),
    heldBytes: field("used_memory"),
  };
}
