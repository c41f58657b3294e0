/** Keys that are tokens: a desktop's and a panel's own, and those of Google, Microsoft and an OAuth provider. */
import type { Clock } from "../../src/base/clock.ts";
import { createDesktopTokens } from "../../src/http/panel/desktop-token.ts";
import { createPanelTickets } from "../../src/http/panel/ticket.ts";
import { bearer, nearly, type Scheme, type Shown, withAlgorithm } from "./attempts.ts";
import { type DoorScene, OAUTH } from "./scene.ts";

/** The call whose doors are tried, and another one. */
export const CALL_ID = "300000000000001";
export const OTHER_CALL_ID = "300000000000002";

export const HOUR_MS = 3_600_000;
const EXPIRED_S = Math.floor(Date.now() / 1000) - 3_600;

/** A clock that goes before or after the real one. */
export function at(offsetMs: number): Clock {
  return { now: () => Date.now() + offsetMs } as Clock;
}

export async function desktopScheme(scene: DoorScene): Promise<Scheme> {
  const { keys, projectId } = scene;
  const office = (secret = keys.jwtSecret, offsetMs = 0, project = projectId) =>
    createDesktopTokens({ secret, project, lifetimeMs: HOUR_MS, clock: at(offsetMs) });
  const grant = { conversationName: scene.conversationOf(CALL_ID) };
  const genuine = await office().issue(grant);
  const other = await office().issue({ conversationName: scene.conversationOf(OTHER_CALL_ID) });
  return {
    right: bearer(genuine),
    attempts: {
      wrong: [
        ...[genuine.slice(0, -2), `${genuine}AA`, "ff".repeat(40), "a.b.c"].map(bearer),
        bearer(await office("another secret of thirty-two characters").issue(grant)),
        bearer(await office(keys.jwtSecret, 0, "another-project").issue(grant)),
      ],
      "another's": [
        { ...bearer(other), isOfAnotherCall: true },
        bearer(keys.operatorToken),
        bearer(keys.launchKey),
      ],
      expired: [bearer(await office(keys.jwtSecret, -3 * HOUR_MS).issue(grant))],
      "wrong algorithm": [
        bearer(withAlgorithm(genuine, "none")),
        bearer(withAlgorithm(genuine, "HS512", keys.jwtSecret)),
      ],
      "wrong place": [
        { query: { token: genuine, access_token: genuine } },
        { headers: { cookie: `token=${genuine}` } },
        { headers: { "x-api-key": genuine } },
        { body: { token: genuine } },
      ],
    },
  };
}

export async function panelTicketScheme(scene: DoorScene): Promise<Scheme> {
  const { keys } = scene;
  const ticketOf = async (callId: string, offsetMs = 0, secret = keys.jwtSecret) => {
    const office = createPanelTickets({ secret, linkLifetimeMs: HOUR_MS, clock: at(offsetMs) });
    return (await office.forLink(scene.conversationOf(callId))).ticket;
  };
  const show = (ticket: string): Shown => ({ query: { ticket } });
  const genuine = await ticketOf(CALL_ID);
  const tokens = { secret: keys.jwtSecret, project: scene.projectId, lifetimeMs: HOUR_MS, clock: at(0) };
  const desktopToken = await createDesktopTokens(tokens).issue({
    conversationName: scene.conversationOf(CALL_ID),
  });
  return {
    right: show(genuine),
    attempts: {
      wrong: [
        genuine.slice(0, -2),
        `${genuine}AA`,
        "a.b.c",
        await ticketOf(CALL_ID, 0, "another secret of thirty-two characters"),
      ].map(show),
      "another's": [await ticketOf(OTHER_CALL_ID), desktopToken, keys.launchKey].map(show),
      expired: [show(await ticketOf(CALL_ID, -2 * HOUR_MS))],
      "wrong algorithm": [
        show(withAlgorithm(genuine, "none")),
        show(withAlgorithm(genuine, "HS512", keys.jwtSecret)),
      ],
      "wrong place": [
        bearer(genuine),
        { query: { launch_key: genuine } },
        { headers: { cookie: `ticket=${genuine}` } },
      ],
    },
  };
}

export async function botScheme({ keys }: DoorScene): Promise<Scheme> {
  const claims = { iss: OAUTH.issuer, aud: OAUTH.audience };
  const genuine = await keys.oauth.token(claims);
  return {
    right: bearer(keys.botToken),
    attempts: {
      wrong: [
        ...nearly(keys.botToken).map(bearer),
        bearer(await keys.oauth.token(claims, "stranger")),
        bearer(await keys.oauth.token({ ...claims, aud: "another-bot" })),
        bearer(await keys.oauth.token({ ...claims, iss: "https://login.example/other" })),
      ],
      "another's": [keys.webhookToken, keys.launchKey, keys.apiKey].map(bearer),
      expired: [bearer(await keys.oauth.token({ ...claims, exp: EXPIRED_S }))],
      "wrong algorithm": [
        bearer(withAlgorithm(genuine, "none")),
        bearer(withAlgorithm(genuine, "HS256", keys.botToken)),
      ],
      "wrong place": [
        { query: { token: keys.botToken, access_token: keys.botToken } },
        { headers: { "x-api-key": keys.botToken } },
        { headers: { authorization: `Basic ${btoa(`bot:${keys.botToken}`)}` } },
        { body: { token: keys.botToken } },
      ],
    },
  };
}

export async function pushScheme({ keys }: DoorScene): Promise<Scheme> {
  const { pusher } = keys;
  const genuine = await pusher.token();
  return {
    right: bearer(genuine),
    attempts: {
      wrong: [bearer("ff"), bearer(await pusher.token({}, "stranger")), bearer(genuine.slice(0, -4))],
      "another's": [
        { ...bearer(await pusher.token({ email: "somebody@else.iam.gserviceaccount.com" })), refusal: 403 },
        { ...bearer(await pusher.token({ aud: "https://another.example" })), refusal: 403 },
        bearer(await keys.oauth.token({ aud: pusher.audience })),
      ],
      expired: [bearer(await pusher.token({ exp: EXPIRED_S }))],
      "wrong algorithm": [
        bearer(withAlgorithm(genuine, "none")),
        bearer(withAlgorithm(genuine, "HS256", pusher.audience)),
      ],
      "wrong place": [
        { query: { token: genuine, access_token: genuine } },
        { headers: { "x-goog-iap-jwt-assertion": genuine } },
        { body: { token: genuine } },
      ],
    },
  };
}

export async function microsoftScheme({ keys }: DoorScene): Promise<Scheme> {
  const { microsoft } = keys.provider;
  const genuine = await microsoft.issueToken();
  return {
    right: bearer(genuine),
    attempts: {
      wrong: [
        bearer("ff"),
        bearer(genuine.slice(0, -4)),
        bearer(await keys.oauth.token({ aud: microsoft.appId })),
      ],
      "another's": [
        bearer(await microsoft.issueToken({ aud: crypto.randomUUID() })),
        bearer(await microsoft.issueToken({ iss: "https://issuer.example" })),
        bearer(keys.botToken),
      ],
      expired: [bearer(await microsoft.issueToken({ exp: EXPIRED_S, nbf: EXPIRED_S - 600 }))],
      "wrong algorithm": [
        bearer(withAlgorithm(genuine, "none")),
        bearer(withAlgorithm(genuine, "HS256", microsoft.appPassword)),
      ],
      "wrong place": [
        { query: { token: genuine } },
        { headers: { "x-ms-token": genuine } },
        { body: { token: genuine } },
      ],
    },
  };
}
