/** Places a whole simulated VoiceAI Connect call: plays a sample's conversation to a bot and obeys what the bot asks. */
import type { Sample, SampleSpeaker } from "../../samples/sample.ts";
import type { BotActivity, BotWay } from "./activity.ts";
import {
  agentActivity,
  hypothesisActivity,
  participantsOf,
  startActivity,
  textActivity,
} from "./call-activities.ts";
import { checkBotActivity } from "./check-bot-activity.ts";
import type { BotAnswer, BotLink, LinkListener, VaicEnd } from "./link.ts";
import { createOutbox } from "./outbox.ts";
import { createRecognition, type RecognitionChange } from "./recognition.ts";
import { type AgentChange, type TimelineStep, timelineOf } from "./timeline.ts";

export interface VaicCallOptions {
  /** Makes the connection; see open-link.ts. */
  connect(listener: LinkListener): BotLink;
  conversationId: string;
  sample: Sample;
  /** 1 is real time (default). */
  speed?: number;
  /** Who is who; by default the customer called ("caller") and the agent answered ("callee"). */
  participantOf?: Record<SampleSpeaker, string>;
  /** The call was placed by VoiceAI Connect: the start event says so. */
  isOutbound?: boolean;
  /** agentConnected of the start event. Absent: the field is left out. */
  agentConnected?: boolean;
  /** An agent's application attaches or leaves, in call time. */
  agent?: readonly AgentChange[];
  /** The socket breaks and comes back, in call time. */
  cutsAtMs?: readonly number[];
  /** Default true. */
  hasHypotheses?: boolean;
  /** Every so many activities a request is repeated. Default 0: never. */
  duplicateEvery?: number;
  /** Longest time an activity lies before it is sent. Default 0. */
  delayMs?: number;
  random?(): number;
  /** Time between refreshes; default half of what the bot's expiresSeconds says. */
  refreshEveryMs?: number;
  /** An answer that takes longer is reported. Default 1 second. */
  slowAnswerMs?: number;
  /** How long speech waits at the start for recognition of everybody. Default 5 seconds; 0 where the bot is to wait. */
  awaitRecognitionMs?: number;
  /**
   * How long everybody keeps silent for recognition once an agent attaches, so that what is said next is
   * said to a recogniser that runs, however busy the machine. Default 0: they talk on, as people do.
   */
  silenceAfterAgentMs?: number;
  /** How long late activities are awaited after the last words, before the call is disconnected. Default 500. */
  lingerMs?: number;
  end?: VaicEnd;
  onText?(sent: SentText): void;
}

/** An utterance handed to the bot; `atMs` is the time on the wall when it was. */
export interface SentText {
  speaker: SampleSpeaker;
  text: string;
  atMs: number;
}

export interface ReceivedActivity {
  activity: BotActivity;
  way: BotWay;
  atMs: number;
}

export interface VaicReport {
  /** True when the bot broke no rule and refused nothing. */
  ok: boolean;
  conversationId: string;
  problems: string[];
  answers: BotAnswer[];
  sent: SentText[];
  /** Utterances that nobody transcribed, since recognition was off. */
  unheard: { speaker: SampleSpeaker; text: string }[];
  received: ReceivedActivity[];
  recognition: readonly RecognitionChange[];
}

export interface PlacedVaicCall {
  conversationId: string;
  /** Fills up during the call. */
  report: VaicReport;
  /** False when the bot refused the conversation. */
  started: Promise<boolean>;
  /** Never rejects. */
  finished: Promise<VaicReport>;
  /** Ends the call where it is, in order. */
  hangUp(): void;
}

const PARTICIPANT_OF: Record<SampleSpeaker, string> = { agent: "callee", customer: "caller" };
const DEFAULT_END: VaicEnd = { reason: "Client Side", reasonCode: "client-disconnected" };

export function placeVaicCall(options: VaicCallOptions): PlacedVaicCall {
  const { sample, speed = 1, slowAnswerMs = 1_000, silenceAfterAgentMs = 0 } = options;
  const participantOf = options.participantOf ?? PARTICIPANT_OF;
  const participants = participantsOf(participantOf);
  const ids = participants.map(({ participant }) => participant);
  const recognition = createRecognition(Date.now);
  const report: VaicReport = {
    ok: false,
    conversationId: options.conversationId,
    problems: [],
    answers: [],
    sent: [],
    unheard: [],
    received: [],
    recognition: recognition.changes,
  };
  const onProblem = (problem: string) => void report.problems.push(problem);
  const heardIds = new Set<string>();
  let isHungUp = false;
  const hangUp = Promise.withResolvers<void>();

  function obey(activity: BotActivity): void {
    const target = activity.activityParams?.targetParticipant;
    if (activity.name === "hangup") call.hangUp();
    if (typeof target !== "string") return;
    if (activity.name === "startRecognition") recognition.set(target, true);
    if (activity.name === "stopRecognition") recognition.set(target, false);
  }

  const link = options.connect({
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
  });
  const outbox = createOutbox({
    send: (activities, answer) => link.send(activities, answer),
    duplicateEvery: options.duplicateEvery ?? 0,
    delayMs: options.delayMs ?? 0,
    random: options.random ?? Math.random,
    onProblem,
  });

  async function begin(): Promise<boolean> {
    try {
      await link.open();
      await outbox.put(startActivity(options, participants));
      const awaitMs = options.awaitRecognitionMs ?? 5_000;
      if (awaitMs > 0 && !(await recognition.whenOn(ids, awaitMs))) {
        onProblem("recognition was not started for every participant in time");
      }
      return report.problems.length === 0;
    } catch (caught) {
      onProblem(caught instanceof Error ? caught.message : String(caught));
      return false;
    }
  }

  async function take(step: TimelineStep): Promise<void> {
    if (step.type === "agent") {
      await step.once?.();
      void outbox.put(agentActivity(step.connected));
      if (step.connected) await keepSilent();
      // After a silence the call goes on from here, however late the silence began.
      if (step.once !== undefined || (step.connected && silenceAfterAgentMs > 0))
        callStartedAtMs = Date.now() - step.atMs / speed;
      return;
    }
    if (step.type === "cut") return void outbox.between(() => link.cut());
    const participant = participantOf[step.speaker];
    const since = recognition.changes.findLast((change) => change.participant === participant);
    const startedAtMs = callStartedAtMs + step.startMs / speed;
    // Half a heard utterance is no utterance: recognition has to run from its first sound.
    const isHeard = since?.isOn === true && since.atMs <= Math.max(startedAtMs, callStartedAtMs);
    if (step.type === "hypothesis") {
      if (isHeard) void outbox.put(hypothesisActivity(step.text, participant));
      return;
    }
    if (!isHeard) return void report.unheard.push({ speaker: step.speaker, text: step.text });
    const uriUser = participants.find((one) => one.participant === participant)?.uriUser ?? "";
    const sent = { speaker: step.speaker, text: step.text, atMs: Date.now() };
    report.sent.push(sent);
    options.onText?.(sent);
    void outbox.put(textActivity(step, participant, uriUser));
  }

  async function keepSilent(): Promise<void> {
    if (silenceAfterAgentMs === 0 || (await recognition.whenOn(ids, silenceAfterAgentMs))) return;
    onProblem("recognition was not started for every participant after the agent came");
  }

  let callStartedAtMs = 0;
  async function play(): Promise<void> {
    callStartedAtMs = Date.now();
    const steps = timelineOf({
      sample,
      agent: options.agent ?? [],
      cutsAtMs: options.cutsAtMs ?? [],
      hasHypotheses: options.hasHypotheses ?? true,
    });
    for (const step of steps) {
      const waitMs = callStartedAtMs + step.atMs / speed - Date.now();
      if (waitMs > 0) await Promise.race([Bun.sleep(waitMs), hangUp.promise]);
      if (isHungUp) return;
      await take(step);
    }
    await outbox.drained();
    await Promise.race([Bun.sleep(options.lingerMs ?? 500), hangUp.promise]);
  }

  function keepFresh(): () => void {
    const periodMs = options.refreshEveryMs ?? (link.expiresSeconds ?? 0) * 500;
    if (!(periodMs > 0)) return () => {};
    const timer = setInterval(() => void outbox.between(() => link.refresh()), periodMs);
    return () => clearInterval(timer);
  }

  async function run(): Promise<VaicReport> {
    try {
      if (!(await started)) return report;
      const stopRefreshing = keepFresh();
      await play().finally(stopRefreshing);
      await outbox.drained();
      await link.end(options.end ?? DEFAULT_END);
    } catch (caught) {
      onProblem(caught instanceof Error ? caught.message : String(caught));
    } finally {
      link.close();
      report.ok = report.problems.length === 0;
    }
    return report;
  }

  const started = begin();
  const call: PlacedVaicCall = {
    conversationId: options.conversationId,
    report,
    started,
    finished: run(),
    hangUp() {
      isHungUp = true;
      hangUp.resolve();
    },
  };
  return call;
}
