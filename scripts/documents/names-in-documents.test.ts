import { expect, test } from "bun:test";
import { CATALOGUE } from "../../src/actors/catalogue.ts";
import { HELP_FAULT_CODES } from "../../src/contract/help-fault.ts";
import { namesIn, readText, rowNames, sectionOf } from "./read-documents.ts";
import { metricsOfARunningProcess } from "./registry-text.ts";

test("docs/reference/errors.md has one row for each error code of the program, and no other", async () => {
  const type =
    (await readText("src/base/errors.ts")).split("export type ErrorCode =")[1]?.split(";")[0] ?? "";
  const codes = namesIn(type, /\| "([A-Z_]+)"/g);
  expect(codes.length).toBeGreaterThan(5);
  expect(rowNames(sectionOf(await readText("docs/reference/errors.md"), "## Error codes"))).toEqual(codes);
});

test("docs/reference/errors.md has one row for each alarm of a call, and no other", async () => {
  const type =
    (await readText("src/calls/alarms.ts")).split("export type AlarmCode =")[1]?.split(";")[0] ?? "";
  const codes = namesIn(type, /\| "([A-Z_]+)"/g);
  expect(codes.length).toBeGreaterThan(5);
  expect(rowNames(sectionOf(await readText("docs/reference/errors.md"), "## Alarms of a call"))).toEqual(
    codes,
  );
});

test("docs/reference/errors.md has one row for each alarm of the process, and no other", async () => {
  const source = await readText("src/operators/standing-alarms.ts");
  const type = source.split("export type StandingAlarmCode =")[1]?.split(";")[0] ?? "";
  const section = sectionOf(await readText("docs/reference/errors.md"), "## Alarms of the process");
  expect(rowNames(section)).toEqual(namesIn(type, /"([A-Z_]+)"/g));
});

test("docs/reference/errors.md has one row for each fault that keeps suggestions away, and no other", async () => {
  const section = sectionOf(await readText("docs/reference/errors.md"), "## What keeps suggestions away");
  expect(rowNames(section)).toEqual([...HELP_FAULT_CODES].sort());
});

test("docs/reference/errors.md has one row for each further reason why suggestions do not come, and no other", async () => {
  const source = await readText("src/contract/no-help.ts");
  const type = source.split("export type NoHelpCode =")[1]?.split(";")[0] ?? "";
  const section = sectionOf(
    await readText("docs/reference/errors.md"),
    "## Why an agent gets no suggestions",
  );
  expect(rowNames(section)).toEqual(namesIn(type, /"([A-Z_]+)"/g));
});

test("docs/reference/errors.md has one row for each notice a desktop may get, and no other", async () => {
  const source = await readText("src/transports/socketio/messages.ts");
  const type = source.split("export type NoticeCode =")[1]?.split(";")[0] ?? "";
  const section = sectionOf(await readText("docs/reference/errors.md"), "## Desktops: Socket.IO");
  expect(rowNames(section)).toEqual(namesIn(type, /"([A-Z_]+)"/g));
});

test("docs/reference/errors.md names every status code the Five9 server may send", async () => {
  const table = (await readText("src/transports/five9/status-code.ts")).split("SERVER_STATUS = {")[1] ?? "";
  const codes = namesIn(table.split("}")[0] ?? "", /: (\d{4}),/g);
  const section = sectionOf(
    await readText("docs/reference/errors.md"),
    "## Five9: gRPC statuses and codes that Sidetone sends",
  );
  expect(namesIn(section, /\b(1[01]\d\d)\b/g)).toEqual(codes);
});

test("docs/reference/metrics.md has one row for each metric of a real registry, and no other", async () => {
  const names = namesIn(await metricsOfARunningProcess(), /^# TYPE (sidetone_\w+) /gm);
  const [table = ""] = (await readText("docs/reference/metrics.md")).split("\n## ");
  expect(rowNames(table)).toEqual(names);
});

test("docs/reference/metrics.md gives each metric the type and the label it has", async () => {
  const text = await metricsOfARunningProcess();
  const page = await readText("docs/reference/metrics.md");
  for (const [, name, type] of text.matchAll(/^# TYPE (sidetone_\w+) (\w+)$/gm)) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";
    expect(row).toStartWith(`| \`${name}\` | ${type} |`);
    const label = text.match(new RegExp(`^${name}\\{(\\w+)=`, "m"))?.[1];
    if (label !== undefined && type === "gauge") expect(row).toContain(`| \`${label}\` |`);
  }
});

test("docs/reference/metrics.md lists the ledger's accounts and the events of the Five9 server", async () => {
  const page = await readText("docs/reference/metrics.md");
  const row = page.split("\n").find((line) => line.startsWith("| `sidetone_audio_seconds`")) ?? "";
  const accounts = namesIn(await metricsOfARunningProcess(), /^sidetone_audio_seconds\{account="(\w+)"\}/gm);
  expect(accounts).toContain("heard");
  expect(namesIn(row.split("included:")[1] ?? "", /`(\w+)`/g)).toEqual(accounts);
  const source = await readText("src/transports/five9/metrics.ts");
  const counts = namesIn(source.split("export type Five9Count =")[1]?.split(";")[0] ?? "", /"(\w+)"/g);
  const events = page.split("\n").find((line) => line.startsWith("| `stream.` |")) ?? "";
  expect(namesIn(events, /`(\w+)`/g)).toEqual(counts);
});

test("docs/reference/events.md has one row for each event of the actors, and no other", async () => {
  expect(rowNames(await readText("docs/reference/events.md"))).toEqual(Object.keys(CATALOGUE).sort());
});
