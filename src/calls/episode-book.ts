/** Which life of a call id is meant: the one that goes on here, else what storage says, so that processes and restarts agree. */
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { Logger } from "../base/log.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { CallStore, Episode, Episodes } from "../storage/port.ts";
import { episodeKeyOf, episodeNumberOf, episodeOf, firstKeyOf } from "./episode-key.ts";
import type { CallEpisodes, NewestEpisode } from "./port.ts";
import { readStored } from "./stored-snapshot.ts";

/** A caller waits for the answer, behind a stream that is not read meanwhile. */
const ASK_DEADLINE_MS = 10_000;
/** Ids of which the newest life is remembered, for when storage does not answer. */
const MAX_REMEMBERED = 5_000;

export interface EpisodeBookOptions {
  episodes: Episodes;
  store: Pick<CallStore, "get">;
  /** Whether something of this key was erased: its life is over. */
  isErased(callKey: string): Promise<boolean>;
  clock: Clock;
  logger: Logger;
}

export class EpisodeBook implements CallEpisodes {
  readonly #options: EpisodeBookOptions;
  /** Of lives that go on here, by first key. */
  readonly #living = new Map<string, number>();
  /** Lives whose end is being stored. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #asking = new Map<string, Promise<number>>();
  /** The longest untouched first. */
  readonly #remembered = new Map<string, Episode>();

  constructor(options: EpisodeBookOptions) {
    this.#options = options;
  }

  /** A call of this key goes on here. */
  begun(callKey: string): void {
    this.#living.set(firstKeyOf(callKey), episodeNumberOf(callKey));
  }

  async finish(callKey: string): Promise<void> {
    this.ended(callKey, true);
    await this.#ending.get(firstKeyOf(callKey));
  }

  /** The call is over. `isOver`: Dialogflow has its conversation completed, so the id's next call is another life. */
  ended(callKey: string, isOver: boolean): void {
    const firstKey = firstKeyOf(callKey);
    const number = episodeNumberOf(callKey);
    if (this.#living.get(firstKey) === number) this.#living.delete(firstKey);
    this.#remember(firstKey, { number, isOver });
    if (!isOver) return;
    const { episodes, logger } = this.#options;
    const ending = episodes
      .end(firstKey, number)
      .catch((error: unknown) =>
        logger.error({ callKey, err: error }, "a call's end could not be noted for its id"),
      )
      .finally(() => {
        if (this.#ending.get(firstKey) === ending) this.#ending.delete(firstKey);
      });
    this.#ending.set(firstKey, ending);
  }

  present(first: CallRef): CallRef | Promise<CallRef> {
    const living = this.#living.get(first.callKey);
    if (living !== undefined) return episodeOf(first, living);
    return this.#askOnce(first.callKey).then((number) => episodeOf(first, number));
  }

  async newest(first: CallRef): Promise<NewestEpisode> {
    const { number, isOver, isKnown } = await this.#newest(first.callKey);
    return { ref: episodeOf(first, number), isOver, ...(isKnown ? { isKnown } : {}) };
  }

  async newestLife(callKey: string): ReturnType<CallEpisodes["newestLife"]> {
    const firstKey = firstKeyOf(callKey);
    const { number, isOver } = await this.#newest(firstKey);
    // A name may only look like that of a life.
    if (number < episodeNumberOf(callKey)) return { callKey, episode: 1, nextKey: null };
    const nextKey = isOver ? episodeKeyOf(firstKey, number + 1) : null;
    return { callKey: episodeKeyOf(firstKey, number), episode: number, nextKey };
  }

  #askOnce(firstKey: string): Promise<number> {
    let asking = this.#asking.get(firstKey);
    if (asking === undefined) {
      asking = this.#ask(firstKey).finally(() => this.#asking.delete(firstKey));
      this.#asking.set(firstKey, asking);
    }
    return asking;
  }

  async #newest(firstKey: string): Promise<Episode & Pick<NewestEpisode, "isKnown">> {
    const living = this.#living.get(firstKey);
    if (living !== undefined) return { number: living, isOver: false, isKnown: true };
    try {
      await this.#ending.get(firstKey);
      const known = await this.#within(this.#options.episodes.newest(firstKey));
      const episode = known ?? { number: 1, isOver: false };
      return {
        ...episode,
        ...(known === null ? {} : { isKnown: true }),
        isOver: episode.isOver || (await this.#within(this.#isKnownOver(firstKey, episode))),
      };
    } catch (error) {
      return this.#withoutStorage(firstKey, error);
    }
  }

  lastSeen(firstKey: string): string {
    return episodeKeyOf(firstKey, this.#living.get(firstKey) ?? this.#remembered.get(firstKey)?.number ?? 1);
  }

  async #ask(firstKey: string): Promise<number> {
    const { episodes } = this.#options;
    try {
      await this.#ending.get(firstKey);
      const number = await this.#within(episodes.begin(firstKey));
      if (!(await this.#within(this.#isKnownOver(firstKey, { number })))) return number;
      await this.#within(episodes.end(firstKey, number));
      return await this.#within(episodes.begin(firstKey));
    } catch (error) {
      const { number, isOver } = this.#withoutStorage(firstKey, error);
      return isOver ? number + 1 : number;
    }
  }

  /**
   * Calls of earlier versions, and of a process that died at their end, are known by their records alone; an end that could
   * not be noted is known to this process, perhaps before the record.
   */
  async #isKnownOver(firstKey: string, { number }: Pick<Episode, "number">): Promise<boolean> {
    const { store, isErased } = this.#options;
    const remembered = this.#remembered.get(firstKey);
    if (remembered?.number === number && remembered.isOver) return true;
    const callKey = episodeKeyOf(firstKey, number);
    const stored = await store.get(callKey);
    if (stored === null) return await isErased(callKey);
    if (stored.endedAtMs === null) return false;
    // Of an unknown shape: it is not to be written over.
    const read = readStored(stored);
    return read === null || read.context.conversationName !== null;
  }

  #withoutStorage(firstKey: string, error: unknown): Episode {
    this.#options.logger.error({ err: error }, "which life of a call id is meant could not be read");
    return this.#remembered.get(firstKey) ?? { number: 1, isOver: false };
  }

  #within<T>(work: Promise<T>): Promise<T> {
    return withDeadline(this.#options.clock, ASK_DEADLINE_MS, work, "Asking for the life of a call id");
  }

  #remember(firstKey: string, episode: Episode): void {
    // One that ended long ago may hear its last words while another goes on.
    if (episode.number < (this.#remembered.get(firstKey)?.number ?? 0)) return;
    this.#remembered.delete(firstKey);
    this.#remembered.set(firstKey, episode);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }
}
