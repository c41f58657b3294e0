/** Which call the demo plays: its flags as given, and what does not go together. */
import { readSample, type Sample } from "../../samples/sample.ts";
import { makeOwnCall } from "./own/own-call.ts";

export interface DemoFlags {
  once: boolean;
  speed: number;
  source: string;
  rules: string;
  mic: boolean;
  google: boolean;
  sample?: string | undefined;
  text?: string | undefined;
  wav?: string | undefined;
  translate?: string | undefined;
}

const USUAL_SAMPLE = "lost-card";

/** One sentence on flags that exclude each other; undefined if there are none. */
export function contradictionIn(flags: DemoFlags): string | undefined {
  const { once, speed, source, mic, google, sample, text, wav, translate } = flags;
  if (text !== undefined && wav !== undefined)
    return "TEXT and WAV are two calls. Words of a recording lie beside it: call.wav has them in call.txt.";
  if (mic && (text ?? wav ?? sample) !== undefined)
    return "With MIC=1 the call is your own voice. Leave TEXT, WAV and SAMPLE out.";
  if (mic && once) return "With MIC=1 you hang up yourself, on the page. Leave ONCE out.";
  if (mic && speed !== 1) return "With MIC=1 you speak in real time. Leave SPEED out.";
  if (mic && source !== "five9") return "With MIC=1 the microphone is a leg of Five9. Leave SOURCE out.";
  if (google && text !== undefined && source === "five9")
    return "Google hears no words in the murmur that TEXT is spoken by. Record the call and name it with WAV, or let it come as text: SOURCE=audiocodes.";
  if (google && translate !== undefined)
    return "With GOOGLE=1 Google translates, too: set TRANSLATION and TRANSLATION_LANGUAGES in .env. Leave TRANSLATE out.";
  return undefined;
}

/** Words of one's own come before a sample's; undefined where the caller speaks. Rejects with one sentence. */
export async function chooseCall(
  { mic, sample, text, wav, rules }: DemoFlags,
  directory: string,
): Promise<Sample | undefined> {
  if (mic) return undefined;
  if (text === undefined && wav === undefined) return readSample(sample ?? USUAL_SAMPLE);
  const from = text === undefined ? { recordings: pathsIn(wav ?? "") } : { text };
  return makeOwnCall({ from, rulesPath: rules, directory });
}

/** Two paths with a comma between them; a path may have one as well. */
function pathsIn(wav: string): string[] {
  const at = wav.search(/,[^,]*$/);
  return at < 0 ? [wav] : [wav.slice(0, at), wav.slice(at + 1)];
}
