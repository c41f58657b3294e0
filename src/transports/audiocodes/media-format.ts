/** Names of audio formats in streaming mode. */
import type { AudioFormat } from "../../audio/sink.ts";

/** Without a container only: a WAV header would have to be taken off (Bot API, streaming mode, media formats). */
const FORMATS: Readonly<Record<string, AudioFormat>> = {
  "raw/mulaw": { encoding: "MULAW", sampleRateHertz: 8_000 },
  "raw/lpcm16": { encoding: "LINEAR16", sampleRateHertz: 16_000 },
  "raw/lpcm16_8": { encoding: "LINEAR16", sampleRateHertz: 8_000 },
  "raw/lpcm16_24": { encoding: "LINEAR16", sampleRateHertz: 24_000 },
};

/** The first offered format that can be recognised; VoiceAI Connect lists them in its order of preference. */
export function chooseFormat(offered: unknown): { name: string; format: AudioFormat } | undefined {
  for (const name of Array.isArray(offered) ? offered : []) {
    const format = typeof name === "string" ? FORMATS[name.toLowerCase()] : undefined;
    if (format !== undefined) return { name, format };
  }
  return undefined;
}
