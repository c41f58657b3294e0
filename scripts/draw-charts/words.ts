/** How a chart names events, guards and states, so that an operator can read them. */
import type { AnyStateNode } from "xstate";

/** A guard when it holds and when it does not. One without a row here goes by its name. */
const GUARDS: Readonly<Record<string, readonly [holds: string, fails: string]>> = {
  hasOpenLegs: ["a leg is open", "no leg is open"],
  isHeld: ["every leg is on hold", "not on hold"],
  isLeaving: ["process is leaving", "process stays"],
  isEndedForGood: ["assist was ended", "assist goes on"],
  isAttended: ["somebody is there", "nobody is left"],
  allStopped: ["all have stopped", "not all have stopped"],
  mediaGone: ["media is gone", "media is not gone"],
  conversationOver: ["conversation is over", "conversation is not over"],
  mayTryOpenAgain: ["may try again", "may not try again"],
  isQuiet: ["advice: quiet", "advice: not quiet"],
  isFatal: ["advice: fatal", "advice: not fatal"],
  stopRequested: ["stop was asked", "no stop was asked"],
  pauseRequested: ["pause was asked", "no pause wanted"],
};

/** Delays whose names read badly behind "after"; others go by their name. */
const DELAYS: Readonly<Record<string, string>> = {
  awaitMedia: "wait for media",
  openRetry: "pause",
  rollOverAfter: "roll-over age",
  rollOverWindow: "roll-over window",
  stableAfter: "stable time",
  backoff: "back-off",
};

/** What an invoked actor's end is called, by the actor's source. */
const ENDS: Readonly<Record<string, readonly [done: string, failed: string]>> = {
  openConversation: ["opened", "not opened"],
  completeConversation: ["completed", "not completed"],
  recognizer: ["recogniser ended", "recogniser crashed"],
};

/** "lastWords" -> "last words" */
export function keyWords(key: string): string {
  return key.replace(
    /([a-z0-9])([A-Z])/g,
    (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`,
  );
}

/** "after reconnect grace", "not opened", "leg.opened"; "" for a transition without an event. */
export function eventWords(eventType: string, node: AnyStateNode): string {
  const delay = node.after.find((delayed) => delayed.eventType === eventType)?.delay;
  if (typeof delay === "number") return `after ${delay} ms`;
  if (typeof delay === "function") throw new Error(`A delay of ${node.id} has no name: name it in setup()`);
  if (delay !== undefined) return `after ${DELAYS[delay] ?? keyWords(delay)}`;
  const end = /^xstate\.(done|error)\.actor\.(.+)$/.exec(eventType);
  if (end === null) return eventType;
  const src = node.invoke.find(({ id }) => id === end[2])?.src;
  const words = typeof src === "string" ? ENDS[src] : undefined;
  if (words === undefined) throw new Error(`No words for ${eventType}: add its actor to ENDS`);
  return words[end[1] === "done" ? 0 : 1];
}

/** Undefined if there is no guard. Throws for an inline function, which has no readable name. */
export function guardWords(guard: unknown): string | undefined {
  if (guard === undefined) return undefined;
  if (isCombined(guard)) {
    if (guard.name === "not") return wordsOf(guard.guards[0], 1);
    return guard.guards.map((inner) => guardWords(inner)).join(guard.name === "or" ? " or " : " and ");
  }
  return wordsOf(guard, 0);
}

function wordsOf(guard: unknown, place: 0 | 1): string {
  const name = typeof guard === "string" ? guard : namedType(guard);
  if (name === undefined) throw new Error("A guard in the chart has no name: name it in setup()");
  return GUARDS[name]?.[place] ?? `${place === 0 ? "" : "not "}${keyWords(name)}`;
}

function namedType(guard: unknown): string | undefined {
  const type = typeof guard === "object" && guard !== null ? (guard as { type?: unknown }).type : undefined;
  return typeof type === "string" ? type : undefined;
}

/** What XState's and(), or() and not() make: a function that carries its parts. */
function isCombined(guard: unknown): guard is { guards: unknown[]; name: string } {
  return typeof guard === "function" && Array.isArray((guard as { guards?: unknown }).guards);
}
