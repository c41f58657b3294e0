import { expect, test } from "bun:test";
import { YAML } from "bun";
import { z } from "zod";
import { selectorsOf } from "./prom-ql.ts";
import { namesIn, readText } from "./read-documents.ts";
import { metricsOfARunningProcess } from "./registry-text.ts";

/** Sidetone's families that no panel shows, and why. */
const NOT_SHOWN: Readonly<Record<string, string>> = {};
/** Labels that Prometheus adds to what it scrapes, and its own metric. */
const ADDED_LABELS = new Set(["instance", "job"]);
const OF_PROMETHEUS = new Set(["up"]);

const panelSchema = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana's
  datasource: z.object({ type: z.literal("prometheus"), uid: z.literal("${datasource}") }).optional(),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).optional(),
});
const dashboardSchema = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), type: z.string() })) }),
  panels: z.array(panelSchema),
});
const rulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Sidetone[A-Za-z]+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(["critical", "warning"]) }),
          annotations: z.strictObject({ summary: z.string().min(10), description: z.string().min(20) }),
        }),
      ),
    }),
  ),
});

const dashboard = dashboardSchema.parse(JSON.parse(await readText("dashboards/grafana-sidetone.json")));
const rules = rulesSchema
  .parse(YAML.parse(await readText("dashboards/alerts.yml")))
  .groups.flatMap((group) => group.rules);
const page = await readText("docs/reference/metrics.md");
/** As the chart's states are described; the metric has their names without those around them. */
const participantStates = namesIn(
  await readText("docs/reference/states.md"),
  /^### participant\.(?:engaged\.)?(\w+)$/gm,
);
const registry = await metricsOfARunningProcess();
const families = namesIn(registry, /^# TYPE (\w+) /gm);
const samples = new Set(namesIn(registry, /^(\w+)[ {]/gm));

const panels = dashboard.panels.filter(({ type }) => type !== "row");
const expressions = [
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: title, expr }))),
  ...rules.map(({ alert, expr }) => ({ where: alert, expr })),
];

test.each(expressions)("$where asks for metrics and labels that exist", ({ expr }) => {
  const selectors = selectorsOf(expr);
  expect(selectors.length).toBeGreaterThan(0);
  for (const { metric, matchers } of selectors) {
    expect(OF_PROMETHEUS.has(metric) || samples.has(metric), metric).toBe(true);
    for (const { label } of matchers) {
      const known =
        ADDED_LABELS.has(label) || new RegExp(`^${metric}\\{[^}]*\\b${label}="`, "m").test(registry);
      expect(known, `${metric} has the label ${label}`).toBe(true);
    }
  }
});

test.each(expressions)("$where matches values that docs/reference/metrics.md explains", ({ expr }) => {
  for (const { metric, matchers } of selectorsOf(expr)) {
    if (!metric.startsWith("sidetone_")) continue;
    for (const { label, operator, value } of matchers) {
      if (ADDED_LABELS.has(label)) continue;
      for (const wanted of operator.endsWith("~") ? alternatives(value) : [value]) {
        expect(
          explainedValues(metric).some((known) => new RegExp(`^${wanted}$`).test(known)),
          wanted,
        ).toBe(true);
      }
    }
  }
});

test.each(expressions)("a rate in $where is one of a metric that only grows", ({ expr }) => {
  // Gauges that count since the start, or over all calls, ended ones included.
  const counting = /^sidetone_(?:audio_seconds|delivery|recognition|texts|translations|webhook_posts)$/;
  for (const [, metric = ""] of expr.matchAll(/\b(?:rate|increase)\((\w+)/g)) {
    expect(/_(?:total|bucket|sum|count)$/.test(metric) || counting.test(metric), metric).toBe(true);
  }
});

test("each family of metrics is on the dashboard, or is named here with a reason", () => {
  const asked = new Set(expressions.flatMap(({ expr }) => selectorsOf(expr).map(({ metric }) => metric)));
  const ours = families.filter((name) => name.startsWith("sidetone_"));
  const shown = (name: string) => asked.has(name) || asked.has(`${name}_bucket`);
  expect(ours.length).toBeGreaterThan(15);
  expect(ours.filter((name) => !shown(name))).toEqual(Object.keys(NOT_SHOWN).sort());
});

test("the dashboard asks for its data source, and every panel says what it shows", () => {
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
  expect(dashboard.templating.list[0]).toMatchObject({
    name: "datasource",
    type: "datasource",
    query: "prometheus",
  });
  for (const { title, description, targets, datasource } of panels) {
    expect(description?.length ?? 0, title).toBeGreaterThan(15);
    expect(targets?.length ?? 0, title).toBeGreaterThan(0);
    expect(datasource, title).toBeDefined();
  }
});

test("panels have ids of their own and do not overlap", () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const places = dashboard.panels.map(({ title, gridPos }) => ({ title, ...gridPos }));
  for (const [index, a] of places.entries()) {
    expect(a.x + a.w, a.title).toBeLessThanOrEqual(24);
    for (const b of places.slice(index + 1)) {
      const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
      expect(apart, `${a.title} and ${b.title}`).toBe(true);
    }
  }
});

/** Alternatives of a matcher such as "a|b.*" or "a\\.(b|c)", each a pattern of its own. */
function alternatives(value: string): string[] {
  const text = value.replaceAll("\\\\", "\\");
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of text) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "|" && depth === 0) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part].flatMap((one) => {
    const [, before = "", inner = ""] = one.match(/^([^(]*)\((.*)\)$/) ?? [];
    return inner === "" ? [one] : inner.split("|").map((choice) => before + choice);
  });
}

/** Values of a metric's label as the page lists them; those of the event counters are below the table. */
function explainedValues(metric: string): string[] {
  const quoted = (text: string) => namesIn(text, /`([\w.]+)`/g);
  if (metric === "sidetone_five9_events_total") {
    return page
      .split("\n")
      .flatMap(
        (line) =>
          line
            .match(/^\| `(stream|cti|mediastream)\.` \| (.*)\|$/)
            ?.slice(1, 3)
            .join(" ") ?? [],
      )
      .flatMap((line) => quoted(line).map((name) => `${line.split(" ")[0]}.${name}`));
  }
  if (metric === "sidetone_audiocodes_events_total") {
    return quoted(page.split("Of `sidetone_audiocodes_events_total`")[1]?.split("\n## ")[0] ?? "");
  }
  if (metric === "sidetone_participants") return participantStates;
  return quoted(page.split("\n").find((line) => line.startsWith(`| \`${metric}\``)) ?? "");
}
