/** Every secret against guessing: each wrong one is counted, many are answered late, and the right one never is. */
import { describe, expect, test } from "bun:test";
import { knock } from "./ask.ts";
import type { Shown } from "./attempts.ts";
import { HTTP_ROWS, type LockedRow } from "./http-rows.ts";
import { scene, schemes } from "./open-doors.ts";
import { refusedDuring, refusedSecrets } from "./refused.ts";

const MATRIX_MS = 600_000;
/** Beyond what an address may try in a minute without being slowed down. */
const MANY = 64;

const LOCKED = HTTP_ROWS.filter((row): row is LockedRow => "scheme" in row);

function wrongOnesOf(row: LockedRow): Shown[] {
  const { wrong } = schemes[row.scheme].attempts;
  return typeof wrong === "string" ? [] : wrong;
}

describe("who guesses", () => {
  test(
    "a secret is counted at every HTTP door, however it is shown",
    async () => {
      const guesses = LOCKED.flatMap((row) => wrongOnesOf(row).map((shown) => ({ row, shown })));
      const counted = await refusedDuring(() =>
        Promise.all(guesses.map(({ row, shown }) => knock(scene, row, shown))),
      );
      const sum = Object.values(counted).reduce((total, count) => total + count, 0);
      expect({ sum, counted }).toEqual({ sum: guesses.length, counted });
    },
    MATRIX_MS,
  );

  test("an operator's token on the sign-in page is counted", async () => {
    const signIn = () =>
      fetch(`${scene.httpBaseUrl}/operators/login`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", origin: scene.httpBaseUrl },
        body: "token=guess",
      });
    expect(await refusedDuring(signIn)).toEqual({ "operator.token": 1 });
  });

  test(
    "many wrong ones have to wait, and the right secret from the same address does not",
    async () => {
      const wrong: string[] = [];
      const guessIn = async (scheme: LockedRow["scheme"]) => {
        const row = LOCKED.find((one) => one.scheme === scheme && one.right !== 401);
        const [shown] = row === undefined ? [] : wrongOnesOf(row);
        if (row === undefined || shown === undefined) return;
        await Promise.all(Array.from({ length: MANY }, () => knock(scene, row, shown)));
        const [late, right] = [
          await knock(scene, row, shown),
          await knock(scene, row, schemes[scheme].right),
        ];
        if (late.retryAfterS === undefined) wrong.push(`${scheme}: not slowed down`);
        if (right.retryAfterS !== undefined) wrong.push(`${scheme}: the right one is told to wait`);
      };
      await Promise.all([...new Set(LOCKED.map(({ scheme }) => scheme))].map(guessIn));
      expect(wrong).toEqual([]);
    },
    MATRIX_MS,
  );

  test("no kind of secret was left out of all that was tried", async () => {
    const never = Object.entries(await refusedSecrets()).filter(([, count]) => count === 0);
    expect(never).toEqual([]);
  });
});
