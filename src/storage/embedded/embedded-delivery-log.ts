/** The delivery log in the embedded database. */
import type { Clock } from "../../clock.ts";
import type { DeliveryLog, LogEntry, NewLogEntry } from "../port.ts";
import type { Statements } from "./statements.ts";

const APPEND = "SELECT sequence, duplicate FROM sidetone_append($1, $2, $3, $4, $5, $6, $7, $8)";
const READ_AFTER = `SELECT sequence, message_id, data_type, data, publish_time, attributes, logged_at_ms
  FROM sidetone_log WHERE room = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`;

export interface EmbeddedDeliveryLogOptions {
  statements: Statements;
  clock: Clock;
  /** Older entries of a room go first, with what is known of their message ids. */
  maxEntriesPerRoom: number;
}

interface LogRow {
  sequence: number;
  message_id: string;
  data_type: string;
  data: string;
  publish_time: string;
  attributes: string;
  logged_at_ms: string;
}

export class EmbeddedDeliveryLog implements DeliveryLog {
  readonly #options: EmbeddedDeliveryLogOptions;

  constructor(options: EmbeddedDeliveryLogOptions) {
    this.#options = options;
  }

  async append(room: string, entry: NewLogEntry): Promise<{ sequence: number; duplicate: boolean }> {
    const { statements, clock, maxEntriesPerRoom } = this.#options;
    const [row] = await statements.run<{ sequence: number; duplicate: boolean }>("append", APPEND, [
      room,
      entry.messageId,
      entry.dataType,
      entry.data,
      entry.publishTime,
      JSON.stringify(entry.attributes),
      clock.now(),
      maxEntriesPerRoom,
    ]);
    return { sequence: row?.sequence ?? 0, duplicate: row?.duplicate ?? false };
  }

  async readAfter(room: string, afterSequence: number, limit: number): Promise<LogEntry[]> {
    const rows = await this.#options.statements.run<LogRow>("read_after", READ_AFTER, [
      room,
      afterSequence,
      limit,
    ]);
    return rows.map((row) => ({
      messageId: row.message_id,
      dataType: row.data_type,
      data: row.data,
      publishTime: row.publish_time,
      attributes: JSON.parse(row.attributes),
      sequence: row.sequence,
      loggedAtMs: Number(row.logged_at_ms),
    }));
  }
}
