/** What both storages keep of trends; part of the contract of the Storage port. */
import { expect, test } from "bun:test";
import { MAX_TREND_VALUES, type Storage } from "../../src/storage/port.ts";

const HOUR_MS = 3_600_000;

export function trendsContract(storage: () => Storage, nowMs: () => number): void {
  test("trends add up by bucket and value, have a bound, and go with what is as old", async () => {
    const { trends } = storage();
    const thisHourMs = Math.floor(nowMs() / HOUR_MS) * HOUR_MS;
    const earlierMs = thisHourMs - 2 * HOUR_MS;
    const point = (value: string, atMs: number, counts: Record<string, number>) => ({
      dimension: "campaign",
      value,
      atMs,
      counts,
    });
    await trends.add([point("Orders", earlierMs, { calls: 1 }), point("Returns", thisHourMs, { calls: 1 })]);
    await Promise.all(
      [1, 2, 3].map((calls) => trends.add([point("Orders", thisHourMs, { calls, "alarm:AUDIO_GAP": 1 })])),
    );
    const bucketsMs = [earlierMs, earlierMs + HOUR_MS, thisHourMs];
    const read = (value: string) => trends.read({ dimension: "campaign", value, bucketsMs });
    expect(await read("Orders")).toEqual([
      point("Orders", earlierMs, { calls: 1 }),
      point("Orders", thisHourMs, { calls: 6, "alarm:AUDIO_GAP": 3 }),
    ]);
    expect(await trends.values("campaign")).toEqual(["Orders", "Returns"]);
    expect(await trends.values("agent")).toEqual([]);
    expect(await trends.read({ dimension: "campaign", value: "Orders", bucketsMs: [] })).toEqual([]);

    const many = Array.from({ length: MAX_TREND_VALUES }, (_, index) =>
      point(`c${index}`, thisHourMs, { calls: 1 }),
    );
    await trends.add(many);
    expect(await trends.values("campaign")).toHaveLength(MAX_TREND_VALUES);
    await trends.add([point("Orders", thisHourMs, { calls: 1 })]);
    expect((await read("Orders")).at(-1)?.counts.calls).toBe(7);

    await storage().sweep(HOUR_MS);
    expect((await read("Orders")).map(({ atMs }) => atMs)).toEqual([thisHourMs]);
    await storage().sweep(-HOUR_MS);
    expect(await trends.values("campaign")).toEqual([]);
  });
}
