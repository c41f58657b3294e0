/** Which of a speaker's open legs is heard where several bring the same voice, as a second agent's stream of the customer does. */
import type { CallContext, LegRecord } from "./context.ts";
import type { LegCommand } from "./events.ts";
import { openLegs } from "./legs.ts";

export interface Settled {
  legs: LegRecord[];
  /** What the transports are told. */
  commands: LegCommand[];
}

/**
 * One leg of a speaker is heard at a time. The one that is goes on until it is over, is put on hold while another is not, or is silent
 * (`silentLegId`); then the oldest that is not on hold takes over. undefined: nothing changes.
 */
export function settled(context: Pick<CallContext, "legs">, silentLegId?: string): Settled | undefined {
  const commands: LegCommand[] = [];
  let { legs } = context;
  for (const speaker of new Set(openLegs(context).map((leg) => leg.speaker))) {
    const open = openLegs({ legs }).filter((leg) => leg.speaker === speaker);
    const waiting = open.filter((leg) => leg.standsBy);
    const next = waiting.find((leg) => !leg.held) ?? waiting[0];
    const heard = open.filter((leg) => !leg.standsBy);
    if (next === undefined || heard.some((leg) => isToGoOn(leg, next, silentLegId))) continue;
    legs = legs.map((leg) => {
      if (leg === next) return heardNow(leg);
      return heard.includes(leg) ? { ...leg, standsBy: true } : leg;
    });
    for (const { legId } of heard) commands.push({ type: "leg.standBy", legId });
    commands.push({ type: "leg.takeOver", legId: next.legId });
  }
  return commands.length === 0 ? undefined : { legs, commands };
}

function isToGoOn(leg: LegRecord, next: LegRecord, silentLegId: string | undefined): boolean {
  return next.held || (leg.legId !== silentLegId && !leg.held);
}

function heardNow({ standsBy: _, ...leg }: LegRecord): LegRecord {
  return leg;
}
