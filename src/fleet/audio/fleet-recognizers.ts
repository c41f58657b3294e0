/**
 * Recognisers beside the audio, charts beside the owner: orders go to the instance that has the speaker's audio, news come
 * back to the instance of the chart. In one instance each message arrives before the call that sends it returns.
 */
import type {
  BeginRecognizer,
  RecognizerNews,
  RecognizerOrder,
} from "../../actors/participant/recognizer.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { RecognizerHost } from "../../calls/recognizer-host.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { Bus, Topic } from "../bus.ts";
import type { LegPlaces } from "./leg-places.ts";
import { MovingRecognizer } from "./moving-recognizer.ts";

const ORDER: Topic<RecognizerOrder> = { name: "recognizer.order" };
const NEWS: Topic<RecognizerNews> = { name: "recognizer.news" };

export interface FleetRecognizersOptions {
  bus: Pick<Bus, "instanceId" | "tell" | "on">;
  places: Pick<LegPlaces, "ofSpeaker">;
  begin: BeginRecognizer;
  /** What legs left unheard here goes to where their speaker is now. */
  yieldAudio(order: Extract<RecognizerOrder, { type: "yield" }>): void;
  clock: Clock;
  logger: Logger;
}

interface Charted {
  callKey: string;
  speaker: Speaker;
  recognizer: MovingRecognizer;
}

export class FleetRecognizers {
  readonly #options: FleetRecognizersOptions;
  readonly #host: RecognizerHost;
  /** Of charts here, by id. */
  readonly #charted = new Map<string, Charted>();
  readonly #listeners = new Map<string, (news: RecognizerNews) => void>();

  constructor(options: FleetRecognizersOptions) {
    this.#options = options;
    const { bus, begin } = options;
    this.#host = new RecognizerHost(begin, (news) => this.#sendNews(news));
    bus.on(ORDER, (order) => this.#receive(order));
    bus.on(NEWS, (news, from) => this.#hear(news, from));
  }

  post(order: RecognizerOrder): void {
    const id = this.#wireIdOf(order.id);
    if (order.type === "begin") this.#begin(id, order.input);
    else if (order.type === "command") this.#charted.get(id)?.recognizer.command(order.command);
    else {
      this.#charted.get(id)?.recognizer.stop();
      this.#charted.delete(id);
    }
  }

  onNews(id: string, listener: (news: RecognizerNews) => void): () => void {
    const wireId = this.#wireIdOf(id);
    this.#listeners.set(wireId, listener);
    return () => this.#listeners.delete(wireId);
  }

  /** The charts of a call end here, as another instance has it: its next charts find their recognisers at work. */
  leave(callKey: string): void {
    for (const [id, charted] of this.#charted) {
      if (charted.callKey !== callKey) continue;
      charted.recognizer.leave();
      this.#charted.delete(id);
    }
  }

  /** A speaker is heard on another instance. */
  moved(callKey: string, speaker: Speaker, instance: string): void {
    for (const charted of this.#charted.values())
      if (charted.callKey === callKey && charted.speaker === speaker) charted.recognizer.follow(instance);
  }

  /** An instance is gone: to be told before the charts are; `lost` follows. */
  gone(instance: string): void {
    for (const { recognizer } of this.#charted.values()) recognizer.gone(instance);
  }

  /** An instance is gone, with the audio it had. */
  lost(instance: string): void {
    for (const { recognizer } of this.#charted.values())
      recognizer.lost(instance, this.#options.bus.instanceId);
  }

  /** Speakers of a call whose recognisers are at work here. */
  speakersOf(callKey: string): Speaker[] {
    return this.#host.speakersOf(callKey);
  }

  /** Stops what is left here of a call that is over. */
  release(callKey: string): void {
    this.#host.release(callKey);
  }

  close(): void {
    this.#host.close();
  }

  #begin(id: string, input: Extract<RecognizerOrder, { type: "begin" }>["input"]): void {
    const { bus, places, clock } = this.#options;
    const { callKey, speaker } = input;
    const recognizer = new MovingRecognizer({
      id,
      input,
      at: places.ofSpeaker(callKey, speaker) ?? bus.instanceId,
      post: (instance, order) => this.#sendOrder(instance, order),
      tell: (news) => this.#listeners.get(id)?.(news),
      clock,
    });
    this.#charted.set(id, { callKey, speaker, recognizer });
    recognizer.begin();
  }

  #hear(news: RecognizerNews, from: string): void {
    this.#charted.get(news.id)?.recognizer.hear(news, from);
  }

  #receive(order: RecognizerOrder): void {
    if (order.type === "yield") this.#options.yieldAudio(order);
    else this.#host.receive(order);
  }

  #sendOrder(instance: string, order: RecognizerOrder): void {
    const { bus, logger } = this.#options;
    if (instance === bus.instanceId) this.#receive(order);
    else
      bus.tell(instance, ORDER, order).catch((error: unknown) => {
        logger.error({ instance, err: error }, "an order to a recogniser of another instance was lost");
      });
  }

  #sendNews(news: RecognizerNews): void {
    const { bus, logger } = this.#options;
    const chartAt = instanceOf(news.id);
    if (chartAt === bus.instanceId) this.#hear(news, chartAt);
    else
      bus.tell(chartAt, NEWS, news).catch((error: unknown) => {
        logger.error({ instance: chartAt, err: error }, "news of a recogniser were lost");
      });
  }

  /** The instance of the chart is part of the id, so that its news find the way. */
  #wireIdOf(id: string): string {
    return `${this.#options.bus.instanceId}/${id}`;
  }
}

function instanceOf(wireId: string): string {
  return wireId.slice(0, wireId.lastIndexOf("/"));
}
