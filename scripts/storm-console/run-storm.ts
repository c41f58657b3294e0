/** Live calls that never rest, and a console in Chromium on top of them: what does it see, and how does it fare? */
import { startBenchStage } from "../../bench/audio-path/stage.ts";
import { LIVELY_FINAL_MS, type LivelyCalls, startLivelyCalls } from "../../bench/watched/lively-calls.ts";
import { launchBrowser } from "../../test/support/browser.ts";
import { type ConsolePage, openSignedIn } from "./console-page.ts";
import { type HeldRows, holdRows } from "./held-rows.ts";
import type { PageFigures } from "./page-figures.ts";

export interface ConsoleStormOptions {
  calls: number;
  /** For how long the list is looked at; a call's page is for a third of it. */
  durationMs: number;
  /** How long the calls are measured at a time before the console is opened; 4 s when left out. */
  warmUpMs?: number;
  say?: (sentence: string) => void;
}

export interface ConsoleStormResult {
  calls: number;
  /** That calls heard while the list was looked at: finals that were really sent. */
  events: number;
  eventsPerCallAndSecond: number;
  /** From a leg's write to the arrival upstream; the browser, where it runs, takes from the same cores. */
  audioLatencyMs: Record<"withoutBrowser" | "withConsole", { p50: number; p99: number }>;
  /** Resident memory of Sidetone. */
  residentMb: { before: number; after: number };
  list: PageFigures;
  /** Calls that were put on hold meanwhile, and how long until their rows said so. */
  held: HeldRows;
  /** Typing the id of the last call. */
  search: PageFigures & {
    /** From the last key until it was alone. */
    shownAfterMs: number;
  };
  callPage: PageFigures;
  complaints: string[];
}

const BREATH_MS = 2_000;
const WARM_UP_MS = 4_000;
const BYTES_PER_MB = 1_000_000;

export async function runConsoleStorm(options: ConsoleStormOptions): Promise<ConsoleStormResult> {
  const { calls, durationMs, warmUpMs = WARM_UP_MS, say = () => {} } = options;
  const stage = await startBenchStage({ finalEveryMs: LIVELY_FINAL_MS });
  const browser = await launchBrowser();
  try {
    const { sidetone, audio, warmUp: before } = await startLivelyCalls(stage, calls, warmUpMs);
    const { operators } = sidetone;
    if (operators === null) throw new Error("this candidate has no console");
    say(`${calls} calls are live; the console is opened`);

    const playing = keepPlaying({ sidetone, audio });
    const console = await openSignedIn(browser, operators, calls);
    await stage.collect();
    const startedAtMs = performance.now();
    await console.watch.begin();
    const held = await holdRows({ console, sidetone, durationMs });
    const list = await console.watch.take();
    const arrived = await stage.collect();
    const listedMs = performance.now() - startedAtMs;
    say("the list was looked at; now search and a call's page");
    const callKey = await lastListed(console);
    await console.watch.begin();
    const shownAfterMs = await console.search(callKey.replace(/^five9-/, ""), callKey);
    const search = { shownAfterMs, ...(await console.watch.take()) };
    const callPage = await lookAtCall(console, callKey, durationMs / 3);
    const after = await sidetone.usage();
    await playing.stop();
    return {
      calls,
      events: arrived.finals,
      eventsPerCallAndSecond: Number((arrived.finals / calls / (listedMs / 1_000)).toFixed(2)),
      audioLatencyMs: {
        withoutBrowser: { p50: before.p50Ms, p99: before.p99Ms },
        withConsole: { p50: arrived.latencyMs?.p50 ?? Number.NaN, p99: arrived.latencyMs?.p99 ?? Number.NaN },
      },
      residentMb: {
        before: Math.round(before.rssBytes / BYTES_PER_MB),
        after: Math.round(after.rssBytes / BYTES_PER_MB),
      },
      list,
      held,
      search,
      callPage,
      complaints: console.complaints,
    };
  } finally {
    await browser.close();
    await stage.close();
  }
}

/** Plays until it is stopped, a breath at a time. */
function keepPlaying({ sidetone, audio }: Pick<LivelyCalls, "sidetone" | "audio">) {
  let isOver = false;
  const over = (async () => {
    while (!isOver) await sidetone.play({ ...audio, forMs: BREATH_MS });
  })();
  // A failure is reported when it is stopped.
  over.catch(() => {});
  return {
    stop(): Promise<void> {
      isOver = true;
      return over;
    },
  };
}

/** A call far down: the search has to find it. */
async function lastListed({ page, rows }: ConsolePage): Promise<string> {
  await rows.first().focus();
  await page.keyboard.press("End");
  const key = await page.locator("calls-list .row:focus").getAttribute("data-key");
  if (key === null) throw new Error("the last row has no call");
  return key;
}

async function lookAtCall({ page, rowOf, watch }: ConsolePage, callKey: string, durationMs: number) {
  await rowOf(callKey).getByRole("link").click();
  await page.locator("call-page").getByText("stream.final").first().waitFor();
  await watch.begin();
  await Bun.sleep(durationMs);
  await watch.heard(1);
  return await watch.take();
}
