/** Prometheus' own tool on what Prometheus and Grafana are given; skipped where it is missing (Debian: the package prometheus). */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");
const promtool = Bun.which("promtool");
if (promtool === null) console.log("promtool is not here: tests are skipped.");

interface Panel {
  title: string;
  targets?: { expr: string }[];
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sidetone-promtool-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function check(kind: "config" | "rules", file: string) {
  const child = Bun.spawn([promtool ?? "", "check", kind, join(folder, file)], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const fault = await new Response(child.stderr).text();
  return { code: await child.exited, fault };
}

/** Grafana's variables, as it would fill them in. */
const filledIn = (expression: string) =>
  expression.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*");

test.skipIf(promtool === null)("it takes the configuration and the rules beside it", async () => {
  const token = join(folder, "operator-token");
  const configuration = await Bun.file(join(ROOT, "deploy/compose/prometheus.yml")).text();
  await Bun.write(token, "token");
  await Bun.write(join(folder, "prometheus.yml"), configuration.replace("/tmp/operator-token", token));
  await copyFile(join(ROOT, "dashboards/alerts.yml"), join(folder, "alerts.yml"));
  expect(await check("config", "prometheus.yml")).toEqual({ code: 0, fault: "" });
  expect(await check("rules", "alerts.yml")).toEqual({ code: 0, fault: "" });
});

test.skipIf(promtool === null)("it can read every expression of the dashboard", async () => {
  const { panels } = (await Bun.file(join(ROOT, "dashboards/grafana-sidetone.json")).json()) as {
    panels: Panel[];
  };
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => filledIn(expr)));
  const rulesOf = (all: readonly string[]) =>
    JSON.stringify({
      groups: [{ name: "panels", rules: all.map((expr, at) => ({ record: `panel:${at}`, expr })) }],
    });
  await Bun.write(join(folder, "panels.yml"), rulesOf(expressions));
  expect(await check("rules", "panels.yml")).toEqual({ code: 0, fault: "" });
  await Bun.write(join(folder, "wrong.yml"), rulesOf([...expressions, "sum by (instance) (rate(x[1m])"]));
  expect((await check("rules", "wrong.yml")).code).not.toBe(0);
});
