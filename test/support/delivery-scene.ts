/** Delivery over a memory log for tests, with desktops that keep what they get. */
import type { AssistEvent } from "../../src/assist/event.ts";
import { type AssistEnvelope, buildEnvelope } from "../../src/assist/google/envelope.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { createDelivery, type Delivery } from "../../src/delivery/delivery.ts";
import type { DeliveredEvent } from "../../src/delivery/desktop.ts";
import type { Doorbell } from "../../src/delivery/doorbell.ts";
import type { DeliveryLimits } from "../../src/delivery/limits.ts";
import { STAGE_CONVERSATION, STAGE_ROOM } from "./desktop-stage.ts";
import { eventually } from "./eventually.ts";
import { googleEvent } from "./google-event.ts";
import { createMemoryDeliveryLog, type MemoryDeliveryLog } from "./memory-delivery-log.ts";
import { RecordingCallDirectory } from "./recording-call-directory.ts";

export interface Scene {
  log: MemoryDeliveryLog;
  calls: RecordingCallDirectory;
  delivery: Delivery;
  delivered: DeliveredEvent[];
}

/** `shared`: with others of the same log. */
export function makeScene(
  limits: Partial<DeliveryLimits> = {},
  clock: Clock = systemClock,
  shared: { doorbell?: Doorbell; log?: MemoryDeliveryLog } = {},
): Scene {
  const log = shared.log ?? createMemoryDeliveryLog();
  const calls = new RecordingCallDirectory();
  const delivered: DeliveredEvent[] = [];
  const delivery = createDelivery({
    log,
    calls,
    clock,
    logger: createLogger("silent"),
    limits: { firstReadRetryMs: 1, maxReadRetryMs: 5, ...limits },
    ...(shared.doorbell === undefined ? {} : { doorbell: shared.doorbell }),
    onDelivered: (event) => delivered.push(event),
  });
  return { log, calls, delivery, delivered };
}

export interface Watcher {
  envelopes: AssistEnvelope[];
  failures: string[];
  sequences(): number[];
  detach(): void;
}

export function watch(scene: Pick<Scene, "delivery">, after = 0, room = STAGE_ROOM): Watcher {
  const envelopes: AssistEnvelope[] = [];
  const failures: string[] = [];
  const detach = scene.delivery.attach({
    room,
    after,
    send: ({ notification, sequence, takenInAtMs }) =>
      envelopes.push(buildEnvelope(room, notification(), sequence, takenInAtMs)),
    onFailed: (error) => failures.push(error.code),
  });
  const sequences = () => envelopes.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence]));
  return { envelopes, failures, sequences, detach };
}

/** Attached and done with the log. */
export async function watchLive(scene: Scene, after = 0): Promise<Watcher> {
  const watcher = watch(scene, after);
  const last = scene.log.entries(STAGE_ROOM).length;
  await eventually(() => watcher.sequences().length >= last - after);
  await Bun.sleep(0);
  return watcher;
}

/** 1 to `last`. */
export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

export function recognition(
  messageId: string,
  options: { utterance?: string; isFinal?: boolean; publishTime?: string },
): AssistEvent {
  return googleEvent({
    dataType: "new-recognition-result-notification-event",
    payload: {
      conversation: STAGE_CONVERSATION,
      type: "NEW_RECOGNITION_RESULT",
      newRecognitionResultPayload: {
        transcript: "hel",
        ...(options.isFinal === true ? { isFinal: true } : {}),
      },
    },
    messageId,
    publishTime: options.publishTime ?? "2026-11-20T10:00:00Z",
    attributes: {
      participant_role: "END_USER",
      ...(options.utterance === undefined ? {} : { message_id: options.utterance }),
    },
  });
}
