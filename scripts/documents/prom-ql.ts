/** Reads PromQL as far as the tests of dashboards and alerts need it: which metrics an expression asks for. */

/** Of PromQL, not metrics (prometheus.io/docs/prometheus/latest/querying). */
const WORDS: ReadonlySet<string> = new Set([
  ..."and or unless on by without ignoring bool group_left group_right offset".split(" "),
  ..."sum min max avg count rate increase histogram_quantile min_over_time max_over_time".split(" "),
  "label_values",
]);

export interface Selector {
  metric: string;
  /** Label matchers as written: label, operator, value. */
  matchers: { label: string; operator: string; value: string }[];
}

/** Every metric named in an expression, with its matchers. Throws if a name is followed by what cannot be read. */
export function selectorsOf(expression: string): Selector[] {
  const selectors: Selector[] = [];
  // Matchers first, as their values may hold anything; then groupings, whose names are labels.
  const bare = expression.replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, " ");
  const pattern = /([a-zA-Z_:][\w:]*)\s*(?:\{((?:[^}"]|"(?:[^"\\]|\\.)*")*)\})?/y;
  for (let at = 0; at < bare.length; ) {
    pattern.lastIndex = at;
    const found = pattern.exec(bare);
    if (found === null) {
      // A number with its unit, or a range, is not a name.
      const other = /^(?:\[[^\]]*\]|"(?:[^"\\]|\\.)*"|[\d.]+[a-z]*|\$\w+|.)/s.exec(bare.slice(at));
      at += other?.[0].length ?? 1;
      continue;
    }
    at = pattern.lastIndex;
    const [, metric = "", matchers = ""] = found;
    if (WORDS.has(metric)) continue;
    selectors.push({ metric, matchers: matchersOf(matchers) });
  }
  return selectors;
}

function matchersOf(text: string): Selector["matchers"] {
  return [...text.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g)].map(
    ([, label = "", operator = "", value = ""]) => ({ label, operator, value }),
  );
}
