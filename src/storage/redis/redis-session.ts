/** One Redis connection of storage: key names, a deadline per command, failures as STORAGE_FAILED. */

import { Redis } from "ioredis";
import { backOffMs } from "../../base/back-off.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { hashKey } from "../key-hash.ts";

const RECONNECT = { firstMs: 100, maxMs: 2_000 };

export interface RedisSessionOptions {
  /** redis:// or rediss://, may carry a password: never logged. */
  redisUrl: string;
  logger: Logger;
  /** Before every key, for instances that share a server. */
  keyPrefix: string;
  timeoutMs: number;
}

/** A command's name and its arguments. */
export type RedisCommand = [string, ...(string | number)[]];

/** Commands take effect in the order they were issued, as there is one connection. */
export class RedisSession {
  readonly client: Redis;
  readonly #keyPrefix: string;
  /** What the connection failed with last, as a code or a name. */
  #trouble = "";

  constructor(options: RedisSessionOptions) {
    this.#keyPrefix = options.keyPrefix;
    this.client = new Redis(options.redisUrl, {
      lazyConnect: true,
      commandTimeout: options.timeoutMs,
      connectTimeout: options.timeoutMs,
      maxRetriesPerRequest: 1,
      retryStrategy: (attempt) => backOffMs(attempt, RECONNECT),
    });
    this.client.on("error", (error: Error) => {
      this.#trouble = "code" in error ? String(error.code) : error.name;
      options.logger.warn({ reason: this.#trouble }, "storage connection to Redis failed");
    });
  }

  /** Why the first command failed, in one sentence with the remedy. The address is named, its password is not. */
  startFailure(caught: unknown): SidetoneError {
    const { host, port } = this.client.options;
    const said = String(caught instanceof Error ? (caught.cause ?? caught) : caught);
    const refusal = /NOAUTH|WRONGPASS|NOPERM/.exec(said)?.[0];
    const message =
      refusal === undefined
        ? `Redis at ${host}:${port} does not answer (${this.#trouble}). Start it, or correct REDIS_URL, or leave REDIS_URL empty to keep records in DATA_DIRECTORY`
        : `Redis at ${host}:${port} refuses the user or password of REDIS_URL (${refusal}). Correct REDIS_URL`;
    return new SidetoneError("STORAGE_FAILED", message, { cause: caught });
  }

  /** A key whose last part says nothing of what it is for. */
  hashedKey(kind: string, key: string): string {
    return this.key(kind, hashKey(key));
  }

  key(...parts: string[]): string {
    return [this.#keyPrefix, ...parts].join(":");
  }

  /** `name` says in the error what was not done. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new SidetoneError("STORAGE_FAILED", `Redis did not do ${name}`, {
        retryable: true,
        cause: error,
      });
    }
  }

  /** Runs a script made known with defineCommand, which adds a method that ioredis's types do not list. */
  script(name: string, values: (string | number)[]): Promise<unknown> {
    const method = (this.client as unknown as Record<string, unknown>)[name];
    if (typeof method !== "function") throw new SidetoneError("INTERNAL", `no script ${name}`);
    return method.apply(this.client, values) as Promise<unknown>;
  }

  /** All or nothing in one round trip; the first failure of a command rejects. */
  async transact(name: string, commands: RedisCommand[]): Promise<unknown[]> {
    return this.run(name, async () => {
      const replies = await this.client.multi(commands).exec();
      return (replies ?? []).map(([error, reply]) => {
        if (error !== null) throw error;
        return reply;
      });
    });
  }

  close(): void {
    this.client.disconnect();
  }
}
