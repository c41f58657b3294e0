/** What both backends promise of the lives of call ids. */
import { expect, test } from "bun:test";
import type { Storage } from "../../src/storage/port.ts";

export function episodesContract(storage: () => Storage, nextKey: () => string): void {
  test("an id's first life is 1, and a further one begins only when the one before is over", async () => {
    const { episodes } = storage();
    const key = nextKey();
    expect(await episodes.newest(key)).toBeNull();
    expect([await episodes.begin(key), await episodes.begin(key)]).toEqual([1, 1]);
    expect(await episodes.newest(key)).toEqual({ number: 1, isOver: false });
    await episodes.end(key, 1);
    expect(await episodes.newest(key)).toEqual({ number: 1, isOver: true });
    expect([await episodes.begin(key), await episodes.begin(key)]).toEqual([2, 2]);
    expect(await episodes.newest(key)).toEqual({ number: 2, isOver: false });
  });

  test("all who ask at the same time for the life after one that is over get the same", async () => {
    const { episodes } = storage();
    const key = nextKey();
    await episodes.begin(key);
    await episodes.end(key, 1);
    const given = await Promise.all(Array.from({ length: 50 }, () => episodes.begin(key)));
    expect(new Set(given)).toEqual(new Set([2]));
  });

  test("the end of an older life changes nothing, and the end of an unknown one is kept", async () => {
    const { episodes } = storage();
    const key = nextKey();
    await episodes.end(key, 3);
    expect(await episodes.newest(key)).toEqual({ number: 3, isOver: true });
    expect(await episodes.begin(key)).toBe(4);
    await episodes.end(key, 3);
    expect(await episodes.newest(key)).toEqual({ number: 4, isOver: false });
  });
}
