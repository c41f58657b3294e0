/** The demo's course: start everything, place the call, show what the agent sees, sum up. */
import type { Sample } from "../../samples/sample.ts";
import {
  startTranslationSimulator,
  type TranslationSimulator,
} from "../../simulators/cloud-translation/simulator.ts";
import { type ProcessStage, startProcessStage, startStage } from "../../simulators/stage/stage.ts";
import { UI_FEATURES } from "../../src/contract/ui-features.ts";
import { leaveCallerNote } from "./caller-note.ts";
import type { GoogleSide } from "./google/google-side.ts";
import { playGoogleCall, untilReady } from "./google/play-google-call.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { type DemoCallOptions, interruption, playCall, seconds, untilInterrupted } from "./play-call.ts";
import { startTryServer, type TryServer } from "./try/try-server.ts";
import { usualPort } from "./usual-port.ts";

export interface DemoOptions extends Pick<DemoCallOptions, "source" | "speed"> {
  /** Undefined where the caller speaks on the page /try/. */
  sample: Sample | undefined;
  /** The real Agent Assist; undefined for the simulated one. */
  google: GoogleSide | undefined;
  /** The language that the agent reads, for a simulated Cloud Translation; undefined for none. */
  translate: string | undefined;
  once: boolean;
  dataDirectory: string;
  /** Of suggestions for words of one's own. */
  rulesPath: string;
  /** When the command was given. */
  askedAtMs: number;
}

/** The ports a person expects, where they are free. */
const USUAL_HTTP_PORT = 8080;
const USUAL_GRPC_PORT = 50051;
const USUAL_TRY_PORT = 8090;

/** Exit code of what Ctrl-C has ended, as shells have it. */
const INTERRUPTED = 130;

/** Returns the exit code. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const startedAtMs = Date.now();
  const interrupted = interruption();
  const say = (line: string) => console.log(line);
  const { source, google, sample } = options;
  say(
    google === undefined
      ? "Starting the simulated Agent Assist cloud and Sidetone ..."
      : `Starting Sidetone with Google's Agent Assist. It takes all messages of ${google.subscriptions.join(", ")}: end any other program that pulls them.`,
  );
  const translation = options.translate === undefined ? undefined : await startTranslationSimulator();
  const stage = await startScene(options, translation);
  say(`Sidetone is ready after ${seconds(Date.now() - startedAtMs)} (${source.describePorts(stage)}).`);
  const takeNoteAway = await leaveCallerNote(options.dataDirectory, {
    grpcAddress: `127.0.0.1:${stage.sidetone.grpcPort}`,
    trustToken: stage.secrets.trustToken,
  });
  let tryServer: TryServer | undefined;
  try {
    if (google !== undefined) await untilReady(stage);
    tryServer = options.once ? undefined : await openTryServer(stage, options, say);
    if (sample === undefined) {
      say("Ctrl-C ends the demo.");
      await interrupted;
      return 0;
    }
    const play = (askedAtMs: number) =>
      (google === undefined ? playCall : playGoogleCall)(stage, { ...options, sample }, askedAtMs, say);
    const summary = await Promise.race([play(options.askedAtMs), interrupted]);
    if (summary === "interrupted") return INTERRUPTED;
    if (!options.once) await untilInterrupted(interrupted, () => play(Date.now()), say);
    else console.log(JSON.stringify(summary));
    return summary.ok ? 0 : 1;
  } finally {
    await takeNoteAway();
    await tryServer?.close();
    await stage.close();
    await translation?.close();
    await source.close();
  }
}

async function startScene(
  { dataDirectory, source, sample, google, translate }: DemoOptions,
  translation: TranslationSimulator | undefined,
): Promise<ProcessStage> {
  const settings = {
    HTTP_PORT: await usualPort(USUAL_HTTP_PORT),
    GRPC_PORT: await usualPort(USUAL_GRPC_PORT),
    RECONNECT_GRACE_MS: "2000",
    DRAIN_DEADLINE_MS: "1000",
    ...source.settings,
  };
  const options = { dataDirectory, ownGroup: true };
  if (google !== undefined)
    return startProcessStage({ ...options, settings: { ...settings, ...google.settings } });
  return startStage({
    ...options,
    cloud: { samples: sample === undefined ? [] : [sample] },
    hasRest: true,
    settings: {
      FEATURES: Object.keys(UI_FEATURES).join(","),
      ...(translate === undefined || translation === undefined
        ? {}
        : {
            ...{ TRANSLATION: "cloud-translation", TRANSLATION_LANGUAGES: translate },
            TRANSLATION_ENDPOINT: translation.address,
          }),
      ...settings,
    },
  });
}

async function openTryServer(
  stage: ProcessStage,
  { dataDirectory, rulesPath, sample }: DemoOptions,
  say: (line: string) => void,
): Promise<TryServer> {
  const port = Number(await usualPort(USUAL_TRY_PORT));
  const server = await startTryServer({ stage, port, rulesPath, directory: dataDirectory });
  if (sample !== undefined) {
    say(`Try it yourself, in a browser: ${server.url}`);
    return server;
  }
  const address = `${server.url}#speak`;
  const isOpened = openInBrowser(address);
  say(`${isOpened ? "Your browser opens" : "Open"} this page, and press Speak: ${address}`);
  return server;
}
