/** Who is with calls, and on which instance: desktops and agents' applications, as they told the calls. */
import type { CallEvent } from "../actors/call/events.ts";
import type { Share } from "./audio/elsewhere.ts";

interface Place {
  instance: string;
  /** How the call is told that they are gone. */
  gone: CallEvent;
}

type Attendants = Pick<Share, "desktops" | "applications">;

export class Attendance {
  /** By call and id. */
  readonly #calls = new Map<string, Map<string, Place>>();

  /** `from`: the instance that brought the event. */
  note(callKey: string, event: CallEvent, from: string): void {
    switch (event.type) {
      case "desktop.joined":
        this.#put(callKey, event.desktopId, desktopAt(from, event.desktopId));
        break;
      case "desktop.left":
        this.#remove(callKey, event.desktopId);
        break;
      case "agent.attached":
        this.#put(callKey, event.sessionId, applicationAt(from, event.sessionId, event.agentId));
        break;
      case "agent.detached":
        this.#remove(callKey, event.sessionId);
        break;
    }
  }

  /** What an instance says it has. It does not say whose sessions these are. */
  learn(callKey: string, instance: string, { desktops, applications }: Attendants): void {
    for (const id of desktops) this.#put(callKey, id, desktopAt(instance, id));
    for (const id of applications) this.#put(callKey, id, applicationAt(instance, id, ""));
  }

  of(callKey: string): Attendants {
    const all = [...(this.#calls.get(callKey) ?? [])];
    const listed = (type: string) => all.flatMap(([id, { gone }]) => (gone.type === type ? [id] : []));
    return { desktops: listed("desktop.left"), applications: listed("agent.detached") };
  }

  /** Every desktop, as its call is told of it. */
  desktops(): { callKey: string; event: CallEvent }[] {
    return [...this.#calls.keys()].flatMap((callKey) =>
      this.of(callKey).desktops.map((desktopId) => ({
        callKey,
        event: { type: "desktop.joined" as const, desktopId },
      })),
    );
  }

  /** An instance is gone: those of one kind that were there are forgotten, and their calls are to hear this of them. */
  leave(instance: string, type: "desktop.left" | "agent.detached"): { callKey: string; event: CallEvent }[] {
    const left: { callKey: string; event: CallEvent }[] = [];
    for (const [callKey, places] of [...this.#calls]) {
      for (const [id, { instance: at, gone }] of [...places]) {
        if (at !== instance || gone.type !== type) continue;
        this.#remove(callKey, id);
        left.push({ callKey, event: gone });
      }
    }
    return left;
  }

  forget(callKey: string): void {
    this.#calls.delete(callKey);
  }

  #put(callKey: string, id: string, place: Place): void {
    const places = this.#calls.get(callKey) ?? new Map<string, Place>();
    this.#calls.set(callKey, places.set(id, place));
  }

  #remove(callKey: string, id: string): void {
    const places = this.#calls.get(callKey);
    if (places?.delete(id) && places.size === 0) this.#calls.delete(callKey);
  }
}

function desktopAt(instance: string, desktopId: string): Place {
  return { instance, gone: { type: "desktop.left", desktopId } };
}

function applicationAt(instance: string, sessionId: string, agentId: string): Place {
  return { instance, gone: { type: "agent.detached", sessionId, agentId, reason: "away" } };
}
