/** Which conversation an answer record belongs to: Dialogflow's names do not say, so what desktops were shown decides. */

import { roomOf } from "../../assist/conversation.ts";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import type { ConversationNames, DeliveryLog } from "../../storage/port.ts";
import { answerRecordKey } from "./dialogflow-names.ts";

export interface AnswerRecordIndexOptions {
  log: DeliveryLog;
  /** Keeps records that came in a reply and are in no log; shared by all processes. */
  names: ConversationNames;
  homeLocation: string;
  clock: Clock;
  /** Default 5 seconds. */
  readDeadlineMs?: number;
  /** Conversations whose records are remembered. Default 1,000. */
  maxConversations?: number;
}

export interface AnswerRecordIndex {
  /** True if the record was in an event of this conversation, or in a reply about it. Rejects when storage does. */
  isOf(conversationName: string, answerRecord: string): Promise<boolean>;
  /** Remembers the records a reply about this conversation named. */
  note(conversationName: string, answerRecords: readonly string[]): Promise<void>;
}

interface SeenRecords {
  /** The log has been read up to this sequence. */
  sequence: number;
  keys: Set<string>;
}

const PAGE = 500;
/** Records of one call; more are forgotten with the oldest first. */
const MAX_RECORDS = 20_000;
/** Starts with a character no integration key may have, so that desktops cannot write these entries. */
const KEY_PREFIX = "\u0000answer-record ";
const ANSWER_RECORD_FIELD = /"answer_?[rR]ecord"\s*:\s*"([^"\\]{1,512})"/g;

/** The answer records a JSON text names. */
export function answerRecordsIn(json: string): string[] {
  return [...json.matchAll(ANSWER_RECORD_FIELD)].map(([, name = ""]) => name);
}

export function createAnswerRecordIndex(options: AnswerRecordIndexOptions): AnswerRecordIndex {
  const { log, names, clock, readDeadlineMs = 5_000, maxConversations = 1_000 } = options;
  const seenByRoom = new Map<string, SeenRecords>();

  function seenIn(room: string): SeenRecords {
    const seen = seenByRoom.get(room) ?? { sequence: 0, keys: new Set<string>() };
    // Moved to the end, so that the least recently used is first.
    seenByRoom.delete(room);
    seenByRoom.set(room, seen);
    const oldest = seenByRoom.keys().next().value;
    if (seenByRoom.size > maxConversations && oldest !== undefined) seenByRoom.delete(oldest);
    return seen;
  }

  async function readOn(room: string, seen: SeenRecords): Promise<void> {
    for (;;) {
      const page = await log.readAfter(room, seen.sequence, PAGE);
      for (const { sequence, data } of page) {
        seen.sequence = Math.max(seen.sequence, sequence);
        for (const name of answerRecordsIn(data)) remember(seen, name);
      }
      if (page.length < PAGE) return;
    }
  }

  function remember(seen: SeenRecords, name: string): void {
    const key = answerRecordKey(name);
    if (key === null) return;
    seen.keys.add(key);
    const oldest = seen.keys.values().next().value;
    if (seen.keys.size > MAX_RECORDS && oldest !== undefined) seen.keys.delete(oldest);
  }

  async function look(room: string, key: string): Promise<boolean> {
    const seen = seenIn(room);
    if (seen.keys.has(key)) return true;
    await readOn(room, seen);
    return seen.keys.has(key) || (await names.get(`${KEY_PREFIX}${key}`)) === room;
  }

  return {
    async isOf(conversationName, answerRecord) {
      const key = answerRecordKey(answerRecord);
      if (key === null) return false;
      return await withDeadline(
        clock,
        readDeadlineMs,
        look(roomOf(conversationName, options.homeLocation), key),
        "Looking an answer record up",
      );
    },
    async note(conversationName, answerRecords) {
      const room = roomOf(conversationName, options.homeLocation);
      const keys = new Set(answerRecords.map(answerRecordKey).filter((key) => key !== null));
      await withDeadline(
        clock,
        readDeadlineMs,
        Promise.all([...keys].map((key) => names.put(`${KEY_PREFIX}${key}`, room))),
        "Remembering answer records",
      );
    },
  };
}
