/** Buses of several instances in one process: messages go as JSON text, in order, and arrive on a later turn. */
import { SidetoneError } from "../../src/base/errors.ts";
import type { Bus, BusListener } from "../../src/fleet/bus.ts";

interface Member {
  heard: Map<string, Set<BusListener<unknown>>>;
  shouted: Map<string, Set<BusListener<unknown>>>;
  answers: Map<string, (question: unknown, from: string) => unknown>;
}

export function memoryBuses() {
  const members = new Map<string, Member>();
  const copy = (message: unknown) => JSON.parse(JSON.stringify(message)) as unknown;
  function open(instanceId: string): Bus {
    const member: Member = { heard: new Map(), shouted: new Map(), answers: new Map() };
    members.set(instanceId, member);
    const listen = (all: Member["heard"], name: string, listener: BusListener<never>) => {
      const listeners = all.get(name) ?? new Set();
      all.set(name, listeners.add(listener as BusListener<unknown>));
      return () => void listeners.delete(listener as BusListener<unknown>);
    };
    return {
      instanceId,
      async tell(to, { name }, message) {
        const sent = copy(message);
        await Promise.resolve();
        for (const listener of members.get(to)?.heard.get(name) ?? []) listener(sent, instanceId);
      },
      on: ({ name }, listener) => listen(member.heard, name, listener as BusListener<never>),
      shout({ name }, message) {
        const sent = copy(message);
        queueMicrotask(() => {
          for (const [other, { shouted }] of members)
            if (other !== instanceId)
              for (const listener of shouted.get(name) ?? []) listener(sent, instanceId);
        });
      },
      isHeard: async ({ name }) => [...members.values()].some(({ shouted }) => shouted.get(name)?.size),
      onShout: ({ name }, listener) => listen(member.shouted, name, listener as BusListener<never>),
      listening: async () => {},
      async ask(to, { name }, question) {
        await Promise.resolve();
        const answer = members.get(to)?.answers.get(name);
        if (answer === undefined) throw new SidetoneError("NOT_FOUND", `nobody answers ${name}`);
        return copy(await answer(copy(question), instanceId)) as never;
      },
      noteGone: () => {},
      onAsk({ name }, answer) {
        member.answers.set(name, answer as (question: unknown, from: string) => unknown);
        return () => void member.answers.delete(name);
      },
      isConnected: () => true,
      onConnection: () => () => {},
      waiting: () => 0,
      lost: () => 0,
      close: async () => void members.delete(instanceId),
    };
  }
  return {
    open,
    /** As a process that was killed. */
    kill: (instanceId: string) => void members.delete(instanceId),
    others: (instanceId: string) => [...members.keys()].filter((other) => other !== instanceId),
  };
}
