/** Conversations of VoiceAI Connect over a directory that takes notes: what they tell a call, and what they send. */
import type { AssistText } from "../../src/assist/provider.ts";
import type { AudioFormat, AudioSink } from "../../src/audio/sink.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import type { CallRef } from "../../src/contract/call-ref.ts";
import { createAddressMark } from "../../src/transports/agent-applications/address-mark.ts";
import type { ConversationParts, ShownWords } from "../../src/transports/audiocodes/conversation-parts.ts";
import { Conversations } from "../../src/transports/audiocodes/conversations.ts";
import type { AudiocodesCount } from "../../src/transports/audiocodes/counts.ts";
import { RecognitionDesk } from "../../src/transports/speech-switch/recognition-desk.ts";
import { RecordingCallDirectory } from "./recording-call-directory.ts";

export interface AudiocodesSceneOptions {
  clock?: Clock;
  settings?: Partial<ConversationParts["settings"]>;
  maxConversations?: number;
  /** Of a conversation that a former process opened. */
  opened?: (conversationId: string) => CallRef | null;
}

export function createAudiocodesScene(options: AudiocodesSceneOptions = {}) {
  const clock = options.clock ?? systemClock;
  const directory = new RecordingCallDirectory();
  const desk = new RecognitionDesk();
  const texts: AssistText[] = [];
  const shown: ShownWords[] = [];
  const counts: Partial<Record<AudiocodesCount, number>> = {};
  const audio: { callKey: string; speaker: string; format: AudioFormat; bytes: number }[] = [];
  const followers = new Map<string, (value: Readonly<Record<string, unknown>>) => void>();
  const conversations = new Conversations({
    directory,
    desk,
    sinks: {
      open(callKey, speaker, format): AudioSink {
        const entry = { callKey, speaker, format, bytes: 0 };
        audio.push(entry);
        return {
          write(chunk) {
            entry.bytes += chunk.byteLength;
            return true;
          },
          whenWritable: async () => {},
          hold() {},
          standBy() {},
          takeOver() {},
          resume() {},
        };
      },
    },
    texts: { send: (text) => void texts.push(text), noteWords: () => {}, flushed: async () => {} },
    showWords: (words) => void shown.push(words),
    markOf: createAddressMark("a secret of the scene", "US"),
    followSuggestions(callKey, listener) {
      followers.set(callKey, listener);
      return () => followers.delete(callKey);
    },
    settings: {
      roles: new Map([
        ["caller", "customer"],
        ["callee", "agent"],
      ]),
      expiresSeconds: 60,
      silenceLimitMs: 600_000,
      speechDetection: true,
      hypotheses: true,
      numbers: "last-digits",
      languageCode: "en-US",
      ...options.settings,
    },
    clock,
    logger: createLogger("silent"),
    count(name) {
      counts[name] = (counts[name] ?? 0) + 1;
    },
    maxConversations: options.maxConversations ?? 100,
    findOrphan: () => null,
    findOpened: async (conversationId) => options.opened?.(conversationId) ?? null,
  });
  return {
    conversations,
    directory,
    desk,
    texts,
    shown,
    counts,
    audio,
    followers,
    /** A suggestion comes for the call. */
    suggest: (callKey: string, value: Readonly<Record<string, unknown>>) => followers.get(callKey)?.(value),
  };
}
