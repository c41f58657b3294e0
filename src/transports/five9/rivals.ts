/** What a new stream is to those of its speaker that are open already. */
import { type Speaker, speakerRoleOf } from "../../contract/speaker.ts";

/** Legs that stand by for one; a further one takes the place of the oldest. */
const MOST_STANDING_BY = 8;

interface OpenLeg {
  readonly standsBy: boolean;
  readonly isAlive: boolean;
  readonly config: { agentId: string; subscriptionId: string };
}

export interface Rivalry<Leg> {
  /** Another one is heard, and the new one waits for its turn. */
  standsBy: boolean;
  /** Legs in whose place it comes. */
  replaced: Leg[];
  /** Another subscription streams the very same leg. */
  isDuplicate: boolean;
}

/**
 * A customer's stream beside that of another agent brings the same voice: it stands by. Any other is a reconnect, or comes in the place of
 * a stream that is silent. `open`: oldest first.
 */
export function rivalryOf<Leg extends OpenLeg>(
  config: OpenLeg["config"],
  speaker: Speaker,
  open: readonly Leg[],
): Rivalry<Leg> {
  const heard = open.findLast((leg) => !leg.standsBy);
  const same = open.findLast((leg) => leg.config.agentId === config.agentId);
  const isOfAnother = heard !== undefined && isOtherAgent(heard.config, config);
  const standsBy = speakerRoleOf(speaker) === "customer" && isOfAnother && heard.isAlive;
  const rival = same ?? (standsBy ? undefined : heard);
  const isDuplicate = rival?.isAlive === true && rival.config.subscriptionId !== config.subscriptionId;
  const waiting = open.filter((leg) => leg.standsBy && leg !== same);
  const surplus = standsBy && waiting.length >= MOST_STANDING_BY ? waiting.slice(0, 1) : [];
  const replaced = new Set([same, standsBy ? undefined : heard, ...surplus]);
  return { standsBy, isDuplicate, replaced: [...replaced].filter((leg) => leg !== undefined) };
}

/** Without a name nobody can be told from anybody. */
function isOtherAgent(one: OpenLeg["config"], other: OpenLeg["config"]): boolean {
  return one.agentId !== "" && other.agentId !== "" && one.agentId !== other.agentId;
}
