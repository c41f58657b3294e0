/** A call of the page /try/: both legs live, its faults at hand, and what has come of its words so far. */
import type { Sample, SampleSpeaker } from "../../../samples/sample.ts";
import type { Faults } from "../../../simulators/agent-assist/faults.ts";
import { CHUNK_MS, LiveLeg } from "../../../simulators/five9/live-leg.ts";
import { postCti, postStreamReport, type WebhookAnswer } from "../../../simulators/five9/webhooks.ts";
import { scoreCall } from "../../../simulators/stage/call-score.ts";
import { openDesktop, panelUrl } from "../../../simulators/stage/desktop-client.ts";
import { newCallId, type Stage } from "../../../simulators/stage/stage.ts";
import { systemClock } from "../../../src/base/clock.ts";

export const FAULTS = ["cut", "kill", "hold", "resume", "transfer", "hang-up"] as const;
export type Fault = (typeof FAULTS)[number];

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
  title: string;
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

export type LegAudio = Record<SampleSpeaker, () => Uint8Array | undefined>;

/** Rejects when Sidetone does not take the call. */
export async function placeLiveCall(stage: Stage, sample: Sample, audio: LegAudio): Promise<LiveCall> {
  const callId = newCallId();
  const { httpBaseUrl, secrets, cloud } = stage;
  const webhooks = { httpBaseUrl, apiKey: secrets.apiKey, takesAskingAgain: true };
  const grpcAddress = `127.0.0.1:${stage.sidetone.grpcPort}`;
  const answers: WebhookAnswer[] = [await postCti(webhooks, callId, `session-${callId}`)];
  const page = { httpBaseUrl, callId, launchKey: secrets.launchKey };
  const desktop = await openDesktop(page);
  const spokenMs = { agent: 0, customer: 0 };
  const legs = SPEAKERS.map(([speaker, callLeg]) => {
    const next = () => {
      const piece = audio[speaker]();
      if (piece !== undefined) spokenMs[speaker] += CHUNK_MS;
      return piece;
    };
    return legOf(stage, { callId, callLeg, next });
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

  const acts = actsOn(legs, cloud.faults);
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
      const score = scoreCall(spokenOf(sample, spokenMs), desktop.events, []);
      const lost = state === "over" ? score.lost : [];
      const wordsShown = score.wordsExpected - score.lost.length;
      const { wordsExpected, duplicated } = score;
      return {
        title: sample.title,
        state,
        wordsExpected,
        wordsShown,
        lost,
        duplicated: duplicated.length,
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
  stage: Stage,
  { callId, callLeg, next }: { callId: string; callLeg: number; next: LegAudio["agent"] },
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
    next,
    clock: systemClock,
  });
}

function actsOn(legs: readonly LiveLeg[], faults: Faults): Record<Fault, () => void> {
  let agent = FIRST_AGENT;
  const each = (act: (leg: LiveLeg) => void) => () => {
    for (const leg of legs) act(leg);
  };
  return {
    cut: () => faults.breakAllStreams(),
    kill() {
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

async function untilOver(stage: Stage, callKey: string): Promise<void> {
  const endMs = Date.now() + OVER_DEADLINE_MS;
  while (Date.now() < endMs) {
    if ((await stage.callDetail(callKey))?.call.live === false) return;
    await Bun.sleep(200);
  }
}
