/** The command line of the simulated VoiceAI Connect: from arguments and environment to a call, and its outcome. */
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { listSamples, readSample } from "../../samples/sample.ts";
import { FRAMEWORKS, type VaicFramework } from "./activity.ts";
import { createLink } from "./open-link.ts";
import { placeVaicCall } from "./vaic-call.ts";

/** Those that need nothing but a URL and a token on the bot's side. */
const COMMAND_FRAMEWORKS = FRAMEWORKS.filter(
  (name) => name.startsWith("bot-api") || name.startsWith("dialogflow"),
);

const HELP = `Plays a recorded call to an agent-assist bot the way AudioCodes VoiceAI Connect would, and checks its answers.

  --bot URL              the bot's URL (default http://127.0.0.1:8080/audiocodes/bot)
  --framework NAME       ${COMMAND_FRAMEWORKS.join(", ")}
                         (default bot-api-websocket)
  --sample NAME          a call of samples/ (default: the first of them)
  --conversation ID      default: a new UUID
  --speed N              1 is real time (default)
  --duplicate-every N    repeat a request every so many activities
  --delay-ms N           longest time an activity lies before it is sent
  --cut-at MS            cut the socket at this time of the call; may be given several times
  --outbound             the call was placed by VoiceAI Connect
  --help

The token is read from BOT_TOKEN. Progress goes to stderr. The last line of stdout is JSON:
{"ok":true,"conversationId":"...","textsSent":n,"metadata":n,"slowestAnswerMs":n,"problems":[]}.
Exit status: 0 the bot broke no rule, 1 it did, 2 wrong use.`;

const OPTIONS = {
  bot: { type: "string", default: "http://127.0.0.1:8080/audiocodes/bot" },
  framework: { type: "string", default: "bot-api-websocket" },
  sample: { type: "string" },
  conversation: { type: "string" },
  speed: { type: "string", default: "1" },
  "duplicate-every": { type: "string", default: "0" },
  "delay-ms": { type: "string", default: "0" },
  "cut-at": { type: "string", multiple: true },
  outbound: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export interface CommandIo {
  env: Record<string, string | undefined>;
  out(line: string): void;
  err(line: string): void;
}

/** Runs the command; resolves with the exit status. */
export async function runVaic(argv: string[], io: CommandIo): Promise<number> {
  let start: Awaited<ReturnType<typeof readCall>>;
  try {
    start = await readCall(argv, io.env);
  } catch (error) {
    io.err(error instanceof Error ? error.message : String(error));
    io.err("--help lists the options.");
    return 2;
  }
  if (start === undefined) {
    io.out(HELP);
    return 0;
  }
  const call = placeVaicCall({ ...start, onText: ({ speaker }) => io.err(`${speaker} spoke`) });
  io.err(`conversation ${call.conversationId}`);
  const { ok, conversationId, sent, received, answers, problems } = await call.finished;
  io.out(
    JSON.stringify({
      ok,
      conversationId,
      textsSent: sent.length,
      metadata: received.filter(({ activity }) => activity.name === "sendMetaData").length,
      slowestAnswerMs: Math.round(Math.max(0, ...answers.map(({ tookMs }) => tookMs))),
      problems,
    }),
  );
  return ok ? 0 : 1;
}

async function readCall(argv: string[], env: Record<string, string | undefined>) {
  const { values } = parseArgs({ args: argv, options: OPTIONS });
  if (values.help) return undefined;
  const framework = COMMAND_FRAMEWORKS.find((name) => name === values.framework);
  if (framework === undefined) throw new Error(`--framework is one of ${COMMAND_FRAMEWORKS.join(", ")}`);
  const sampleName = values.sample ?? (await listSamples())[0] ?? "";
  const conversationId = values.conversation ?? randomUUID();
  const token = env.BOT_TOKEN;
  return {
    sample: await readSample(sampleName),
    conversationId,
    speed: numberOf("--speed", values.speed),
    duplicateEvery: numberOf("--duplicate-every", values["duplicate-every"]),
    delayMs: numberOf("--delay-ms", values["delay-ms"]),
    cutsAtMs: (values["cut-at"] ?? []).map((text) => numberOf("--cut-at", text)),
    isOutbound: values.outbound,
    connect: (listener: Parameters<Parameters<typeof placeVaicCall>[0]["connect"]>[0]) =>
      createLink(framework satisfies VaicFramework, {
        botUrl: values.bot,
        ...(token === undefined ? {} : { token }),
        conversationId,
        botName: "sidetone",
        caller: "+15550100",
        listener,
      }),
  };
}

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new Error(`${option} needs a number`);
  return value;
}
