/** Doors of a whole running Sidetone, with the right key: JSON bodies, HTTP/2 bytes, packets of sockets. */
import { connect } from "node:net";
import fc from "fast-check";
import { systemClock } from "../../../src/base/clock.ts";
import { createDesktopTokens } from "../../../src/http/panel/desktop-token.ts";
import { type DoorScene, startDoorScene } from "../../doors/scene.ts";
import { GREETING, mutatedHttp2 } from "../frames.ts";
import { type FuzzTarget, type OpenTarget, textOf } from "../fuzz-target.ts";
import { mutatedBytes } from "../mutate-bytes.ts";
import { mutatedJson } from "../mutate-json.ts";

const ANSWER_DEADLINE_MS = 120_000;
const ERROR_LEVEL = 50;

let shared: Promise<DoorScene> | undefined;

/** Ends what the targets of this file share. */
export async function closeSharedScene(): Promise<void> {
  await (await shared)?.close();
  shared = undefined;
}

/** One scene for all of them. After a run its log may hold refusals, but no failure. */
async function withScene(
  make: (scene: DoorScene) => Omit<OpenTarget, "close"> | Promise<Omit<OpenTarget, "close">>,
): Promise<OpenTarget> {
  shared ??= startDoorScene();
  const scene = await shared;
  const before = scene.logLines.length;
  return {
    ...(await make(scene)),
    close() {
      const lines = scene.logLines.slice(before);
      const failures = lines.filter(({ level, err }) => Number(level) >= ERROR_LEVEL && err !== undefined);
      if (failures.length > 0)
        throw new Error(`the log has ${failures.length} failures: ${JSON.stringify(failures[0])}`);
    },
  };
}

/** Statuses a body may get: taken, or refused in the protocol's own form. */
const FINE = new Set([200, 204, 400, 401, 403, 404, 409, 413, 415, 429, 503]);

async function post(
  scene: DoorScene,
  path: string,
  body: Uint8Array,
  headers: Record<string, string>,
): Promise<void> {
  const response = await fetch(`${scene.httpBaseUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
  });
  const text = await response.text();
  if (!FINE.has(response.status))
    throw new Error(`${path} answered ${response.status}: ${text.slice(0, 200)}`);
  if (response.status >= 400 && text === "")
    throw new Error(`${path} answered ${response.status} without a word`);
}

/** Each webhook with its key; a body is posted to all of them, since a stranger would not know which it is for. */
export const JSON_BODIES: FuzzTarget = {
  name: "json-bodies",
  shortRun: 30,
  open: () =>
    withScene(async (scene) => {
      const { keys } = scene;
      const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
      const tokens = createDesktopTokens({
        ...{ secret: keys.jwtSecret, project: scene.projectId, lifetimeMs: 36_000_000, clock: systemClock },
      });
      const desktop = bearer(await tokens.issue({ conversationName: scene.conversationOf("1") }));
      const push = bearer(await keys.pusher.token({ exp: Math.floor(Date.now() / 1000) + 36_000 }));
      const microsoft = bearer(
        await keys.provider.microsoft.issueToken({ exp: Math.floor(Date.now() / 1000) + 36_000 }),
      );
      const doors: [path: string, headers: Record<string, string>][] = [
        ["/cti-call-event-destination/", { "x-f9-apikey": keys.apiKey }],
        ["/mediastream-event-destination/subscriptions/7", { "x-f9-apikey": keys.apiKey }],
        ["/audiocodes/bot", bearer(keys.botToken)],
        ["/audiocodes/conversation/fuzz/activities", bearer(keys.botToken)],
        ["/audiocodes/dialogflow-cx", bearer(keys.webhookToken)],
        ["/audiocodes/dialogflow-es", bearer(keys.webhookToken)],
        ["/audiocodes/bot-framework/messages", microsoft],
        ["/audiocodes/copilot/messages", microsoft],
        ["/new-message-event", push],
        ["/human-agent-assistant-event", push],
        ["/register", bearer(keys.connectorToken)],
        ["/conversation-name", desktop],
        ["/agent-assist-ui-modules/feedback", desktop],
        ["/agent-assist-ui-modules/summary", desktop],
        ["/operators/api/calls/five9-1/actions", bearer(keys.operatorToken)],
      ];
      return {
        inputs: mutatedJson,
        async check(input) {
          await Promise.all(doors.map(([path, headers]) => post(scene, path, input, headers)));
        },
      };
    }),
};

/** Bytes at the audio port; afterwards it still answers who speaks HTTP/2. */
export const HTTP2_BYTES: FuzzTarget = {
  name: "http2-bytes",
  shortRun: 200,
  open: () =>
    withScene((scene) => ({
      inputs: mutatedHttp2,
      async check(input) {
        await throwAt(scene.service.carrierPorts.grpcPort ?? 0, input);
        await greet(scene.service.carrierPorts.grpcPort ?? 0);
      },
    })),
};

function throwAt(port: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => socket.end(bytes));
    socket.on("data", () => {});
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    // A connection that is left open by a half request is the server's to time out; here it is enough that it was read.
    setTimeout(() => socket.destroy(), 15).unref();
  });
}

/** The server's SETTINGS come back. */
function greet(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => end(new Error("the audio port does not answer any more")),
      ANSWER_DEADLINE_MS,
    );
    const socket = connect({ host: "127.0.0.1", port }, () => socket.write(GREETING));
    const end = (problem?: Error) => {
      clearTimeout(late);
      socket.destroy();
      if (problem === undefined) resolve();
      else reject(problem);
    };
    socket.on("data", () => end());
    socket.on("error", (error) => end(error));
  });
}

/** Packets of admitted desktops and of strangers. The server ignores a bad packet, or closes its connection. */
export const SOCKET_PACKETS: FuzzTarget = {
  name: "socket-packets",
  shortRun: 200,
  open: () =>
    withScene(async (scene) => {
      const tokens = createDesktopTokens({
        ...{
          secret: scene.keys.jwtSecret,
          project: scene.projectId,
          lifetimeMs: 36_000_000,
          clock: systemClock,
        },
      });
      const token = await tokens.issue({ conversationName: scene.conversationOf("1") });
      const url = `${scene.httpBaseUrl.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
      return {
        inputs: (seeds) =>
          mutatedBytes(seeds).map((bytes) =>
            Buffer.from(textOf(bytes).replaceAll("NAME", scene.conversationOf("1"))),
          ),
        check: (input) => say(url, [`40${JSON.stringify({ token })}`, ...textOf(input).split("\n")]),
      };
    }),
};

/** The streaming mode of VoiceAI Connect, with the bot's token. */
export const VAIC_FRAMES: FuzzTarget = {
  name: "vaic-frames",
  shortRun: 200,
  open: () =>
    withScene((scene) => {
      const url = `${scene.httpBaseUrl.replace("http", "ws")}/audiocodes/stream`;
      const headers = { authorization: `Bearer ${scene.keys.botToken}` };
      return {
        inputs: (seeds) =>
          fc
            .array(mutatedJson(seeds), { minLength: 1, maxLength: 4 })
            .map((frames) =>
              Buffer.concat(frames.flatMap((frame) => [Buffer.from(frame), Buffer.from("\n")])),
            ),
        check: (input) => say(url, textOf(input).split("\n"), headers),
      };
    }),
};

/** Opens a WebSocket, says all of it, and waits until the other side has closed, or has had the chance to answer. */
function say(url: string, frames: readonly string[], headers: Record<string, string> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    // Bun's WebSocket takes headers; the type of the web's own does not know them.
    const socket = new WebSocket(url, { headers } as unknown as string[]);
    const late = setTimeout(() => reject(new Error("the socket was not closed")), ANSWER_DEADLINE_MS);
    socket.onopen = () => {
      for (const frame of frames) socket.send(frame);
      socket.close();
    };
    socket.onerror = () => {};
    socket.onclose = () => {
      clearTimeout(late);
      resolve();
    };
  });
}
