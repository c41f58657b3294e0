/** The client package: what it makes of losses, restarts and refusals. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { AgentAssistClient, AgentAssistError } from "../../clients/agent-applications/src/client.ts";
import * as clientNames from "../../clients/agent-applications/src/names.ts";
import { NOTICES, REFUSED, REQUESTS, SOCKET_PATH } from "../../src/transports/agent-applications/names.ts";
import { eventually } from "../support/eventually.ts";
import { openTcpLine, type TcpLine } from "../support/tcp-line.ts";
import { AGENT, type Scene, SHARED_TOKEN, signedToken, startScene } from "./scene.ts";

const QUICK = { reconnectionDelay: 5, reconnectionDelayMax: 10, transports: ["websocket"] };

let scene: Scene;
let line: TcpLine;
const clients: AgentAssistClient[] = [];
beforeEach(async () => {
  scene = startScene();
  line = await openTcpLine(scene.url);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await line.close();
  await scene.close();
});

function clientOf(options: Partial<ConstructorParameters<typeof AgentAssistClient>[0]> = {}) {
  const client = new AgentAssistClient({
    ...{ url: line.url, token: SHARED_TOKEN, agent: AGENT, socket: QUICK },
    ...options,
  });
  clients.push(client);
  const heard = {
    sequences: [] as number[],
    log: [] as unknown[],
    statuses: [] as string[],
    codes: [] as string[],
  };
  client.on("metadata", ({ sequence }) => heard.sequences.push(sequence));
  client.on("callEvent", ({ sequence }) => heard.log.push(sequence));
  client.on("session", ({ status, reason }) => heard.statuses.push(reason ?? status));
  client.on("error", ({ code }) => heard.codes.push(code));
  return { client, heard };
}

/** As a network does. */
function cut(client: AgentAssistClient): Promise<void> {
  const lost = new Promise<void>((resolve) => {
    const off = client.on("connected", (isConnected) => {
      if (isConnected) return;
      off();
      resolve();
    });
  });
  line.cut();
  return lost;
}

test("the package's names are the server's", () => {
  expect(clientNames as object).toEqual({ NOTICES, REFUSED, REQUESTS, SOCKET_PATH });
});

describe("a lost connection", () => {
  test("comes back with its sessions, and each metadata comes once and in order", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const { client, heard } = clientOf();
    await client.start();
    const session = await client.getAgentAssist();
    for (let round = 1; round <= 5; round += 1) {
      await scene.suggest("c1", `before ${round}`);
      const lost = cut(client);
      await scene.suggest("c1", `meanwhile ${round}`);
      await lost;
      await eventually(() => heard.sequences.length === 2 * round);
    }
    expect(heard.sequences).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(client.sessions).toMatchObject([{ sessionId: session.sessionId }]);
    expect(heard.statuses).toEqual(["started"]);
  });

  test("does not lose a request that was under way, and the call's log goes on, too", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const { client, heard } = clientOf();
    await client.start();
    const { sessionId } = await client.getAgentAssist();
    await client.joinCall(sessionId);
    await scene.suggest("c1", "one");
    await eventually(() => heard.log.length === 1);
    const lost = cut(client);
    const asked = client.getAgentAssist();
    await lost;
    await scene.suggest("c1", "two");
    expect(await asked).toMatchObject({ sessionId });
    await eventually(() => heard.log.length === 2);
    expect(heard.log).toEqual([1, 2]);
  });

  test("a session that the server has lost is asked for again, and nothing is shown twice", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const { client, heard } = clientOf();
    await client.start();
    const former = await client.getAgentAssist();
    await scene.suggest("c1", "one");
    await eventually(() => heard.sequences.length === 1);
    const lost = cut(client);
    await lost;
    scene.agents.sessionOf({ agentId: AGENT.agentId, proof: "trusted", parties: [] }, former.sessionId).hear({
      type: "session.stop",
    });
    await eventually(
      () => client.sessions[0] !== undefined && client.sessions[0].sessionId !== former.sessionId,
    );
    await scene.suggest("c1", "two");
    await eventually(() => heard.sequences.length === 2);
    expect(heard.sequences).toEqual([1, 2]);
    expect(heard.statuses).toEqual(["started", "away", "started"]);
  });
});

test("a connection that is lost before its first answer does not keep the start waiting for ever", async () => {
  const { client } = clientOf();
  let cuts = 3;
  const answered = scene.agents.enter.bind(scene.agents);
  scene.agents.enter = (...given) => {
    if (cuts > 0) line.cut();
    cuts -= 1;
    return answered(...given);
  };
  await client.start();
  expect(cuts).toBe(-1);
});

describe("refusals", () => {
  test("a wrong token rejects the start, and is told of", async () => {
    const { client, heard } = clientOf({ token: "wrong" });
    await expect(client.start()).rejects.toThrow(AgentAssistError);
    expect(heard.codes).toEqual(["refused"]);
  });

  test("a refused init rejects the start with the server's code", async () => {
    const { client } = clientOf({ agent: { agentId: "nobody's number" } });
    const refused = await client.start().catch((error: AgentAssistError) => error);
    expect(refused).toMatchObject({ code: "bad-request" });
  });

  test("a refused request rejects with the server's code", async () => {
    const { client } = clientOf();
    await client.start();
    const refused = await client.getAgentAssist({ wait: false }).catch((error: AgentAssistError) => error);
    expect(refused).toMatchObject({ code: "no-active-call" });
  });

  test("a request of a closed client does not hang", async () => {
    const { client } = clientOf();
    await client.start();
    client.close();
    const refused = await client.getAgentAssist().catch((error: AgentAssistError) => error);
    expect(refused).toMatchObject({ code: "disconnected" });
  });
});

test("the token is asked for at each connection, and a signed one needs no agent", async () => {
  let asked = 0;
  const token = async () => {
    asked += 1;
    return await signedToken();
  };
  const { client } = clientOf({ token, agent: {} });
  await client.start();
  const back = new Promise<void>((resolve) => {
    client.on("connected", (isConnected) => isConnected && resolve());
  });
  await cut(client);
  await back;
  expect(asked).toBe(2);
});
