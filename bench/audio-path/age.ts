/** Does a message cost more in an old process than in a young one? */
import type { Plan } from "../plan.ts";
import { median, round } from "../statistics.ts";
import { measureWindow } from "./measure.ts";
import { startBenchStage } from "./stage.ts";

const CHUNK_MS = 20;
const WINDOW_MS = 10_000;

export interface Ageing {
  messages: number;
  /** Medians of the windows of the first part and of the last, which begins after all the messages. */
  cpuMicros: { first: number; last: number };
  ratio: number;
  misplaced: number;
  windows: number[];
}

export async function ageing(plan: Plan, say: (line: string) => void): Promise<Ageing> {
  const stage = await startBenchStage();
  try {
    const sidetone = await stage.start("sidetone");
    const legs = Math.round((plan.ageRate * CHUNK_MS) / 1_000);
    await sidetone.open(legs);
    const forMs = Math.min(WINDOW_MS, plan.agePartMs);
    const audio = { chunkMs: CHUNK_MS, speaking: legs, arrival: "even" as const, forMs };
    const perPart = Math.max(1, Math.floor(plan.agePartMs / forMs));
    const windows: number[] = [];
    let messages = 0;
    let misplaced = 0;
    let afterAll = 0;
    while (afterAll < perPart) {
      if (messages >= plan.ageMessages) afterAll += 1;
      const figures = await measureWindow(stage, sidetone, audio);
      messages += figures.messages;
      misplaced += figures.misplaced;
      windows.push(round(figures.cpuMicrosPerMessage, 1));
    }
    const first = round(median(windows.slice(0, perPart)), 1);
    const last = round(median(windows.slice(-perPart)), 1);
    const ratio = round(last / first);
    say(`age: ${first} us a message in the first part, ${last} after ${messages} messages, ${ratio} times`);
    return { messages, cpuMicros: { first, last }, ratio, misplaced, windows };
  } finally {
    await stage.close();
  }
}
