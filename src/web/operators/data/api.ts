/** The operators' API as the console asks it. Every promise has its own deadline and rejects with ApiError. */
import type { CallAction } from "../../../contract/access.ts";
import type { Bundle } from "../../../contract/bundle.ts";
import type { CallDetail, Masked, Revealed } from "../../../contract/call-detail.ts";
import type { CallList } from "../../../contract/call-summary.ts";
import type {
  AuditPage,
  ErasedCall,
  InstanceReport,
  JobQueueReport,
  RejectedEvent,
} from "../../../contract/operations.ts";
import type { TrendDimension, TrendReport } from "../../../contract/trends.ts";
import { PUBLIC_PATH } from "../../common/public-path.ts";
import { type CallFilter, serverQueryOf } from "./call-filter.ts";
import type { CallApi } from "./call-source.ts";
import { createRequester, type RequesterOptions } from "./request.ts";

export interface OperatorApi extends CallApi {
  /**
   * Ended calls that the filter lets through, newest first; `before` continues a list. `allLive`: all live calls come with
   * them, whatever the filter is.
   */
  listCalls(filter: CallFilter, options: { before?: number; allLive?: boolean }): Promise<CallList>;
  /** One page of all calls that match, live ones first; `before` continues it. */
  listMatching(filter: CallFilter, before?: number): Promise<CallList>;
  /** Calls with a party's phone number, newest first; `before` continues them. */
  searchByNumber(number: string, before?: number): Promise<CallList>;
  /** An incident bundle without words. */
  bundle(callKey: string): Promise<Bundle>;
  jobs(): Promise<JobQueueReport[]>;
  /** Tries it again, or throws it away. */
  treatJob(deed: "retry" | "discard", queue: string, jobId: string): Promise<void>;
  /** The same for all of a kind; resolves with how many. */
  treatJobs(deed: "retry" | "discard", queue: string, kind: string): Promise<number>;
  /** Without `fromMs`: as far back as anything is kept. */
  trends(query: { dimension: TrendDimension; value: string; fromMs?: number }): Promise<TrendReport>;
  audit(query: AuditQuery): Promise<AuditPage>;
  instance(): Promise<InstanceReport>;
  rejectedEvents(): Promise<RejectedEvent[]>;
  /** Takes this instance out of service: it ends when its calls have moved on. */
  drain(reason: string): Promise<void>;
  /** The same for any instance of a fleet. */
  drainInstance(name: string, reason: string): Promise<void>;
  signOut(): Promise<void>;
}

export interface AuditQuery {
  operator?: string;
  action?: string;
  callKey?: string;
  before?: number;
}

const API = `${PUBLIC_PATH}/operators/api`;
export const LOGIN_PATH = `${PUBLIC_PATH}/operators/login`;
const LOGOUT_PATH = `${PUBLIC_PATH}/operators/logout`;
/** Compressed they are some 40 kB. */
const LISTED_AT_ONCE = 1_000;
/** A call's whole history is large. */
const LARGE_DEADLINE_MS = 30_000;
/** The files of the job queues are rewritten before the answer. */
const ERASE_DEADLINE_MS = 300_000;
/** The server lists no more of a queue at once. */
const MOST_JOBS = 500;

export function createOperatorApi(options: RequesterOptions): OperatorApi {
  const { request } = createRequester(options);
  const get = <T>(path: string, deadlineMs?: number) =>
    request<T>(`${API}/${path}`, deadlineMs === undefined ? {} : { deadlineMs });
  const post = <T>(path: string, body?: unknown) =>
    request<T>(`${API}/${path}`, { method: "POST", ...(body === undefined ? {} : { body }) });
  const callPath = (callKey: string) => `calls/${encodeURIComponent(callKey)}`;
  return {
    listCalls: (filter, { before, allLive = false }) => {
      const query = serverQueryOf(filter);
      query.set("limit", String(LISTED_AT_ONCE));
      if (before !== undefined) query.set("before", String(before));
      if (allLive) query.set("allLive", "1");
      // The live ones are known already, and the feed tells how they change.
      else query.set("live", "ended");
      return get<CallList>(`calls?${query}`, LARGE_DEADLINE_MS);
    },
    listMatching: (filter, before) => {
      const query = serverQueryOf(filter);
      query.set("limit", String(LISTED_AT_ONCE));
      if (before !== undefined) query.set("before", String(before));
      return get<CallList>(`calls?${query}`, LARGE_DEADLINE_MS);
    },
    searchByNumber: (number, before) =>
      post<CallList>("calls/search", { number, ...(before === undefined ? {} : { before }) }),
    bundle: (callKey) => get<Bundle>(`${callPath(callKey)}/bundle`, LARGE_DEADLINE_MS),
    getCall: (callKey) => get<CallDetail>(callPath(callKey), LARGE_DEADLINE_MS),
    getTranscript: (callKey) => get<Masked>(`${callPath(callKey)}/transcript`),
    reveal: (callKey) => post<Revealed>(`${callPath(callKey)}/reveal`),
    act: (callKey, action: CallAction) => post<unknown>(`${callPath(callKey)}/actions`, action),
    erase: async (callKey) => {
      const { erased } = await request<{ erased: ErasedCall }>(`${API}/${callPath(callKey)}/erase`, {
        method: "POST",
        deadlineMs: ERASE_DEADLINE_MS,
      });
      return erased;
    },
    bundleUrl: (callKey, { withWords }) => `${API}/${callPath(callKey)}/bundle${withWords ? "?words=1" : ""}`,
    getJobs: async (callKey) => {
      const { queues } = await get<{ queues: JobQueueReport[] }>(`jobs?limit=${MOST_JOBS}`);
      const jobs = queues.flatMap(({ name, deadLetters }) =>
        deadLetters.map((letter) => ({ queue: name, ...letter })),
      );
      return jobs.filter((job) => job.callKey === callKey);
    },
    jobs: async () => (await get<{ queues: JobQueueReport[] }>("jobs")).queues,
    treatJobs: async (deed, queue, kind) => {
      const { jobs } = await post<{ jobs: number }>(`jobs/${encodeURIComponent(queue)}/${deed}`, { kind });
      return jobs;
    },
    treatJob: async (deed, queue, jobId) => {
      await post<unknown>(`jobs/${encodeURIComponent(queue)}/${encodeURIComponent(jobId)}/${deed}`);
    },
    trends: ({ dimension, value, fromMs }) => {
      const from = fromMs === undefined ? {} : { from: String(fromMs) };
      return get<TrendReport>(`trends?${new URLSearchParams({ dimension, value, ...from })}`);
    },
    audit: (query) => {
      const fields = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
      return get<AuditPage>(
        `audit?${new URLSearchParams(fields.map(([name, value]) => [name, String(value)]))}`,
      );
    },
    instance: () => get<InstanceReport>("instance"),
    rejectedEvents: async () =>
      (await get<{ rejectedEvents: RejectedEvent[] }>("rejected-events")).rejectedEvents,
    drainInstance: async (name, reason) => {
      await post<unknown>(`instances/${encodeURIComponent(name)}/drain`, { reason });
    },
    drain: async (reason) => {
      await post<unknown>("drain", { reason });
    },
    signOut: async () => {
      await request<unknown>(LOGOUT_PATH, { method: "POST" });
    },
  };
}
