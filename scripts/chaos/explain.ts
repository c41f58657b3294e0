/** Tells about a call that went wrong: what was lost or doubled, and its history with the faults that hit it. */
import type { FinishedCall } from "./chaos-call.ts";
import type { StruckFault } from "./fault-storm.ts";

const MOST_LINES = 160;

export function explainCall(
  { callKey, speech, score, record, problems }: FinishedCall,
  struck: readonly StruckFault[],
): string {
  const startMs = record.history[0]?.atMs ?? 0;
  const endMs = record.history.at(-1)?.atMs ?? 0;
  const conversation = `/conversations/${callKey}/`;
  const hits = struck
    .filter(({ atMs }) => atMs >= startMs && atMs <= endMs)
    .filter(({ target }) => target === "everybody" || target.includes(conversation))
    .map(({ atMs, name, target }) => ({
      atMs,
      line: `*** ${name} (${target === "everybody" ? target : "this call"})`,
    }));
  const history = record.history
    .filter(({ event }) => !event.startsWith("assist."))
    .map(({ atMs, actor, event, state, detail }) => ({
      atMs,
      line: `${actor.replace("participant:", "")} ${event} ${JSON.stringify(detail ?? {})} -> ${JSON.stringify(state)}`,
    }));
  const lines = [...history, ...hits]
    .sort((a, b) => a.atMs - b.atMs)
    .slice(-MOST_LINES)
    .map(({ atMs, line }) => `    ${((atMs - startMs) / 1000).toFixed(3).padStart(8)}  ${line}`);
  return [
    `Call ${callKey} (${speech.sample.name}):`,
    ...problems.map((problem) => `  ${problem}`),
    ...(score.lost.length > 0 ? [`  lost: ${score.lost.join(" ")}`] : []),
    ...(score.duplicated.length > 0 ? [`  doubled: ${score.duplicated.join(" ")}`] : []),
    ...lines,
  ].join("\n");
}
