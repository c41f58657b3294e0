/** Plays a sample's conversation step by step, as far as recognition hears it. */
import type { Sample, SampleSpeaker } from "../../samples/sample.ts";
import { agentActivity, hypothesisActivity, type participantsOf, textActivity } from "./call-activities.ts";
import { createCallTime } from "./call-time.ts";
import type { BotLink } from "./link.ts";
import type { Outbox } from "./outbox.ts";
import type { Recognition } from "./recognition.ts";
import { type AgentChange, type TimelineStep, timelineOf } from "./timeline.ts";
import type { SentText, VaicReport } from "./vaic-report.ts";

export interface PlayOptions {
  sample: Sample;
  /** 1 is real time (default). */
  speed?: number;
  /** An agent's application attaches or leaves, in call time. */
  agent?: readonly AgentChange[];
  /** The socket breaks and comes back, in call time. */
  cutsAtMs?: readonly number[];
  /** Default true. */
  hasHypotheses?: boolean;
  /**
   * How long everybody keeps silent for recognition once an agent attaches, so that what is said next is
   * said to a recogniser that runs, however busy the machine. Default 0: they talk on, as people do.
   */
  silenceAfterAgentMs?: number;
  /** How long late activities are awaited after the last words, before the call is disconnected. Default 500. */
  lingerMs?: number;
  /** In the place of that time: until it resolves. */
  linger?(): Promise<void>;
  onText?(sent: SentText): void;
  /**
   * Everybody keeps silent until it resolves; asked after each step. It paces a test and is no rule of VoiceAI Connect:
   * call time stops meanwhile, so that recognition which comes on in a silence has not heard what was begun before it.
   */
  silence?(): Promise<void> | undefined;
}

export interface CallParts {
  participantOf: Record<SampleSpeaker, string>;
  participants: ReturnType<typeof participantsOf>;
  recognition: Recognition;
  report: Pick<VaicReport, "sent" | "unheard">;
  link: Pick<BotLink, "cut">;
  outbox: Outbox;
  onProblem(problem: string): void;
}

/** Resolves after the last words and the time to linger, or when `hungUp` fires. */
export async function playCall(options: PlayOptions, parts: CallParts, hungUp: AbortSignal): Promise<void> {
  const { participantOf, participants, recognition, report, link, outbox } = parts;
  const { sample, speed = 1, silenceAfterAgentMs = 0 } = options;
  const end = Promise.withResolvers<void>();
  hungUp.addEventListener("abort", () => end.resolve(), { once: true });
  if (hungUp.aborted) end.resolve();
  const time = createCallTime(speed, Date.now);

  async function keepSilent(): Promise<void> {
    const ids = participants.map(({ participant }) => participant);
    if (silenceAfterAgentMs === 0 || (await recognition.whenOn(ids, silenceAfterAgentMs))) return;
    parts.onProblem("recognition was not started for every participant after the agent came");
  }

  async function takeAgent(step: TimelineStep & { type: "agent" }): Promise<void> {
    await Promise.race([step.once?.(), end.promise]);
    void outbox.put(agentActivity(step.connected));
    if (step.connected) await keepSilent();
    // After a silence the call goes on from here, however late the silence began.
    if (step.once !== undefined || (step.connected && silenceAfterAgentMs > 0)) time.goOnFrom(step.atMs);
  }

  function speak(step: Exclude<TimelineStep, { type: "agent" | "cut" }>): void {
    const participant = participantOf[step.speaker];
    const sinceMs = recognition.onSinceMs(participant);
    // A partly heard utterance does not count: recognition has to run from its first sound.
    const isHeard = sinceMs !== undefined && sinceMs <= time.wallMs(step.startMs);
    if (step.type === "hypothesis") {
      if (isHeard) void outbox.put(hypothesisActivity(step.text, participant));
      return;
    }
    const { speaker, text } = step;
    if (!isHeard) return void report.unheard.push({ speaker, text });
    const uriUser = participants.find((one) => one.participant === participant)?.uriUser ?? "";
    const sent = { speaker, text, atMs: Date.now() };
    report.sent.push(sent);
    options.onText?.(sent);
    void outbox.put(textActivity(step, participant, uriUser));
  }

  const { agent = [], cutsAtMs = [], hasHypotheses = true } = options;
  let reachedMs = 0;
  for (const step of timelineOf({ sample, agent, cutsAtMs, hasHypotheses })) {
    const silence = options.silence?.();
    if (silence !== undefined) {
      await Promise.race([silence, end.promise]);
      time.goOnFrom(reachedMs);
    }
    reachedMs = step.atMs;
    const waitMs = time.wallMs(step.atMs) - Date.now();
    if (waitMs > 0) await Promise.race([Bun.sleep(waitMs), end.promise]);
    if (hungUp.aborted) return;
    if (step.type === "agent") await takeAgent(step);
    else if (step.type === "cut") void outbox.between(() => link.cut());
    else speak(step);
  }
  await outbox.drained();
  const { lingerMs = 500, linger = () => Bun.sleep(lingerMs) } = options;
  await Promise.race([linger(), end.promise]);
}
