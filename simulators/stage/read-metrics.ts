/** What a running Sidetone counts, as a scraper reads it at /metrics. */

export interface MetricsDoor {
  httpBaseUrl: string;
  secrets: { operatorToken: string };
}

export interface MetricsRead {
  /** All of it, in Prometheus' text format. */
  text: string;
  /** The sum of a metric's series, or of those with this label (`event="texts"`); undefined where there is none. */
  sum(name: string, label?: string): number | undefined;
}

const ANSWER_DEADLINE_MS = 60_000;

export async function readMetrics({ httpBaseUrl, secrets }: MetricsDoor): Promise<MetricsRead> {
  const response = await fetch(`${httpBaseUrl}/metrics`, {
    headers: { authorization: `Bearer ${secrets.operatorToken}` },
    signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
  });
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
  const text = await response.text();
  const lines = text.split("\n");
  return {
    text,
    sum(name, label = "") {
      const series = lines.filter(
        (line) => line.startsWith(`${name} `) || (line.startsWith(`${name}{`) && line.includes(label)),
      );
      if (series.length === 0) return undefined;
      return series.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    },
  };
}
