/** Hears the bot: checks what it says, obeys it, and notes all of it. */
import type { BotActivity } from "./activity.ts";
import { checkBotActivity } from "./check-bot-activity.ts";
import type { LinkListener } from "./link.ts";
import type { Recognition } from "./recognition.ts";
import type { VaicReport } from "./vaic-report.ts";

export interface EarOptions {
  /** The call's participants. */
  ids: readonly string[];
  report: Pick<VaicReport, "received" | "answers">;
  recognition: Pick<Recognition, "set">;
  /** An answer that takes longer is a problem. */
  slowAnswerMs: number;
  onProblem(problem: string): void;
  onHangUp(): void;
}

export function createEar({
  ids,
  report,
  recognition,
  slowAnswerMs,
  onProblem,
  onHangUp,
}: EarOptions): LinkListener {
  const heardIds = new Set<string>();

  function obey(activity: BotActivity): void {
    const target = activity.activityParams?.targetParticipant;
    if (activity.name === "hangup") onHangUp();
    if (typeof target !== "string") return;
    if (activity.name === "startRecognition") recognition.set(target, true);
    if (activity.name === "stopRecognition") recognition.set(target, false);
  }

  return {
    onActivities(activities, way) {
      for (const raw of activities) {
        const checked = checkBotActivity(raw, ids);
        if (!checked.ok) {
          onProblem(checked.problem);
          continue;
        }
        // An answer that came twice, since its request did, is the same answer.
        const { id } = checked.activity;
        if (id !== undefined && heardIds.has(id)) continue;
        if (id !== undefined) heardIds.add(id);
        report.received.push({ activity: checked.activity, way, atMs: Date.now() });
        obey(checked.activity);
      }
    },
    onAnswer(answer) {
      report.answers.push(answer);
      if (answer.tookMs > slowAnswerMs)
        onProblem(`slow answer: ${answer.request} took ${Math.round(answer.tookMs)} ms`);
    },
    onProblem,
  };
}
