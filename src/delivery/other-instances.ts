/** Follows the conversations that desktops here watch: by others' rings, and by a look at the log where a ring was lost. */
import type { LoggedNotification } from "../assist/google/logged.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { DeliveryLog } from "../storage/port.ts";
import type { Doorbell, Ring } from "./doorbell.ts";
import type { DeliveryLimits } from "./limits.ts";
import type { Room } from "./rooms.ts";

export interface OtherInstancesOptions {
  doorbell: Doorbell;
  log: Pick<DeliveryLog, "readAfter">;
  clock: Clock;
  limits: Pick<DeliveryLimits, "lookAgainMs" | "readDeadlineMs">;
  /** An interim transcript that another process took in. */
  onInterim(room: Room, interim: LoggedNotification): void;
}

interface Followed {
  readonly room: Room;
  unlisten(): void;
  /** Undefined until somebody here is shown interim transcripts. */
  unlistenInterims: (() => void) | undefined;
  timer: unknown;
  /** Something rang since the last look: the way from the others works, and a gap shows in what came. */
  hasRung: boolean;
}

export class OtherInstances {
  readonly #options: OtherInstancesOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #unlisten: () => void;

  constructor(options: OtherInstancesOptions) {
    this.#options = options;
    this.#unlisten = options.doorbell.onGap(() => {
      for (const followed of this.#followed.values()) void this.#look(followed);
    });
  }

  /** A desktop has come to the room. */
  follow(room: Room): void {
    const { doorbell, onInterim } = this.#options;
    if (!doorbell.hasOthers) return;
    const followed = this.#followed.get(room.name) ?? this.#begin(room);
    if (![...room.desktops].some(({ wantsInterims }) => wantsInterims)) return;
    followed.unlistenInterims ??= doorbell.listenInterims(room.name, (interim) => onInterim(room, interim));
  }

  /** The room's last desktop has left. */
  leave(room: Room): void {
    const followed = this.#followed.get(room.name);
    if (followed === undefined) return;
    this.#followed.delete(room.name);
    followed.unlisten();
    followed.unlistenInterims?.();
    this.#options.clock.clearTimeout(followed.timer);
  }

  close(): void {
    this.#unlisten();
    for (const { room } of [...this.#followed.values()]) this.leave(room);
  }

  #begin(room: Room): Followed {
    const unlisten = this.#options.doorbell.listen(room.name, (ring) => this.#hear(followed, ring));
    const followed: Followed = {
      ...{ room, unlisten, unlistenInterims: undefined },
      ...{ timer: undefined, hasRung: false },
    };
    this.#followed.set(room.name, followed);
    this.#lookLater(followed);
    return followed;
  }

  #hear(followed: Followed, ring: Ring): void {
    const { room } = followed;
    followed.hasRung = true;
    if ("entry" in ring) for (const desktop of room.desktops) desktop.offer(ring.entry);
    else for (const desktop of room.desktops) desktop.notice(ring.sequence);
  }

  #lookLater(followed: Followed): void {
    const { clock, limits } = this.#options;
    followed.timer = clock.setTimeout(() => void this.#lookIfQuiet(followed), limits.lookAgainMs);
  }

  async #lookIfQuiet(followed: Followed): Promise<void> {
    if (!followed.hasRung) await this.#look(followed);
    followed.hasRung = false;
    if (this.#followed.get(followed.room.name) === followed) this.#lookLater(followed);
  }

  /** A log that does not answer is asked again later: the desktops lack nothing that is known of. */
  async #look({ room }: Followed): Promise<void> {
    const { log, clock, limits } = this.#options;
    const positions = [...room.desktops].flatMap(({ position }) => (position === null ? [] : [position]));
    if (positions.length === 0) return;
    const reading = log.readAfter(room.name, Math.min(...positions), 1);
    const found = withDeadline(clock, limits.readDeadlineMs, reading, "Looking for entries");
    const [next] = await found.catch(() => []);
    if (next !== undefined) for (const desktop of room.desktops) desktop.notice(next.sequence);
  }
}
