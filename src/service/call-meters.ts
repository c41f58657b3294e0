/** Metrics of calls: their number, their recognition, and the accounts of their audio. */
import type { LocalCall } from "../calls/local-call.ts";
import { imbalanceMs, type Ledger } from "../contract/ledger.ts";
import { countNames, type Meters } from "../telemetry/meters.ts";

/** Streams opened, and why, since the speaker's recognition began. */
export interface RecognitionFacts {
  streams: number;
  rollOvers: number;
  recoveries: number;
  finals: number;
}

/** What is counted as it happens; ended calls stay in the totals. */
export interface CallCounts {
  started(): void;
  ended(recognition: readonly RecognitionFacts[]): void;
  /** Audio whose accounts were closed here. */
  released(ledgers: readonly Ledger[]): void;
  /** The totals of ended calls with those of live ones. */
  recognition(live: readonly RecognitionFacts[]): Record<string, number>;
  /** Seconds by account. */
  audioSeconds(live: readonly Ledger[]): Record<string, number>;
}

/** What live calls answer at a scrape. */
export interface LiveCallSource {
  /** States of the media regions of live calls. */
  media(): readonly string[];
  /** States of their participants. */
  participants(): readonly string[];
  /** The recognition of each speaker; without ended calls that are listed until they are stored. */
  recognition(): readonly RecognitionFacts[];
  /** Of all their speakers. */
  ledgers(): readonly Ledger[];
}

export function createCallCounts(meters: Meters): CallCounts {
  const started = meters.counter({ name: "sidetone_calls_started_total", help: "Calls begun" });
  const ended = meters.counter({ name: "sidetone_calls_ended_total", help: "Calls ended" });
  const endedMs = new Map<string, number>();
  const endedFacts = new Map<string, number>();
  return {
    started,
    ended(recognition) {
      ended();
      for (const facts of recognition) addFacts(endedFacts, facts);
    },
    released(ledgers) {
      for (const ledger of ledgers) addLedger(endedMs, ledger);
    },
    recognition(live) {
      const total = new Map(endedFacts);
      for (const facts of live) addFacts(total, facts);
      return Object.fromEntries(total);
    },
    audioSeconds(live) {
      const total = new Map(endedMs);
      for (const ledger of live) addLedger(total, ledger);
      return Object.fromEntries([...total].map(([account, ms]) => [account, ms / 1000]));
    },
  };
}

export function meterCalls(meters: Meters, counts: CallCounts, source: LiveCallSource): void {
  meters.gaugeBy({
    name: "sidetone_calls",
    help: "Live calls by state of their media",
    label: "media",
    ask: () => countNames(source.media()),
  });
  meters.gaugeBy({
    name: "sidetone_participants",
    help: "Participants of live calls by state",
    label: "state",
    ask: () => countNames(source.participants()),
  });
  meters.gaugeBy({
    name: "sidetone_recognition",
    help: "What recognition went through, ended calls included",
    label: "event",
    ask: () => counts.recognition(source.recognition()),
  });
  meters.gaugeBy({
    name: "sidetone_audio_seconds",
    help: "Audio by account of the ledger, ended calls included",
    label: "account",
    ask: () => counts.audioSeconds(source.ledgers()),
  });
}

/** What recognition went through in a call, one entry per speaker. */
export function recognitionOf(call: LocalCall): RecognitionFacts[] {
  return call.report().actors.flatMap(({ facts }) => (facts === undefined ? [] : [facts]));
}

function addFacts(total: Map<string, number>, facts: RecognitionFacts): void {
  for (const event of ["streams", "rollOvers", "recoveries", "finals"] as const) {
    total.set(event, (total.get(event) ?? 0) + facts[event]);
  }
}

function addLedger(total: Map<string, number>, ledger: Ledger): void {
  const accounts: Record<string, number> = {
    received: ledger.receivedMs,
    recognized: ledger.recognizedMs,
    buffered: ledger.bufferedMs,
    heard: ledger.heardMs,
    dropped_hold: ledger.droppedMs.hold,
    dropped_overflow: ledger.droppedMs.overflow,
    dropped_abandoned: ledger.droppedMs.abandoned,
    replayed: ledger.replayedMs,
    imbalance: Math.abs(imbalanceMs(ledger)),
  };
  for (const [account, ms] of Object.entries(accounts)) total.set(account, (total.get(account) ?? 0) + ms);
}
