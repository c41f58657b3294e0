/** The current conversations, each with a queue of events to be logged and the desktops that follow it. */
import type { Desktop } from "./desktop.ts";
import { createSerialQueue, type SerialQueue } from "./serial-queue.ts";

export interface Room {
  /** The conversation's, without location. */
  name: string;
  queue: SerialQueue;
  desktops: Set<Desktop>;
}

/** How many agents' desktops follow it. */
export function agentsDesktopsIn({ desktops }: Room): number {
  let count = 0;
  for (const { isOnlooker } of desktops) if (!isOnlooker) count += 1;
  return count;
}

export class Rooms {
  readonly #maxQueued: number;
  readonly #rooms = new Map<string, Room>();

  readonly #onDeserted: (room: Room) => void;

  /** `maxQueued`: events of one conversation that may wait. `onDeserted`: the last desktop has left. */
  constructor(maxQueued: number, onDeserted: (room: Room) => void) {
    this.#maxQueued = maxQueued;
    this.#onDeserted = onDeserted;
  }

  get counts(): { conversations: number; desktops: number } {
    let desktops = 0;
    for (const room of this.#rooms.values()) desktops += agentsDesktopsIn(room);
    return { conversations: this.#rooms.size, desktops };
  }

  /** Opened if there is none yet; forgotten once nothing waits and no desktop follows. */
  named(name: string): Room {
    const existing = this.#rooms.get(name);
    if (existing !== undefined) return existing;
    const queue = createSerialQueue(this.#maxQueued, () => this.#forgetIfIdle(name));
    const room: Room = { name, queue, desktops: new Set() };
    this.#rooms.set(name, room);
    return room;
  }

  desktopsIn(name: string): Iterable<Desktop> {
    return this.#rooms.get(name)?.desktops ?? [];
  }

  leave(room: Room, desktop: Desktop): void {
    desktop.close();
    if (room.desktops.delete(desktop) && room.desktops.size === 0) this.#onDeserted(room);
    this.#forgetIfIdle(room.name);
  }

  /** Detaches every desktop. */
  close(): void {
    for (const room of this.#rooms.values()) {
      for (const desktop of room.desktops) desktop.close();
      room.desktops.clear();
    }
    this.#rooms.clear();
  }

  #forgetIfIdle(name: string): void {
    const room = this.#rooms.get(name);
    if (room !== undefined && room.desktops.size === 0 && room.queue.size() === 0) this.#rooms.delete(name);
  }
}
