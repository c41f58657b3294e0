/** Prometheus metrics: values are asked for at the scrape, so the audio path never touches a metric. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { imbalanceMs, type Ledger } from "../contract/ledger.ts";
import { createJobMetrics, type JobMetrics } from "./job-metrics.ts";
import type { RefusalKind } from "./refusals.ts";

/** Streams opened, and why, since the speaker's recognition began. */
export interface RecognitionFacts {
  streams: number;
  rollOvers: number;
  recoveries: number;
  finals: number;
}

/** What the parts of the process answer when asked. Maps are label value to number. */
export interface MetricSources {
  openLegs(): number;
  audioTotals(): { messages: number; bytes: number; gapMs: number };
  /** Live calls by state of their media region. */
  callsByMedia(): Record<string, number>;
  /** Participants of live calls by state. */
  participantsByState(): Record<string, number>;
  /** What the recognition of each speaker of the live calls went through. */
  recognition(): RecognitionFacts[];
  /** Ledgers of all speakers of live calls. */
  ledgers(): Ledger[];
  desktops(): number;
  delivery(): Record<string, number>;
  jobs(): Promise<Record<string, number>>;
  /** Seconds since the job that waits longest was taken, by queue. */
  jobAgeSeconds(): Promise<Record<string, number>>;
  /** Alarms of the whole process that hold now, by code. */
  standingAlarms(): Record<string, number>;
  /** Seconds since the last Pub/Sub event, by subscription; only those that had one. */
  eventAgeSeconds(): Record<string, number>;
  /** VoiceAI Connect's utterances on their way to Dialogflow, by outcome. */
  texts(): Record<string, number>;
  /** Posts to the suggestion webhook, by outcome; empty where none is configured. */
  webhookPosts(): Promise<Record<string, number>>;
  operatorConsoles(): number;
  /** Spans for the collector, by outcome; empty where none is configured. */
  traceSpans(): Record<string, number>;
}

export interface Metrics {
  readonly registry: Registry;
  countFive9(event: string): void;
  countAudiocodes(event: string): void;
  callStarted(): void;
  callEnded(ledgers: readonly Ledger[], recognition: readonly RecognitionFacts[]): void;
  /** Milliseconds from Pub/Sub's publish time to the emit towards a desktop. */
  observeDelivery(latencyMs: number): void;
  /** `outcome` is that of the audit: done, refused or failed. */
  countOperatorAction(outcome: string): void;
  observeJob: JobMetrics["observe"];
  countRefusal(kind: RefusalKind): void;
}

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  // Every tenth of a second, as by default, costs a twentieth of a core.
  collectDefaultMetrics({ register: registry, eventLoopUtilizationTimeout: 5_000 });
  const registers = [registry];
  const jobs = createJobMetrics(registry);
  const endedMs = new Map<string, number>();
  const endedFacts = new Map<string, number>();

  const five9 = new Counter({
    name: "sidetone_five9_events_total",
    help: "What happened on Five9 streams, by kind",
    labelNames: ["event"],
    registers,
  });
  const audiocodes = new Counter({
    name: "sidetone_audiocodes_events_total",
    help: "What happened in VoiceAI Connect's conversations, by kind",
    labelNames: ["event"],
    registers,
  });
  // Looking a label up costs more than counting, and each webhook counts several times.
  const audiocodesByEvent = new Map<string, { inc(): void }>();
  const started = new Counter({ name: "sidetone_calls_started_total", help: "Calls begun", registers });
  const ended = new Counter({ name: "sidetone_calls_ended_total", help: "Calls ended", registers });
  const latency = new Histogram({
    name: "sidetone_delivery_latency_seconds",
    help: "Pub/Sub publish time to emit towards a desktop",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });

  const unanswered = new Counter({
    name: "sidetone_metrics_unanswered_total",
    help: "Values that were asked for at a scrape and could not be had",
    labelNames: ["metric"],
    registers,
  });
  const operatorActions = new Counter({
    name: "sidetone_operator_actions_total",
    help: "What operators did, as the audit has it, by outcome",
    labelNames: ["outcome"],
    registers,
  });

  const refused = new Counter({
    name: "sidetone_refused_total",
    help: "Strangers turned away, by door and reason",
    labelNames: ["kind"],
    registers,
  });

  new Gauge({
    name: "sidetone_legs_open",
    help: "Audio streams open now",
    registers,
    collect() {
      this.set(sources.openLegs());
    },
  });
  new Counter({
    name: "sidetone_audio_messages_total",
    help: "Audio messages received from Five9",
    registers,
    collect() {
      this.reset();
      this.inc(sources.audioTotals().messages);
    },
  });
  new Counter({
    name: "sidetone_audio_bytes_total",
    help: "Audio bytes received from Five9",
    registers,
    collect() {
      this.reset();
      this.inc(sources.audioTotals().bytes);
    },
  });
  new Counter({
    name: "sidetone_audio_gap_seconds_total",
    help: "Time by which Five9's send_time moved on without audio",
    registers,
    collect() {
      this.reset();
      this.inc(sources.audioTotals().gapMs / 1000);
    },
  });
  new Gauge({
    name: "sidetone_desktops",
    help: "Agent desktops connected now",
    registers,
    collect() {
      this.set(sources.desktops());
    },
  });
  new Gauge({
    name: "sidetone_operator_consoles",
    help: "Operators' consoles connected now",
    registers,
    collect() {
      this.set(sources.operatorConsoles());
    },
  });
  labelled("sidetone_texts", "Texts of VoiceAI Connect's calls on their way to Dialogflow", "outcome", () =>
    sources.texts(),
  );
  labelled("sidetone_webhook_posts", "Posts to the suggestion webhook", "outcome", () =>
    sources.webhookPosts(),
  );
  labelled("sidetone_trace_spans", "Spans of traces for the collector", "outcome", () =>
    sources.traceSpans(),
  );
  labelled("sidetone_calls", "Live calls by state of their media", "media", () => sources.callsByMedia());
  labelled("sidetone_participants", "Participants of live calls by state", "state", () =>
    sources.participantsByState(),
  );
  labelled("sidetone_delivery", "Agent Assist events and desktops, by outcome", "outcome", () =>
    sources.delivery(),
  );
  labelled("sidetone_jobs", "MediaStream event jobs by state", "state", () => sources.jobs());
  labelled("sidetone_job_oldest_seconds", "Age of the job that waits longest", "queue", () =>
    sources.jobAgeSeconds(),
  );
  labelled("sidetone_standing_alarms", "Alarms of the process that hold now", "code", () =>
    sources.standingAlarms(),
  );
  labelled(
    "sidetone_pubsub_event_age_seconds",
    "Age of the last event of a subscription",
    "subscription",
    () => sources.eventAgeSeconds(),
  );
  labelled("sidetone_recognition", "What recognition went through, ended calls included", "event", () => {
    const total = new Map(endedFacts);
    for (const facts of sources.recognition()) addFacts(total, facts);
    return Object.fromEntries(total);
  });
  labelled(
    "sidetone_audio_seconds",
    "Audio by account of the ledger, ended calls included",
    "account",
    () => {
      const total = new Map(endedMs);
      for (const ledger of sources.ledgers()) addLedger(total, ledger);
      return Object.fromEntries([...total].map(([account, ms]) => [account, ms / 1000]));
    },
  );

  return {
    registry,
    countFive9: (event) => five9.inc({ event }),
    countAudiocodes(event) {
      let counter = audiocodesByEvent.get(event);
      if (counter === undefined) {
        counter = audiocodes.labels(event);
        audiocodesByEvent.set(event, counter);
      }
      counter.inc();
    },
    callStarted: () => started.inc(),
    callEnded(ledgers, recognition) {
      ended.inc();
      for (const facts of recognition) addFacts(endedFacts, facts);
      for (const ledger of ledgers) addLedger(endedMs, ledger);
    },
    observeDelivery: (latencyMs) => latency.observe(latencyMs / 1000),
    countOperatorAction: (outcome) => operatorActions.inc({ outcome }),
    observeJob: jobs.observe,
    countRefusal: (kind) => refused.inc({ kind }),
  };

  function labelled(
    name: string,
    help: string,
    label: string,
    ask: () => Record<string, number> | Promise<Record<string, number>>,
  ): void {
    // There from the start, or the first time would be no increase.
    unanswered.inc({ metric: name }, 0);
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      async collect() {
        this.reset();
        try {
          for (const [value, amount] of Object.entries(await ask())) this.set({ [label]: value }, amount);
        } catch {
          // Storage that is away must not take all the other metrics along.
          unanswered.inc({ metric: name });
        }
      },
    });
  }
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
