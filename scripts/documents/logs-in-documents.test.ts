import { expect, test } from "bun:test";
import { Glob } from "bun";
import { type LogSite, logSitesOf } from "./log-sites.ts";
import { ROOT, readText, rowNames } from "./read-documents.ts";

/**
 * Every field a log line may have. None of them can hold a caller's words, a phone number or a secret: ids, names of
 * things, codes, counts and times. `reason`, `problem` and `detail` are Sidetone's sentences or an error's message, `err` is
 * cut down by src/base/log.ts.
 */
const ALLOWED_FIELDS = new Set(
  [
    ..."callKey callKeys conversation speaker id jobId domainId subscription operator".split(" "),
    ..."code statusCode saidCode what cause reason problem err outcome clean".split(" "),
    ..."action detail event kind unproved step method path setAsidePath pattern encoding inMemory".split(" "),
    ..."attempts calls failures removed restored rows sent dropped refused waiting sizeBytes".split(" "),
    ..."door needs missing faults topic instance count state".split(" "),
    ..."deadlineMs delayMs drainDeadlineMs fromMs idleMs pauseMs startMs toMs grpcPort httpPort".split(" "),
  ].sort(),
);

/** Fields that the call itself does not name, by file and source text. */
const CARRIED: Readonly<Record<string, readonly string[]>> = {
  "src/audio/tracks.ts ...missing": ["fromMs", "toMs", "reason"],
  "src/telemetry/traces/span-queue.ts ...this.counts()": ["sent", "dropped", "refused", "waiting"],
  "src/transports/pubsub/push.ts facts": ["id", "subscription", "reason", "sizeBytes"],
};

async function allSites(): Promise<LogSite[]> {
  const sites: LogSite[] = [];
  for await (const path of new Glob("src/**/*.ts").scan({ cwd: ROOT })) {
    if (!path.endsWith(".test.ts")) sites.push(...logSitesOf(path, await readText(path)));
  }
  return sites;
}

const carriedKeys = ({ where, unnamed }: LogSite) => unnamed.map((text) => `${where.split(":")[0]} ${text}`);
const fieldsOf = (site: LogSite) => [
  ...site.fields,
  ...carriedKeys(site).flatMap((key) => CARRIED[key] ?? []),
];

const sites = await allSites();
const page = await readText("docs/reference/logs.md");

/** A message's row: its level and its fields. */
function rowOf(message: string): { level: string; fields: string[] } | null {
  const row = page.split("\n").find((line) => line.startsWith(`| \`${message}\` |`));
  if (row === undefined) return null;
  // Cells: before the first bar, message, level, fields, meaning.
  const [, , level = "", fields = ""] = row.split("|").map((cell) => cell.trim());
  return { level, fields: [...fields.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name) };
}

test("every log call has a fixed text, and what its fields are is known", () => {
  expect(sites.length).toBeGreaterThan(60);
  expect(sites.filter(({ message }) => message === null).map(({ where }) => where)).toEqual([]);
  const carried = sites.flatMap(carriedKeys);
  expect(carried.filter((key) => CARRIED[key] === undefined)).toEqual([]);
  expect(Object.keys(CARRIED).filter((key) => !carried.includes(key))).toEqual([]);
});

test("no log call has a field that is not known to be harmless", () => {
  const unknown = sites.flatMap((site) =>
    fieldsOf(site)
      .filter((field) => !ALLOWED_FIELDS.has(field))
      .map((field) => `${site.where} ${field}`),
  );
  expect(unknown).toEqual([]);
  const used = new Set(sites.flatMap(fieldsOf));
  expect([...ALLOWED_FIELDS].filter((field) => !used.has(field))).toEqual([]);
});

test("docs/reference/logs.md has one row for each message, and no other", () => {
  const messages = [...new Set(sites.map(({ message }) => message ?? ""))].sort();
  expect(rowNames(page)).toEqual(messages);
});

test("docs/reference/logs.md gives each message its level and its fields", () => {
  const byMessage = Map.groupBy(sites, ({ message }) => message ?? "");
  for (const [message, same] of byMessage) {
    const levels = new Set(same.map(({ level }) => level));
    const fields = [...new Set(same.flatMap(fieldsOf))].sort();
    const row = rowOf(message);
    expect({ message, level: row?.level, fields: row?.fields }).toEqual({
      message,
      level: [...levels].join(),
      fields,
    });
  }
});
