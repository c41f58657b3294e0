/** One agent of the storm: an application that reloads, and what each of its lives was shown. */
import { AgentAssistClient } from "../../clients/agent-applications/src/client.ts";

export interface StormAgentOptions {
  /** Asked for each life of the application. */
  anyUrl(): string;
  token: string;
  agentId: string;
  phoneNumber: string;
}

export interface StormAgent {
  /** Connects and asks for assistance. */
  begin(): Promise<void>;
  /** Goes and comes back as a page does, without memory; counts whether it got its session back. */
  reload(): Promise<void>;
  /** What the last life was shown, in order. */
  sequences(): readonly number[];
  readonly score: {
    reloads: number;
    resumed: number;
    /** Places that did not follow on the one before, in all lives. */
    outOfOrder: number;
    doubled: number;
    /** From the reload to the sessions, milliseconds. */
    resumeMs: number[];
    ended: number;
  };
  close(): void;
}

/** Nobody waits for an answer so long on a machine that works at all. */
const DEADLINE_MS = 120_000;

export function createStormAgent({ anyUrl, token, ...agent }: StormAgentOptions): StormAgent {
  const score: StormAgent["score"] = {
    ...{ reloads: 0, resumed: 0, outOfOrder: 0, doubled: 0, ended: 0 },
    resumeMs: [],
  };
  let client: AgentAssistClient | undefined;
  let shown: number[] = [];
  let sessionId = "";

  async function connect(): Promise<AgentAssistClient> {
    client?.close();
    const sequences: number[] = [];
    shown = sequences;
    client = new AgentAssistClient({
      ...{ url: anyUrl(), token, agent, answerDeadlineMs: DEADLINE_MS },
      socket: { transports: ["websocket"], timeout: DEADLINE_MS },
    });
    client.on("session", ({ status }) => {
      if (status === "ended") score.ended += 1;
    });
    client.on("metadata", ({ sequence }) => {
      const last = sequences.at(-1) ?? 0;
      if (sequence <= last) score.doubled += 1;
      else if (sequence !== last + 1) score.outOfOrder += 1;
      sequences.push(sequence);
    });
    await client.start();
    return client;
  }

  return {
    score,
    sequences: () => shown,
    async begin() {
      const begun = await connect();
      sessionId = (await begun.getAgentAssist({ wait: false })).sessionId;
    },
    async reload() {
      score.reloads += 1;
      const startedMs = performance.now();
      const { sessions } = await connect();
      score.resumeMs.push(performance.now() - startedMs);
      if (sessions.length === 1 && sessions[0]?.sessionId === sessionId) score.resumed += 1;
    },
    close: () => client?.close(),
  };
}
