/** A call of the page /try/: both legs live, its faults at hand, and what has come of its words so far. */
import type { Sample, SampleSpeaker } from "../../../samples/sample.ts";
import type { Faults } from "../../../simulators/agent-assist/faults.ts";
import { CHUNK_MS, LiveLeg, type LiveLegOptions } from "../../../simulators/five9/live-leg.ts";
import { postCti, postStreamReport, type WebhookAnswer } from "../../../simulators/five9/webhooks.ts";
import { scoreCall } from "../../../simulators/stage/call-score.ts";
import { openDesktop, panelUrl } from "../../../simulators/stage/desktop-client.ts";
import { newCallId, type ProcessStage } from "../../../simulators/stage/stage.ts";
import { systemClock } from "../../../src/base/clock.ts";

export const FAULTS = ["cut", "kill", "hold", "resume", "transfer", "hang-up"] as const;
export type Fault = (typeof FAULTS)[number];
/** Nobody here can do these to the real one. */
const OF_THE_CLOUD: readonly Fault[] = ["cut", "kill"];

export interface LiveCall {
  callId: string;
  /** Paths on Sidetone. */
  panelPath: string;
  consolePath: string;
  do(fault: Fault): void;
  view(): LiveCallView;
  /** Hangs up, and waits until both legs are closed. */
  close(): Promise<void>;
}

export interface LiveCallView {
  callId: string;
  title: string;
  /** Its words come while it is spoken. */
  isSpoken: boolean;
  /** Google hears it: which words were spoken is not known, so none counts as expected, lost or doubled. */
  isHeardByGoogle: boolean;
  /** What can be done to it. */
  faults: readonly Fault[];
  state: "running" | "held" | "ending" | "over";
  wordsExpected: number;
  wordsShown: number;
  /** Only once the call is over. */
  lost: string[];
  duplicated: number;
  problem: string;
}

const SPEAKERS = [
  ["agent", 0, "Agent"],
  ["customer", 1, "Customer"],
] as const;
/** How long the killed recogniser refuses every new stream. */
const KILLED_MS = 5_000;
const UNAVAILABLE = { code: 14, message: "The service is currently unavailable." };
const SUBSCRIPTION_ID = "4001";
const FIRST_AGENT = 3001;

export type LegSource = Pick<LiveLegOptions, "next" | "isPausing">;
export type LegAudio = Record<SampleSpeaker, LegSource>;

/** `isSpoken`: the sample's words come while it is spoken. Rejects when Sidetone does not take the call. */
export async function placeLiveCall(
  stage: ProcessStage,
  sample: Sample,
  audio: LegAudio,
  isSpoken: boolean,
): Promise<LiveCall> {
  const callId = newCallId();
  const { httpBaseUrl, secrets, cloud } = stage;
  const webhooks = { httpBaseUrl, apiKey: secrets.apiKey, takesAskingAgain: true };
  const grpcAddress = `127.0.0.1:${stage.sidetone.grpcPort}`;
  const answers: WebhookAnswer[] = [await postCti(webhooks, callId, `session-${callId}`)];
  const page = { httpBaseUrl, callId, launchKey: secrets.launchKey };
  const desktop = await openDesktop(page);
  const spokenMs = { agent: 0, customer: 0 };
  const legs = SPEAKERS.map(([speaker, callLeg]) => {
    const source = audio[speaker];
    const next = () => {
      const piece = source.next();
      if (piece !== undefined) spokenMs[speaker] += CHUNK_MS;
      return piece;
    };
    return legOf(stage, { callId, callLeg, source: { ...source, next } });
  });
  let state: LiveCallView["state"] = "running";
  let problem = "";
  const report = async (callLeg: string, status: string) => {
    const body = { subscriptionId: SUBSCRIPTION_ID, callId, domainId: "1001", callLeg, status };
    const place = { failureType: "", failureDetail: "", destinationUrl: `https://${grpcAddress}` };
    answers.push(
      await postStreamReport(webhooks, { ...body, ...place, occurredOn: new Date().toISOString() }),
    );
  };
  const finished = Promise.all(
    legs.map(async (leg, index) => {
      const name = SPEAKERS[index]?.[2] ?? "";
      void leg.started.then((isStarted) => (isStarted ? report(name, "STREAMING") : undefined));
      problem ||= (await leg.play()) ?? "";
      await report(name, "ENDED_NORMALLY");
    }),
  ).then(async () => {
    state = "ending";
    await untilOver(stage, `five9-${callId}`);
    state = "over";
    const refused = answers.find(({ status }) => status !== 200);
    if (refused !== undefined) problem ||= `the webhook ${refused.name} was answered ${refused.status}`;
    desktop.close();
  });
  if (!(await Promise.all(legs.map((leg) => leg.started))).every(Boolean))
    throw new Error("Sidetone did not take the call's audio.");

  const acts = actsOn(legs, cloud?.faults);
  return {
    callId,
    panelPath: panelUrl(page).slice(httpBaseUrl.length),
    consolePath: `/operators/calls/five9-${callId}`,
    do(fault) {
      acts[fault]();
      if (state === "running" && fault === "hold") state = "held";
      if (state === "held" && fault === "resume") state = "running";
    },
    view() {
      const known = cloud === undefined ? { ...sample, utterances: [] } : spokenOf(sample, spokenMs);
      const score = scoreCall(known, desktop.events, []);
      const lost = state === "over" ? score.lost : [];
      const { wordsExpected } = score;
      const isHeardByGoogle = cloud === undefined;
      // Words that nobody expects.
      const further = score.duplicated.length;
      const wordsShown = isHeardByGoogle ? further : wordsExpected - score.lost.length;
      return {
        callId,
        title: sample.title,
        isSpoken,
        isHeardByGoogle,
        faults: FAULTS.filter((fault) => cloud !== undefined || !OF_THE_CLOUD.includes(fault)),
        state,
        wordsExpected,
        wordsShown,
        lost,
        duplicated: isHeardByGoogle ? 0 : further,
        problem,
      };
    },
    async close() {
      acts.resume();
      acts["hang-up"]();
      await finished;
    },
  };
}

/** The part of a call whose audio has left; a word is spoken with its last sound. */
function spokenOf(sample: Sample, spokenMs: Record<SampleSpeaker, number>): Sample {
  const utterances = sample.utterances.flatMap((utterance) => {
    const words = utterance.words.filter(({ endMs }) => endMs <= spokenMs[utterance.speaker]);
    return words.length === 0 ? [] : [{ ...utterance, words, text: words.map(({ word }) => word).join(" ") }];
  });
  return { ...sample, utterances };
}

function legOf(
  stage: ProcessStage,
  { callId, callLeg, source }: { callId: string; callLeg: number; source: LegSource },
): LiveLeg {
  const grpcAddress = `127.0.0.1:${stage.sidetone.grpcPort}`;
  return new LiveLeg({
    stream: { grpcAddress, trustToken: stage.secrets.trustToken, tokenIn: "both" },
    config: {
      voiceConfig: { encoding: 1, sampleRateHertz: 8_000 },
      vccCallId: callId,
      domainId: "1001",
      campaignId: "2001",
      agentId: String(FIRST_AGENT),
      callLeg,
      subscriptionId: SUBSCRIPTION_ID,
      skillId: "5001",
    },
    ...source,
    clock: systemClock,
  });
}

function actsOn(legs: readonly LiveLeg[], faults: Faults | undefined): Record<Fault, () => void> {
  let agent = FIRST_AGENT;
  const each = (act: (leg: LiveLeg) => void) => () => {
    for (const leg of legs) act(leg);
  };
  return {
    cut: () => faults?.breakAllStreams(),
    kill() {
      if (faults === undefined) return;
      faults.refuseStreams = UNAVAILABLE;
      faults.breakAllStreams();
      setTimeout(() => {
        faults.refuseStreams = undefined;
      }, KILLED_MS);
    },
    hold: each((leg) => leg.hold()),
    resume: each((leg) => leg.resume()),
    transfer() {
      agent += 1;
      legs[0]?.transfer(String(agent));
    },
    "hang-up": each((leg) => leg.hangUp()),
  };
}

const OVER_DEADLINE_MS = 60_000;

async function untilOver(stage: ProcessStage, callKey: string): Promise<void> {
  const endMs = Date.now() + OVER_DEADLINE_MS;
  while (Date.now() < endMs) {
    if ((await stage.callDetail(callKey))?.call.live === false) return;
    await Bun.sleep(200);
  }
}
