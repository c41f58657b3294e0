import { describe, expect, test } from "bun:test";
import { isCluster, isRedisUrl, readRedisAddress, shownAddress } from "./redis-address.ts";

describe("REDIS_URL", () => {
  test("of one server is passed on as it is", () => {
    const url = "rediss://user:p%40ss@redis.example:6380/2";
    expect(readRedisAddress(url)).toEqual({ kind: "server", url });
    expect(shownAddress(url)).toBe("Redis at redis.example:6380");
    expect(shownAddress("redis://redis.example")).toBe("Redis at redis.example:6379");
  });

  test("of Sentinels names the master, a database, and secrets of both", () => {
    const query = "sentinelUsername=watch&sentinelPassword=over";
    expect(readRedisAddress(`rediss+sentinel://app:p%40ss@s1,s2:26380,[::1]:1/main/3?${query}`)).toEqual({
      kind: "sentinel",
      username: "app",
      password: "p@ss",
      isTls: true,
      hosts: [
        { host: "s1", port: 26_379 },
        { host: "s2", port: 26_380 },
        { host: "::1", port: 1 },
      ],
      name: "main",
      db: 3,
      sentinelUsername: "watch",
      sentinelPassword: "over",
    });
  });

  test("of a cluster names some of its servers", () => {
    const url = "redis+cluster://:pa55word@one:7000,two";
    expect(readRedisAddress(url)).toEqual({
      ...{ kind: "cluster", username: "", password: "pa55word", isTls: false },
      hosts: [
        { host: "one", port: 7_000 },
        { host: "two", port: 6_379 },
      ],
    });
    expect(isCluster(url)).toBeTrue();
    expect(shownAddress(url)).toBe("The Redis cluster at one:7000, two:6379");
  });

  test.each([
    ["redis:localhost"],
    ["http://localhost:6379"],
    ["redis+sentinel://localhost:26379"],
    ["redis+sentinel://localhost:26379/"],
    ["redis+cluster://localhost:7000/1"],
    ["redis+cluster://one two"],
    ["redis+cluster://one:port"],
    ["redis+cluster://us%er@one"],
    ["redis+cluster://"],
  ])("%s is refused, without a word of it", (url) => {
    expect(isRedisUrl(url)).toBeFalse();
    expect(() => readRedisAddress(url)).toThrow(/^REDIS_URL must read redis:\/\/HOST:PORT, /);
  });
});
