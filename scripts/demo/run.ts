/** The demo's course: start everything, place the call, show what the agent sees, sum up. */
import { type Stage, startStage } from "../../simulators/stage/stage.ts";
import { leaveCallerNote } from "./caller-note.ts";
import { type DemoCallOptions, interruption, playCall, seconds, untilInterrupted } from "./play-call.ts";
import { startTryServer, type TryServer } from "./try/try-server.ts";
import { usualPort } from "./usual-port.ts";

export interface DemoOptions extends DemoCallOptions {
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
  say("Starting the simulated Agent Assist cloud and Sidetone ...");
  const { source } = options;
  const stage = await startStage({
    dataDirectory: options.dataDirectory,
    ownGroup: true,
    cloud: { samples: [options.sample] },
    settings: {
      HTTP_PORT: await usualPort(USUAL_HTTP_PORT),
      GRPC_PORT: await usualPort(USUAL_GRPC_PORT),
      RECONNECT_GRACE_MS: "2000",
      DRAIN_DEADLINE_MS: "1000",
      ...source.settings,
    },
  });
  say(`Sidetone is ready after ${seconds(Date.now() - startedAtMs)} (${source.describePorts(stage)}).`);
  const takeNoteAway = await leaveCallerNote(options.dataDirectory, {
    grpcAddress: `127.0.0.1:${stage.sidetone.grpcPort}`,
    trustToken: stage.secrets.trustToken,
  });
  const tryServer = options.once ? undefined : await openTryServer(stage, options);
  try {
    if (tryServer !== undefined) say(`Try it yourself, in a browser: ${tryServer.url}`);
    const summary = await Promise.race([playCall(stage, options, options.askedAtMs, say), interrupted]);
    if (summary === "interrupted") return INTERRUPTED;
    if (!options.once) await untilInterrupted(interrupted, stage, options, say);
    else console.log(JSON.stringify(summary));
    return summary.ok ? 0 : 1;
  } finally {
    await takeNoteAway();
    await tryServer?.close();
    await stage.close();
    await source.close();
  }
}

async function openTryServer(stage: Stage, { dataDirectory, rulesPath }: DemoOptions): Promise<TryServer> {
  const port = Number(await usualPort(USUAL_TRY_PORT));
  return startTryServer({ stage, port, rulesPath, directory: dataDirectory });
}
