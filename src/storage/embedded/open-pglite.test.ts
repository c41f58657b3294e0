import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { exchange, openPglite } from "./open-pglite.ts";
import { simpleQuery } from "./wire-replies.ts";

const EXCHANGES = 2_000;
/** Each answer kept would be ten objects and more. */
const MOST_OBJECTS_LEFT = 4_000;

function objectsLeft(): number {
  Bun.gc(true);
  return heapStats().objectCount;
}

test("nothing is kept of an exchange once it is answered", async () => {
  const { database } = await openPglite("memory://");
  const ask = () =>
    exchange(database, simpleQuery("SELECT 1 AS a, 'x' AS b, 2 AS c, 3 AS d FROM generate_series(1, 3)"));
  for (let turn = 0; turn < 100; turn += 1) await ask();
  const before = objectsLeft();
  for (let turn = 0; turn < EXCHANGES; turn += 1) await ask();
  expect(objectsLeft() - before).toBeLessThan(MOST_OBJECTS_LEFT);
  expect(Buffer.from(await ask()).includes("SELECT 3")).toBe(true);
  await database.close();
}, 600_000);
