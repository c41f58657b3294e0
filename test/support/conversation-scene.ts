/** One conversation of VoiceAI Connect that has begun, without a call behind it. */
import type {
  InboundActivity,
  OutboundActivity,
  StartActivity,
} from "../../src/transports/audiocodes/activity.ts";
import { createAudiocodesScene } from "./audiocodes-scene.ts";

type Scene = ReturnType<typeof createAudiocodesScene>;

const opened: Scene[] = [];

export function closeConversations(): void {
  for (const { conversations } of opened.splice(0)) conversations.close();
}

export function openScene(options: Parameters<typeof createAudiocodesScene>[0] = {}): Scene {
  const scene = createAudiocodesScene(options);
  opened.push(scene);
  return scene;
}

export async function begin(
  options: Parameters<typeof createAudiocodesScene>[0] = {},
  start: Partial<StartActivity> = {},
) {
  const scene = openScene(options);
  const conversation = await scene.conversations.open({ conversationId: "c-1", framework: "bot-api" });
  const hear = (...activities: InboundActivity[]) => conversation.receive(activities);
  const answer = await hear(startOf(start));
  return { ...scene, conversation, hear, answer };
}

export const startOf = (change: Partial<StartActivity> = {}): StartActivity => ({
  kind: "start",
  participants: [{ participant: "caller" }, { participant: "callee" }],
  caller: {},
  callee: {},
  isOutbound: false,
  ...change,
});

export const text = (participant: string, words: string, activityId?: string): InboundActivity => ({
  kind: "text",
  participant,
  text: words,
  ...(activityId === undefined ? {} : { activityId }),
});

export const kindsOf = (activities: readonly OutboundActivity[]) => activities.map(({ kind }) => kind);
