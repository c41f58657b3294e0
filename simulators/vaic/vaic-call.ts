/** Places a whole simulated VoiceAI Connect call: plays a sample's conversation to a bot and obeys what the bot asks. */
import type { SampleSpeaker } from "../../samples/sample.ts";
import { participantsOf, startActivity } from "./call-activities.ts";
import { createEar } from "./ear.ts";
import { type BotLink, DEFAULT_DEADLINE_MS, type LinkListener, type VaicEnd } from "./link.ts";
import { createOutbox } from "./outbox.ts";
import { type PlayOptions, playCall } from "./play-call.ts";
import { createRecognition, type SecondStart } from "./recognition.ts";
import type { VaicReport } from "./vaic-report.ts";

export interface VaicCallOptions extends PlayOptions {
  /** Makes the connection; see open-link.ts. */
  connect(listener: LinkListener): BotLink;
  conversationId: string;
  /** The speakers' roles; by default the customer called ("caller") and the agent answered ("callee"). */
  participantOf?: Record<SampleSpeaker, string>;
  /** User part of the agent's address (uriUser); default "agent7". */
  agentUser?: string;
  /** The call was placed by VoiceAI Connect: the start event says so. */
  isOutbound?: boolean;
  /** agentConnected of the start event. Absent: the field is left out. */
  agentConnected?: boolean;
  /** Every so many activities a request is repeated. Default 0: never. */
  duplicateEvery?: number;
  /** Longest time an activity lies before it is sent. Default 0. */
  delayMs?: number;
  random?(): number;
  /** Time between refreshes; default half of what the bot's expiresSeconds says. */
  refreshEveryMs?: number;
  /** An answer that takes longer is reported. Default 1 second. */
  slowAnswerMs?: number;
  /** How long speech waits at the start for recognition of everybody. Default 2 minutes; 0 if the bot is to wait. */
  awaitRecognitionMs?: number;
  /** Default "anew", the stricter. */
  secondStart?: SecondStart;
  end?: VaicEnd;
  /** Between the conversation's creation and its first activity; what breaks meanwhile is no problem. `cut`: see BotLink. */
  onceCreated?(cut: () => Promise<void>): Promise<void>;
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
  const { conversationId } = options;
  const participantOf = options.participantOf ?? PARTICIPANT_OF;
  const participants = participantsOf(participantOf, options.agentUser);
  const ids = participants.map(({ participant }) => participant);
  const recognition = createRecognition(Date.now, options.secondStart);
  const report: VaicReport = {
    ...{ ok: false, conversationId, recognition: recognition.changes },
    ...{ problems: [], answers: [], sent: [], unheard: [], received: [] },
  };
  const onProblem = (problem: string) => void report.problems.push(problem);
  const hangUp = new AbortController();
  const { slowAnswerMs = 1_000 } = options;
  const link = options.connect(
    createEar({ ids, report, recognition, slowAnswerMs, onProblem, onHangUp: () => hangUp.abort() }),
  );
  const outbox = createOutbox({
    send: (activities, answer) => link.send(activities, answer),
    duplicateEvery: options.duplicateEvery ?? 0,
    delayMs: options.delayMs ?? 0,
    random: options.random ?? Math.random,
    onProblem,
  });
  const parts = { participantOf, participants, recognition, report, link, outbox, onProblem };

  async function begin(): Promise<boolean> {
    try {
      await link.open();
      const before = report.problems.length;
      await options.onceCreated?.(() => link.cut());
      report.problems.length = before;
      await outbox.put(startActivity(options, participants));
      const awaitMs = options.awaitRecognitionMs ?? DEFAULT_DEADLINE_MS;
      if (awaitMs > 0 && !(await recognition.whenOn(ids, awaitMs))) {
        onProblem("recognition was not started for every participant in time");
      }
      return report.problems.length === 0;
    } catch (caught) {
      onProblem(caught instanceof Error ? caught.message : String(caught));
      return false;
    }
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
      await playCall(options, parts, hangUp.signal).finally(stopRefreshing);
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
  return { conversationId, report, started, finished: run(), hangUp: () => hangUp.abort() };
}
