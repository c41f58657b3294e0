/** A siege's parts as lines for a person. */
import { percentile } from "../../simulators/stage/call-score.ts";
import type { Assault } from "./assault.ts";
import { countOf, type WorkPart } from "./work-score.ts";

/** What one kind did, how it was answered, and what people lived through meanwhile. */
export function assaultLine({ name, fromMs, toMs, tallies }: Assault, part: WorkPart): string {
  const sent = tallies.reduce((sum, { tally }) => sum + tally.sent, 0);
  const seconds = Math.max(0.1, (toMs - fromMs) / 1_000);
  const answers = new Map<string, number>();
  for (const { tally } of tallies)
    for (const [answer, times] of Object.entries(tally.answers))
      answers.set(answer, (answers.get(answer) ?? 0) + times);
  const told = [...answers].toSorted(([, a], [, b]) => b - a).slice(0, 6);
  const harm = [
    `answers p99 ${percentile(part.answersMs, 0.99).toFixed(0)} ms`,
    `words p99 ${percentile(part.latenciesMs, 0.99).toFixed(0)} ms`,
    ...(
      ["agent refused", "operator refused", "words lost", "call not served", "asked to come back"] as const
    ).flatMap((kind) => {
      const count = countOf(part, kind);
      return count === 0 ? [] : [`${count} x ${kind}`];
    }),
  ];
  return [
    `${name}: ${sent} in ${seconds.toFixed(1)} s`,
    `(${told.map(([answer, times]) => `${times} x ${answer}`).join(", ")});`,
    harm.join(", "),
  ].join(" ");
}
