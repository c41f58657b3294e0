/** The instances of a fleet as a console shows them, and taking one out of service from any other. */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { InstanceStatus } from "../../contract/feed.ts";
import type { AskTopic, Bus } from "../bus.ts";

type Status = Omit<InstanceStatus, "isHere">;

const STATUS: AskTopic<Record<string, never>, Status> = { name: "instance.status" };
/** Rejects with CONFLICT where the instance is leaving already. */
const DRAIN: AskTopic<{ reason: string }, Record<string, never>> = { name: "instance.drain" };

const ASK_EVERY_MS = 1_500;
/** One that is silent for so long is shown as such. */
const STATUS_DEADLINE_MS = 2_000;
const DRAIN_DEADLINE_MS = 5_000;

export interface FleetInstancesOptions {
  bus: Pick<Bus, "instanceId" | "ask" | "onAsk">;
  /** Those that live, but for this one, as of now. */
  others(): readonly string[];
  statusHere(): Status;
  /** Throws CONFLICT where this instance is leaving already. */
  drainHere(reason: string): void;
  clock: Clock;
}

export class FleetInstances {
  readonly #options: FleetInstancesOptions;
  readonly #known = new Map<string, Status>();
  readonly #ends: (() => void)[];
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: FleetInstancesOptions) {
    this.#options = options;
    const { bus, statusHere, drainHere } = options;
    this.#ends = [
      bus.onAsk(STATUS, statusHere),
      bus.onAsk(DRAIN, ({ reason }) => {
        drainHere(reason);
        return {};
      }),
    ];
  }

  /** By name, each as it said last; asks again meanwhile. */
  list(): InstanceStatus[] {
    const { bus, others, statusHere, clock } = this.#options;
    const names = others();
    for (const name of this.#known.keys()) if (!names.includes(name)) this.#known.delete(name);
    if (clock.now() - this.#askedAtMs >= ASK_EVERY_MS) {
      this.#askedAtMs = clock.now();
      for (const name of names) void this.#ask(name);
    }
    const all: InstanceStatus[] = [{ ...statusHere(), isHere: true }];
    for (const name of names) {
      if (name === bus.instanceId) continue;
      all.push({ ...(this.#known.get(name) ?? { name, state: ASKED }), isHere: false });
    }
    return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** It leaves as at SIGTERM. Rejects with NOT_FOUND for one that is not there, CONFLICT for one that is leaving. */
  async drain(name: string, reason: string): Promise<void> {
    const { bus, others, drainHere } = this.#options;
    if (name === bus.instanceId) return drainHere(reason);
    if (!others().includes(name)) throw new SidetoneError("NOT_FOUND", "no instance has this name");
    await bus.ask(name, DRAIN, { reason }, DRAIN_DEADLINE_MS);
  }

  close(): void {
    for (const end of this.#ends) end();
  }

  async #ask(name: string): Promise<void> {
    try {
      this.#known.set(name, await this.#options.bus.ask(name, STATUS, {}, STATUS_DEADLINE_MS));
    } catch {
      const known = this.#known.get(name);
      this.#known.set(name, known === undefined ? { name, state: SILENT } : { ...known, state: SILENT });
    }
  }
}

/** Its place in Redis is still fresh, and it does not answer. */
const SILENT = "silent";
/** It has had no time to answer yet. */
const ASKED = "asked";
