/** One Redis connection of storage: key names, a deadline per command, failures as STORAGE_FAILED. */
import { backOffMs } from "../../base/back-off.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { insist } from "../../base/insist.ts";
import type { Logger } from "../../base/log.ts";
import { shownAddress } from "../../base/redis-address.ts";
import { hashKey } from "../key-hash.ts";
import { connectRedis, type RedisClient } from "./connect-redis.ts";

const RECONNECT = { firstMs: 100, maxMs: 2_000 };
/** A process that is held up while it loads reads the first answer later than a command's deadline. */
const START_TRIES = 4;
/** Commands' deadlines without any answer, after which a connection is replaced. */
const SILENT_DEADLINES = 2;

export interface RedisConnectionOptions {
  /** May carry a password: never logged. */
  redisUrl: string;
  logger: Logger;
  /** For one command. */
  timeoutMs: number;
}

/** Connects with the first command. */
export function connectStorage({ redisUrl, logger, timeoutMs }: RedisConnectionOptions) {
  const client: RedisClient = connectRedis(redisUrl, {
    lazyConnect: true,
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    socketTimeout: SILENT_DEADLINES * timeoutMs,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt) => backOffMs(attempt, RECONNECT),
  });
  const startMs = START_TRIES * timeoutMs;
  /** What the connection failed with last, as a code or a name. */
  let trouble = "";
  client.on("error", (error) => {
    const reason = isSilence(error) ? "SILENT" : "code" in error ? String(error.code) : error.name;
    if (reason !== "SILENT") trouble = reason;
    logger.warn({ reason }, "storage connection to Redis failed");
  });
  return {
    client,
    /** Resolves with the first answer. A connection that failed is not waited for; silence is, for some commands' deadlines. */
    async firstAnswer(ask: () => Promise<unknown>, clock: Clock): Promise<void> {
      const mayPass = (caught: unknown) => trouble === "" && isSilence(caught);
      await insist(ask, { clock, forMs: startMs, mayPass });
    },
    /** Why the first command failed, in one sentence with the remedy. The address is named, its password is not. */
    startFailure(caught: unknown): SidetoneError {
      const refusal = /NOAUTH|WRONGPASS|NOPERM/.exec(causeOf(caught))?.[0];
      const place = shownAddress(redisUrl);
      const message =
        refusal === undefined
          ? `${place} does not answer (${trouble || `silent for ${startMs / 1_000} s`}). Start it, or correct REDIS_URL, or leave REDIS_URL empty to keep records in DATA_DIRECTORY`
          : `${place} refuses the user or password of REDIS_URL (${refusal}). Correct REDIS_URL`;
      return new SidetoneError("STORAGE_FAILED", message, { cause: caught });
    },
  };
}

/** What ioredis says at a command's deadline, of a connection that it replaces for its silence, and after two of these, has no code. */
function isSilence(caught: unknown): boolean {
  return /Command timed out|Socket timeout|max retries per request/.test(causeOf(caught));
}

function causeOf(caught: unknown): string {
  return String(caught instanceof Error ? (caught.cause ?? caught) : caught);
}

/** A command's name and its arguments. */
export type RedisCommand = [string, ...(string | number)[]];

/** Commands take effect in the order they were issued, as there is one connection. */
export class RedisSession {
  readonly client: RedisClient;
  readonly #keyPrefix: string;

  /** `keyPrefix`: before every key, for instances that share a server. */
  constructor(client: RedisClient, keyPrefix: string) {
    this.client = client;
    this.#keyPrefix = keyPrefix;
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
}
