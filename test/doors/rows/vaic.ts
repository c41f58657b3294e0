/** VoiceAI Connect's doors, in each framework. */
import type { HttpRow, LockedRow } from "../http-rows.ts";

const ID = "c0ffee00-0000-4000-8000-000000000001";
const HANDSHAKE = {
  ...{ connection: "Upgrade", upgrade: "websocket" },
  ...{ "sec-websocket-version": "13", "sec-websocket-key": "c2lkZXRvbmUgc2lkZXRvbg==" },
};
const bot = (row: Omit<LockedRow, "scheme">): HttpRow => ({ scheme: "bot", ...row });

const conversation = (base: string): HttpRow[] => [
  ...["activities", "refresh", "disconnect"].map((end) =>
    bot({
      route: `POST ${base}/:id/${end}`,
      path: `${base}/${ID}/${end}`,
      body: { activities: [] },
      right: 404,
    }),
  ),
  bot({
    route: `GET ${base}/:id/websocket`,
    path: `${base}/${ID}/websocket`,
    headers: HANDSHAKE,
    right: 404,
  }),
];

const MICROSOFT_PATHS = ["bot-framework", "copilot", "copilot-legacy"].map(
  (name) => `/audiocodes/${name}/messages`,
);

export const VAIC_ROWS: readonly HttpRow[] = [
  ...["/audiocodes/bot", "/audiocodes/bot/", "/audiocodes/stream"].flatMap((path) => [
    bot({ route: `GET ${path}`, right: 200 }),
    // A body that names no conversation: it gets past the door, and no further.
    bot({ route: `POST ${path}`, body: {}, right: 400 }),
  ]),
  ...conversation("/audiocodes/conversation"),
  ...conversation("/audiocodes/bot/conversation"),
  ...["cx", "es"].map(
    (edition): HttpRow => ({
      route: `POST /audiocodes/dialogflow-${edition}`,
      scheme: "webhookToken",
      body: {},
      right: 400,
    }),
  ),
  ...MICROSOFT_PATHS.map(
    (path): HttpRow => ({
      route: `POST ${path}`,
      scheme: "microsoft",
      body: {
        type: "message",
        text: "hello",
        conversation: { id: ID },
        serviceUrl: "SERVICE",
        channelId: "directline",
      },
      right: 404,
    }),
  ),
];
