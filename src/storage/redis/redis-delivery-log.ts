/** The delivery log on a Redis stream per room. */
import type { Clock } from "../../base/clock.ts";
import { hashKey } from "../key-hash.ts";
import type { Appended, DeliveryLog, LogEntry, NewLogEntry } from "../port.ts";
import type { RedisSession } from "./redis-session.ts";
import { APPEND_SCRIPT } from "./scripts.ts";

export interface RedisDeliveryLogOptions {
  session: RedisSession;
  clock: Clock;
  maxEntriesPerRoom: number;
  /** After the last append of a room. */
  timeToLiveMs: number;
}

export class RedisDeliveryLog implements DeliveryLog {
  readonly #options: RedisDeliveryLogOptions;

  constructor(options: RedisDeliveryLogOptions) {
    this.#options = options;
    options.session.client.defineCommand("sidetoneAppend", { numberOfKeys: 4, lua: APPEND_SCRIPT });
  }

  async append(room: string, entry: NewLogEntry, onlyAfter?: number): Promise<Appended> {
    const { session, clock, maxEntriesPerRoom, timeToLiveMs } = this.#options;
    const roomHash = hashKey(room);
    const reply = await session.run("append", () =>
      session.script("sidetoneAppend", [
        session.key("log", roomHash),
        session.key("log-ids", roomHash),
        session.key("rooms"),
        session.key("erased"),
        entry.messageId,
        entry.dataType,
        entry.data,
        entry.publishTime,
        JSON.stringify(entry.attributes),
        clock.now(),
        maxEntriesPerRoom,
        timeToLiveMs,
        roomHash,
        onlyAfter ?? "",
      ]),
    );
    const [sequence, what] = reply as [number, number];
    return {
      ...{ sequence, duplicate: what === 1 },
      ...(what === 2 ? { erased: true } : {}),
      ...(what === 3 ? { behind: true } : {}),
    };
  }

  async readAfter(room: string, afterSequence: number, limit: number): Promise<LogEntry[]> {
    const { session } = this.#options;
    const key = session.hashedKey("log", room);
    const entries = await session.run("readAfter", () =>
      session.client.xrange(key, `${afterSequence + 1}-0`, "+", "COUNT", limit),
    );
    return entries.map(([id, fields]) => toEntry(Number.parseInt(id, 10), fields));
  }
}

function toEntry(sequence: number, fields: string[]): LogEntry {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) values.set(fields[i] ?? "", fields[i + 1] ?? "");
  const value = (name: string) => values.get(name) ?? "";
  return {
    messageId: value("messageId"),
    dataType: value("dataType"),
    data: value("data"),
    publishTime: value("publishTime"),
    attributes: JSON.parse(value("attributes")),
    sequence,
    loggedAtMs: Number(value("loggedAtMs")),
  };
}
