/** Agents who open a panel and operators who sign in, look and watch, again and again during a siege. */
import { io } from "socket.io-client";
import { openDesktop } from "../../simulators/stage/desktop-client.ts";
import type { Stage } from "../../simulators/stage/stage.ts";
import type { WorkScore } from "./work-score.ts";

export interface PeopleWorkParts {
  stage: Stage;
  score: WorkScore;
  liveCalls: ReadonlySet<string>;
  isOver(): boolean;
}

const AGENT_EVERY_MS = 400;
const OPERATOR_EVERY_MS = 700;
const ANSWER_DEADLINE_MS = 60_000;
const PATHS = ["/calls", "/instance", "/jobs", "/audit", "/session"];

/** Opens panels of live calls (or of any, where none lives) and joins them. */
export async function workAgents({ stage, score, liveCalls, isOver }: PeopleWorkParts): Promise<void> {
  while (!isOver()) {
    const [callId = "300000000000001"] = liveCalls;
    const sinceMs = performance.now();
    try {
      const { launchKey } = stage.secrets;
      const desktop = await openDesktop({ httpBaseUrl: stage.httpBaseUrl, callId, launchKey });
      score.answer(performance.now() - sinceMs);
      desktop.close();
    } catch (caught) {
      score.problem("agent refused", messageOf(caught));
    }
    await Bun.sleep(AGENT_EVERY_MS);
  }
}

/** Signs in on the page, reads the API, and opens the live feed, each time from the beginning. */
export async function workOperators(parts: PeopleWorkParts): Promise<void> {
  const { stage, score, isOver } = parts;
  for (let turn = 0; !isOver(); turn += 1) {
    for (const work of [signIn, () => read(stage, PATHS[turn % PATHS.length] ?? "/calls"), watch]) {
      const sinceMs = performance.now();
      try {
        await work(stage);
        score.answer(performance.now() - sinceMs);
      } catch (caught) {
        const message = messageOf(caught);
        score.problem(message.endsWith("503") ? "asked to come back" : "operator refused", message);
      }
    }
    await Bun.sleep(OPERATOR_EVERY_MS);
  }
}

/** With the right token, as a browser does: the session cookie it gives opens the console's API. */
async function signIn({ httpBaseUrl, secrets }: Stage): Promise<void> {
  const answer = await fetch(`${httpBaseUrl}/operators/login`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: httpBaseUrl },
    body: `token=${secrets.operatorToken}`,
    redirect: "manual",
    signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (answer.status !== 303 || cookies.length === 0) throw new Error(`the sign-in answered ${answer.status}`);
  const session = await fetch(`${httpBaseUrl}/operators/api/session`, {
    headers: { cookie: cookies.join("; ") },
    signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
  });
  if (session.status !== 200) throw new Error(`the session just begun answered ${session.status}`);
}

async function read({ httpBaseUrl, secrets }: Stage, path: string): Promise<void> {
  const answer = await fetch(`${httpBaseUrl}/operators/api${path}`, {
    headers: { authorization: `Bearer ${secrets.operatorToken}` },
    signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
}

async function watch({ httpBaseUrl, secrets }: Stage): Promise<void> {
  const socket = io(`${httpBaseUrl}/operators`, {
    ...{ transports: ["websocket"], forceNew: true, reconnection: false, timeout: ANSWER_DEADLINE_MS },
    extraHeaders: { authorization: `Bearer ${secrets.operatorToken}` },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the live feed did not answer")), ANSWER_DEADLINE_MS);
      socket.on("calls", (_message: unknown, ack: () => void) => {
        ack();
        clearTimeout(timer);
        resolve();
      });
      socket.on("connect_error", (error) => reject(new Error(`the live feed: ${error.message}`)));
      socket.on("connect", () => socket.emit("watch.calls"));
    });
  } finally {
    socket.close();
  }
}

function messageOf(caught: unknown): string {
  return caught instanceof Error ? caught.message : String(caught);
}
