/** Which calls an agent is in now, by the open legs of all calls. */
import type { LegDetails } from "../../actors/call/events.ts";
import type { LegListener } from "../../calls/port.ts";
import { ADDRESS_FIELD } from "../../contract/address-fields.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import { speakerRoleOf } from "../../contract/speaker.ts";
import { type AgentIdentity, addressKey, five9Key, type MatchedBy } from "./identity.ts";

export interface FoundCall {
  ref: CallRef;
  by: MatchedBy;
}

type Leg = Pick<LegDetails, "legId" | "speaker" | "origin">;

interface OpenCall {
  readonly ref: CallRef;
  /** In the order of their beginnings. */
  readonly place: number;
  /** Keys of the parties of each open leg. */
  readonly legs: Map<string, readonly string[]>;
}

export interface OpenCallsNews {
  /** A leg has opened or closed. */
  changed(ref: CallRef): void;
  ended(ref: CallRef): void;
}

export class OpenCalls implements LegListener {
  readonly #news: OpenCallsNews;
  readonly #calls = new Map<string, OpenCall>();
  /** Call keys by party. */
  readonly #byParty = new Map<string, Set<string>>();
  #begun = 0;

  constructor(news: OpenCallsNews) {
    this.#news = news;
  }

  opened(ref: CallRef, leg: Leg): void {
    const call = this.#calls.get(ref.callKey) ?? this.#begin(ref);
    this.#forget(call, leg.legId);
    const keys = keysOf(leg);
    call.legs.set(leg.legId, keys);
    for (const key of keys) {
      const calls = this.#byParty.get(key) ?? new Set();
      this.#byParty.set(key, calls.add(ref.callKey));
    }
    this.#news.changed(ref);
  }

  closed(ref: CallRef, legId: string): void {
    const call = this.#calls.get(ref.callKey);
    if (call === undefined) return;
    this.#forget(call, legId);
    this.#news.changed(ref);
  }

  ended(ref: CallRef): void {
    const call = this.#calls.get(ref.callKey);
    if (call !== undefined) for (const legId of [...call.legs.keys()]) this.#forget(call, legId);
    this.#calls.delete(ref.callKey);
    this.#news.ended(ref);
  }

  /** The agent's calls, newest first. */
  of({ parties }: Pick<AgentIdentity, "parties">): FoundCall[] {
    const found = new Map<OpenCall, FoundCall>();
    for (const { by, key } of parties)
      for (const callKey of this.#byParty.get(key) ?? []) {
        const call = this.#calls.get(callKey);
        if (call !== undefined && !found.has(call)) found.set(call, { ref: call.ref, by });
      }
    const newestFirst = [...found].toSorted(([one], [other]) => other.place - one.place);
    return newestFirst.map(([, call]) => call);
  }

  /** What makes a call the agent's; null if it is not theirs. */
  match(callKey: string, { parties }: Pick<AgentIdentity, "parties">): MatchedBy | null {
    return parties.find(({ key }) => this.#byParty.get(key)?.has(callKey))?.by ?? null;
  }

  #begin(ref: CallRef): OpenCall {
    this.#begun += 1;
    const call = { ref, place: this.#begun, legs: new Map() };
    this.#calls.set(ref.callKey, call);
    return call;
  }

  #forget(call: OpenCall, legId: string): void {
    const keys = call.legs.get(legId) ?? [];
    call.legs.delete(legId);
    const kept = new Set([...call.legs.values()].flat());
    for (const key of keys) {
      if (kept.has(key)) continue;
      const calls = this.#byParty.get(key);
      calls?.delete(call.ref.callKey);
      if (calls?.size === 0) this.#byParty.delete(key);
    }
  }
}

/** A customer's address gives nobody the call. Five9 names the call's agent on every leg. */
function keysOf({ speaker, origin }: Leg): string[] {
  const mark = speakerRoleOf(speaker) === "customer" ? undefined : origin[ADDRESS_FIELD];
  const { agentId } = origin;
  return [
    ...(mark === undefined ? [] : [addressKey(mark)]),
    ...(agentId === undefined ? [] : [five9Key(agentId)]),
  ];
}
