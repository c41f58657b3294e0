/** The contract of storage. Two backends fulfil it, SQLite and Redis, with one contract test. */
import type { AuditEntry } from "../contract/access.ts";
import type { CallSummary } from "../contract/call-summary.ts";
import type { HistoryLine } from "../contract/history-line.ts";

/** One Agent Assist event to be kept: `data` is the proto3 JSON text exactly as Pub/Sub delivered it. */
export interface NewLogEntry {
  /** Pub/Sub message id; the key of de-duplication within a conversation. */
  messageId: string;
  /** Socket.IO event name, for example human-agent-assistant-event. */
  dataType: string;
  data: string;
  publishTime: string;
  attributes: Record<string, string>;
}

export interface LogEntry extends NewLogEntry {
  /** Counts from 1 without gaps within a conversation. */
  sequence: number;
  loggedAtMs: number;
}

/**
 * `erased`: the room's call was erased, so that nothing was kept; the sequence is 0 then. `behind`: nothing was kept, because
 * the room has more entries than the sender knew of; the sequence is that of its last one.
 */
export interface Appended {
  sequence: number;
  duplicate: boolean;
  erased?: true;
  behind?: true;
}

/** The append-only log of what a call's desktops are to see. `room` is projects/P/conversations/C. */
export interface DeliveryLog {
  /**
   * Appends once per message id. A repeated id changes nothing and gives the first entry's sequence. `onlyAfter`: appends
   * only where this is the room's last sequence (0: where it is empty), so that several processes can judge by what the log has.
   */
  append(room: string, entry: NewLogEntry, onlyAfter?: number): Promise<Appended>;
  /** Entries with a sequence above `afterSequence`, ascending, at most `limit`. */
  readAfter(room: string, afterSequence: number, limit: number): Promise<LogEntry[]>;
}

export interface StoredCall {
  callKey: string;
  source: string;
  vendorCallId: string;
  startedAtMs: number;
  endedAtMs: number | null;
  /** XState persisted snapshot, plain JSON. */
  snapshot: unknown;
  /** Absent if an older version stored it. */
  summary?: CallSummary;
  /** Number of the last line of its history; absent if an older version stored it. */
  lastLine?: number;
  /** Marks of its parties' addresses, by which it is found; written, and never read back. */
  addressMarks?: readonly string[];
  /**
   * Where instances share calls: the owner's epoch, and the last of the call's mail that the snapshot has taken in. An older
   * version left the owner's name out.
   */
  ownership?: { epoch: number; mailId: number; instance?: string; isHandedOver?: true };
}

/**
 * One line of a call's history as it is stored. `line` is absent if an older version wrote it, and on lines written
 * after the call's end: those get the numbers that follow (`src/calls/history-lines.ts`).
 */
export type HistoryEntry = Omit<HistoryLine, "line"> & { line?: number };

/** A call as it is now and the lines that are new, to be stored together or not at all. */
export interface CallRecord {
  call: StoredCall;
  entries: readonly HistoryEntry[];
}

export interface StoredSummary {
  callKey: string;
  startedAtMs: number;
  /** Null if an older version stored the call. */
  summary: CallSummary | null;
}

export interface SummaryQuery {
  limit: number;
  before?: number;
  addressMarks?: readonly string[];
}

export interface CallStore {
  save(call: StoredCall): Promise<void>;
  /**
   * Several calls and their new lines in one round trip: all of it is stored, or nothing. No call may occur twice.
   * A write that was answered late or never may be made again: numbered lines that are there already are passed over. They
   * follow one another without a gap; a call that began at another time has numbers of its own. What a former owner of a
   * call says is passed over, and mail that is taken in is removed from the call's mailbox.
   */
  saveRecords(records: readonly CallRecord[]): Promise<void>;
  get(callKey: string): Promise<StoredCall | null>;
  /** Newest first. */
  list(limit: number): Promise<StoredCall[]>;
  /**
   * Newest first, without reading snapshots. `before`: only calls that began earlier (milliseconds since the Unix epoch).
   * Gives more than `limit` where calls began in the same millisecond as the last, so that none falls between two pages.
   * `addressMarks`: only calls that were saved with one of these.
   */
  listSummaries(query: SummaryQuery): Promise<StoredSummary[]>;
  /** Calls without an end: those to restore at start. */
  listUnfinished(): Promise<StoredCall[]>;
  appendHistory(callKey: string, entries: readonly HistoryEntry[]): Promise<void>;
  /** The newest `limit` entries, in the order they were appended. */
  readHistory(callKey: string, limit: number): Promise<HistoryEntry[]>;
  /** The oldest `limit` entries, in the order they were appended. */
  readHistoryStart(callKey: string, limit: number): Promise<HistoryEntry[]>;
}

/** The newest life of a call id. */
export interface Episode {
  /** From 1. */
  number: number;
  /** Its conversation was opened, and is completed: the next event of the id begins another life. */
  isOver: boolean;
}

/** Lives of call ids, kept under the SHA-256 of the first one's key. A step is atomic: all that ask get the same number. */
export interface Episodes {
  /** The life that an event of this id belongs to: the newest, or a new one if that is over. */
  begin(firstKey: string): Promise<number>;
  /** This life is over. Of an older one than the newest it says nothing new. */
  end(firstKey: string, number: number): Promise<void>;
  /** Null if none has begun. */
  newest(firstKey: string): Promise<Episode | null>;
}

/** Conversation names by integration key (Five9 session id): kept under the key's SHA-256. */
export interface ConversationNames {
  put(integrationKey: string, conversationName: string): Promise<void>;
  get(integrationKey: string): Promise<string | null>;
  delete(integrationKey: string): Promise<boolean>;
}

/** Conditions that are given must all hold. */
export interface AuditQuery {
  limit: number;
  callKey?: string;
  operator?: string;
  action?: string;
  /** Entries before this time only. */
  beforeMs?: number;
}

/** What operators did, by time. Bounded: beyond that the oldest entries go. */
export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): Promise<AuditEntry[]>;
}

/** What is counted of the calls that began within a bucket of time. */
export interface TrendPoint {
  /** What `value` is: "all" (then it is ""), "campaign", "agent", "instance". */
  dimension: string;
  value: string;
  /** Where the bucket begins, in milliseconds since the Unix epoch. */
  atMs: number;
  /** By name: to be added, or the sums so far. */
  counts: Readonly<Record<string, number>>;
}

/** Buckets of one value, by where they begin, in milliseconds since the Unix epoch. */
export interface TrendQuery {
  dimension: string;
  value: string;
  bucketsMs: readonly number[];
}

/** Counters of calls over time. Bounded: beyond MAX_TREND_VALUES values of a dimension, further ones are not counted. */
export interface Trends {
  add(points: readonly TrendPoint[]): Promise<void>;
  /** Those of these buckets that have counts, oldest first. */
  read(query: TrendQuery): Promise<TrendPoint[]>;
  /** In order of the alphabet. */
  values(dimension: string): Promise<string[]>;
}

/** Values of one dimension that are counted apart: more agents or campaigns than a list of choices can show. */
export const MAX_TREND_VALUES = 2_000;

/** A call by all the names under which something of it is kept. */
export interface CallNames {
  callKey: string;
  /** Of its delivery log. */
  room: string;
  /** What the conversation names hold. */
  conversationName: string;
}

/** How much of a call was erased; `audit` counts entries that now have a pseudonym in the place of its key. */
export interface ErasedRecords {
  calls: number;
  lines: number;
  events: number;
  names: number;
  audit: number;
}

export interface Storage {
  readonly deliveryLog: DeliveryLog;
  readonly calls: CallStore;
  readonly conversationNames: ConversationNames;
  readonly episodes: Episodes;
  readonly audit: AuditLog;
  readonly trends: Trends;
  /**
   * Removes calls with their history, logs and names without a write for `olderThanMs` (an age, by the storage's
   * clock), unfinished calls too, and audit entries and trends of that age. Returns how many calls went.
   */
  sweep(olderThanMs: number): Promise<number>;
  /**
   * Removes all that is kept of a call, so that no file holds it any more. Where something was kept, hashes of its names
   * stay until a sweep of that age: late events do not start it again. The audit's entries stay (`erased-audit.ts`).
   */
  erase(names: CallNames): Promise<ErasedRecords>;
  /** Whether this call was erased, as long as that is remembered. */
  isErased(callKey: string): Promise<boolean>;
  /** Rejects when the backend does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
