/** Translations in a fleet: whichever instance hears a message, and although it comes twice, each desktop has each translation once. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import {
  startTranslationSimulator,
  type TranslationSimulator,
} from "../../simulators/cloud-translation/simulator.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { type FleetStage, startFleetStage } from "../../simulators/stage/fleet-stage.ts";
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../support/redis-server.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
/** Times real time. */
const QUICK = 20;
if (redisServerPath === null) console.warn(redisSkipNote);

describe.skipIf(redisServerPath === null)("translations in a fleet", () => {
  let redis: TestRedisServer;
  let google: TranslationSimulator;
  let stage: FleetStage;

  beforeAll(async () => {
    [redis, google] = await Promise.all([startRedisServer(), startTranslationSimulator()]);
    stage = await startFleetStage({
      redisUrl: redis.url,
      roles: ["all", "all"],
      settings: {
        ...{ TRANSLATION: "cloud-translation", TRANSLATION_LANGUAGES: "de" },
        TRANSLATION_ENDPOINT: google.address,
        ...{ REPLAY_SPEED: "100", LAST_WORDS_DEADLINE_MS: "120000", BEHIND_ALARM_MS: "3600000" },
      },
    });
  }, STORY_MS);
  afterAll(async () => {
    await stage?.close();
    await google?.close();
    await redis?.close();
  }, STORY_MS);

  const desktopAt = ({ httpPort }: SidetoneProcess, callId: string) =>
    openDesktop({
      ...{ httpBaseUrl: `http://127.0.0.1:${httpPort}`, callId },
      launchKey: stage.secrets.launchKey,
    });

  /** Message and text, in the order of the log. */
  const translationsOf = ({ events }: DesktopClient) =>
    events
      .filter(({ dataType }) => dataType === "sidetone-translation-event")
      .map(({ data }) => {
        const { message, content } = data.translationPayload as { message: string; content: string };
        return `${message} ${content}`;
      });

  const messagesOf = ({ events }: DesktopClient) =>
    events.flatMap(({ data }) => {
      const { name, content } = (data.newMessagePayload ?? {}) as { name?: string; content?: string };
      return name === undefined ? [] : [`${name} Auf Deutsch: ${content}`];
    });

  test(
    "each desktop at each instance has each of them once and in the same order, one that comes later as well",
    async () => {
      stage.cloud.faults.duplicateEvents = true;
      const [one, other] = stage.instances as [SidetoneProcess, SidetoneProcess];
      const callId = newCallId();
      const clock = new CallerClock();
      const call = await stage.call(await readSample("lost-card"), () => one, { callId, clock });
      expect(await call.started).toBe(true);
      const desktops = await Promise.all([desktopAt(one, callId), desktopAt(other, callId)]);
      clock.run(QUICK);
      expect((await call.finished).ok).toBe(true);
      clock.stop();
      for (const desktop of desktops) {
        await eventually(() => {
          expect(messagesOf(desktop).length).toBeGreaterThan(5);
          expect(translationsOf(desktop).toSorted()).toEqual(messagesOf(desktop).toSorted());
        });
      }
      desktops.push(await desktopAt(other, callId));
      const [first, ...others] = desktops.map((desktop) => () => translationsOf(desktop));
      for (const later of others) await eventually(() => expect(later()).toEqual(first?.() ?? []));
      for (const desktop of desktops) {
        const sequences = desktop.events.flatMap(({ sequence }) => sequence ?? []);
        expect(sequences).toEqual(sequences.map((_, index) => index + 1));
        desktop.close();
      }
    },
    STORY_MS,
  );
});
