/** The bot the suite is held against: the one at BOT_URL, or a Sidetone started for it. */
import { readSample, type Sample } from "../../samples/sample.ts";
import type { VaicFramework } from "../../simulators/vaic/activity.ts";
import { createLink } from "../../simulators/vaic/open-link.ts";
import { type PlacedVaicCall, placeVaicCall, type VaicCallOptions } from "../../simulators/vaic/vaic-call.ts";
import { startVaicStage } from "../support/vaic-stage.ts";

/** VoiceAI Connect wants an answer sooner; a busy machine is no failure of a story. */
const PATIENT_MS = 600_000;

export interface BotTarget {
  /** botURL of the provider; streaming mode is served at the same address. */
  botUrl: string;
  token: string;
  sample: Sample;
  /** Asks the bot; `path` is resolved against botURL. */
  ask(path: string, init?: { method?: string; body?: BodyInit; token?: string | null }): Promise<Response>;
  /** Begins a conversation and resolves with its URLs, resolved. */
  create(conversationId: string): Promise<ConversationUrls>;
  call(
    framework: Extract<VaicFramework, `bot-api-${string}`>,
    options?: Partial<VaicCallOptions>,
  ): PlacedVaicCall;
  close(): Promise<void>;
}

export interface ConversationUrls {
  activitiesURL: string;
  refreshURL: string;
  disconnectURL: string;
  expiresSeconds: number;
}

const DEADLINE_MS = 120_000;

/** BOT_URL and BOT_TOKEN name a bot outside this project; without them one is started. */
export async function openBotTarget(): Promise<BotTarget> {
  const sample = await readSample("lost-card");
  const { BOT_URL: outside, BOT_TOKEN: outsideToken = "" } = process.env;
  if (outside !== undefined && outside !== "") return targetAt(outside, outsideToken, sample, async () => {});
  const scene = await startVaicStage();
  return targetAt(`${scene.stage.httpBaseUrl}/audiocodes/bot`, scene.provider.botToken, sample, scene.close);
}

function targetAt(botUrl: string, token: string, sample: Sample, close: () => Promise<void>): BotTarget {
  const target: BotTarget = {
    botUrl,
    token,
    sample,
    ask(path, { method = "POST", body, token: other = token } = {}) {
      return fetch(new URL(path, botUrl), {
        method,
        headers: {
          ...(other === null ? {} : { authorization: `Bearer ${other}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
    },
    async create(conversationId) {
      const response = await target.ask("", {
        body: JSON.stringify({ conversation: conversationId, bot: "suite" }),
      });
      if (!response.ok) throw new Error(`a conversation was refused with ${response.status}`);
      return (await response.json()) as ConversationUrls;
    },
    call(framework, options = {}) {
      const conversationId = options.conversationId ?? crypto.randomUUID();
      return placeVaicCall({
        connect: (listener) =>
          createLink(framework, {
            botUrl,
            token,
            conversationId,
            botName: "suite",
            caller: "+15550100",
            listener,
          }),
        sample,
        slowAnswerMs: PATIENT_MS,
        ...options,
        conversationId,
      });
    },
    close,
  };
  return target;
}

/** The body of a start with the usual two participants. */
export function startBody(conversationId: string): Record<string, unknown> {
  return activitiesBody(conversationId, [
    activity({
      type: "event",
      name: "start",
      parameters: {
        vaigConversationId: conversationId,
        participants: [
          { participant: "caller", uriUser: "+15550100", uriHost: "sbc.example.net" },
          { participant: "callee", uriUser: "agent7", uriHost: "sbc.example.net" },
        ],
      },
    }),
  ]);
}

export function activity(fields: Record<string, unknown>): Record<string, unknown> {
  return { id: crypto.randomUUID(), timestamp: new Date().toISOString(), ...fields };
}

export function activitiesBody(conversationId: string, activities: unknown[]): Record<string, unknown> {
  return { conversation: conversationId, activities };
}
