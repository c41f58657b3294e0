/** Every HTTP route against every way of not having its key, from the routes the service has registered. */
import { beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { knock } from "./ask.ts";
import { ATTEMPTS, type Shown } from "./attempts.ts";
import { HTTP_ROWS, type LockedRow } from "./http-rows.ts";
import { scene, schemes } from "./open-doors.ts";
import { CALL_ID } from "./token-schemes.ts";

const MATRIX_MS = 600_000;
const AT_ONCE = 100;

describe("HTTP doors", () => {
  beforeAll(async () => {
    const cti = HTTP_ROWS.find(({ route }) => route === "POST /cti-call-event-destination/") as LockedRow;
    await knock(scene, cti, schemes.apiKey.right);
    await eventually(() => scene.service.directory.get(`five9-${CALL_ID}`) !== null);
  });

  test("each registered route has a row, and each row has a route", () => {
    const routes = new Set(scene.service.httpRoutes.map(({ method, path }) => `${method} ${path}`));
    const rows = new Set(HTTP_ROWS.map(({ route }) => route));
    expect([...routes].filter((route) => !rows.has(route))).toEqual([]);
    expect([...rows].filter((route) => !routes.has(route))).toEqual([]);
  });

  test(
    "requests without the right key are refused everywhere, in every way",
    async () => {
      const wrong: string[] = [];
      const knocks = HTTP_ROWS.flatMap((row) =>
        "scheme" in row ? attemptsAt(row).map((attempt) => ({ row, ...attempt })) : [],
      ).values();
      // Many at once, since answers to guessers are held back.
      const knockInTurn = async () => {
        for (const { row, attempt, shown, expected } of knocks) {
          const { status } = await knock(scene, row, shown);
          const isExpected = expected === "served" ? status !== 401 && status !== 403 : status === expected;
          if (!isExpected)
            wrong.push(`${row.route} (${row.path ?? ""}), ${attempt}: ${status}, not ${expected}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, knockInTurn));
      expect(wrong).toEqual([]);
    },
    MATRIX_MS,
  );

  test(
    "the right key passes each of them, so it was the key that was missing",
    async () => {
      const wrong: string[] = [];
      for (const row of HTTP_ROWS) {
        if (!("scheme" in row)) continue;
        const { status } = await knock(scene, row, schemes[row.scheme].right);
        const passes =
          row.right === undefined ? ![401, 403].includes(status) && status !== 500 : status === row.right;
        if (!passes) wrong.push(`${row.route} (${row.path ?? ""}): ${status}, not ${row.right ?? "let in"}`);
      }
      expect(wrong).toEqual([]);
    },
    MATRIX_MS,
  );

  test("open paths reveal nothing about calls", async () => {
    for (const row of HTTP_ROWS) {
      if (!("open" in row)) continue;
      const { status, text } = await knock(scene, row);
      expect({ route: row.route, status }).toEqual({ route: row.route, status: row.answer });
      expect(text).not.toContain(CALL_ID);
    }
  });

  test("the call lived through all of it, and no secret and no failure is in the log", () => {
    expect(scene.service.directory.get(`five9-${CALL_ID}`)).not.toBeNull();
    const text = JSON.stringify(scene.logLines);
    const { keys } = scene;
    for (const key of [
      keys.apiKey,
      keys.trustToken,
      keys.launchKey,
      keys.operatorToken,
      keys.botToken,
      keys.applicationsToken,
    ])
      expect(text).not.toContain(key);
    const failures = scene.logLines.filter(({ level }) => Number(level) >= 50);
    // The path of suggestions was pushed nothing that can be read, which may be told by now.
    expect(failures.filter(({ code }) => code !== "HELP_STOPPED")).toEqual([]);
  });
});

interface AttemptAt {
  attempt: string;
  shown: Shown;
  expected: number | "served";
}

function attemptsAt(row: LockedRow): AttemptAt[] {
  const scheme = schemes[row.scheme];
  const refusal = row.refusal ?? 401;
  return ATTEMPTS.flatMap((attempt): AttemptAt[] => {
    if (attempt === "no secret") return [{ attempt, shown: {}, expected: row.withoutKey?.answer ?? refusal }];
    const shows = scheme.attempts[attempt];
    if (typeof shows === "string") return [];
    return shows.map((shown) => {
      const ofAnother = shown.isOfAnotherCall === true ? (row.anotherCall ?? 403) : undefined;
      return { attempt, shown, expected: ofAnother ?? shown.refusal ?? refusal };
    });
  });
}
