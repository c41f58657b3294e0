/**
 * What other instances have of calls whose owner is gone: each says which legs, speakers, desktops and applications of them
 * it has. The new owner asks before it goes on, many calls at a time, and never waits longer than the deadline.
 */
import type { Elsewhere } from "../../actors/call/events.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { AskTopic, Bus, Topic } from "../bus.ts";

/** What one instance has of one call. */
export interface Share {
  legs: { legId: string; speaker: Speaker; standsBy?: boolean }[];
  /** Those whose audio is here, or whose recogniser is at work here. */
  speakers: Speaker[];
  desktops: string[];
  applications: string[];
}

/** By call key; calls of which it has nothing are left out. */
type Shares = Record<string, Share>;

const SHARES: AskTopic<{ callKeys: string[] }, Shares> = { name: "call.shares" };

/** Said to an instance that did not answer in time: it is to tell these calls what it has, as soon as it can. */
const TELL: Topic<{ callKeys: string[] }> = { name: "call.tell" };

/** Calls that are taken up within this time are asked for together. */
const GATHER_MS = 20;
/** An instance that lives answers within milliseconds. One without a processor for longer tells the call itself, later. */
const ASK_DEADLINE_MS = 2_000;
const MOST_CALLS_ASKED = 500;

/** Answers for this instance. Returns the function that ends it. */
export function answerShares(bus: Pick<Bus, "onAsk">, shareOf: (callKey: string) => Share): () => void {
  return bus.onAsk(SHARES, ({ callKeys }) => {
    const shares: Shares = {};
    for (const callKey of callKeys.slice(0, MOST_CALLS_ASKED)) {
      const share = shareOf(callKey);
      if (Object.values(share).some((list) => list.length > 0)) shares[callKey] = share;
    }
    return shares;
  });
}

/** Hears of calls whose new owners do not know what is here. Returns the function that ends it. */
export function onTell(bus: Pick<Bus, "on">, tell: (callKeys: ReadonlySet<string>) => void): () => void {
  return bus.on(TELL, ({ callKeys }) => tell(new Set(callKeys)));
}

/** Shares by the instance that has them. */
export type SharesOfCall = ReadonlyMap<string, Share>;

export interface GatherOptions {
  bus: Pick<Bus, "ask" | "tell">;
  /** All instances that live, but for this one. */
  instances(): Promise<readonly string[]> | readonly string[];
  clock: Clock;
  logger: Logger;
}

/**
 * Asks the other instances what they have of a call. Never rejects: one that does not answer in time has nothing, and is asked to
 * tell the call of it.
 */
export function shareGatherer({ bus, instances, clock, logger }: GatherOptions) {
  let waiting = new Map<string, ((shares: SharesOfCall) => void)[]>();
  let timer: unknown = null;

  async function askAll(asked: typeof waiting): Promise<void> {
    const callKeys = [...asked.keys()];
    const found = new Map<string, Map<string, Share>>(callKeys.map((callKey) => [callKey, new Map()]));
    const ask = async (instance: string): Promise<void> => {
      try {
        const shares = await bus.ask(instance, SHARES, { callKeys }, ASK_DEADLINE_MS);
        for (const [callKey, share] of Object.entries(shares)) found.get(callKey)?.set(instance, share);
      } catch (error) {
        logger.warn(
          { instance, calls: callKeys.length, err: error },
          "an instance did not say what it has of calls",
        );
        // Where even this is lost, the call waits for its legs as if they were gone.
        bus.tell(instance, TELL, { callKeys }).catch(() => {});
      }
    };
    try {
      await Promise.all((await instances()).map(ask));
    } catch (error) {
      logger.warn({ err: error }, "the other instances are not known");
    }
    for (const [callKey, resolves] of asked)
      for (const resolve of resolves) resolve(found.get(callKey) ?? new Map());
  }

  function askNow(): void {
    timer = null;
    const asked = waiting;
    waiting = new Map();
    void askAll(asked);
  }

  return (callKey: string): Promise<SharesOfCall> =>
    new Promise((resolve) => {
      waiting.set(callKey, [...(waiting.get(callKey) ?? []), resolve]);
      if (waiting.size >= MOST_CALLS_ASKED) {
        clock.clearTimeout(timer);
        askNow();
      } else timer ??= clock.setTimeout(askNow, GATHER_MS);
    });
}

/** As the call's chart is told of it. */
export function elsewhereOf(shares: SharesOfCall): Elsewhere {
  const all = [...shares.values()];
  const each = <T>(pick: (share: Share) => T[]): T[] => [...new Set(all.flatMap(pick))];
  return {
    legs: each(({ legs }) => legs.map(({ legId }) => legId)),
    speakers: each(({ speakers }) => speakers),
    desktops: each(({ desktops }) => desktops),
    applications: each(({ applications }) => applications),
  };
}
