/** Each kind of key Sidetone knows, shown rightly and in every wrong way. */
import type { Clock } from "../../src/base/clock.ts";
import { createDesktopTokens } from "../../src/http/panel/desktop-token.ts";
import { createPanelTickets } from "../../src/http/panel/ticket.ts";
import { createOperatorDoor } from "../../src/operators/door.ts";
import { bearer, nearly, type Scheme, type Shown, withAlgorithm } from "./attempts.ts";
import { type DoorScene, OAUTH, PROXY_EMAIL, PROXY_HEADER } from "./scene.ts";

export type SchemeName = keyof Awaited<ReturnType<typeof makeSchemes>>;

/** The call whose doors are tried, and another one. */
export const CALL_ID = "300000000000001";
export const OTHER_CALL_ID = "300000000000002";

const HOUR_MS = 3_600_000;
const FIXED = "a fixed secret has no end: it is changed by a restart with another";
const NO_ALGORITHM = "a fixed secret is compared as it is";
const EXPIRED_S = Math.floor(Date.now() / 1000) - 3_600;

export async function makeSchemes(scene: DoorScene) {
  const { keys } = scene;
  const apiKey = fixed(
    (key) => ({ headers: { "x-f9-apikey": key } }),
    keys.apiKey,
    [keys.trustToken, keys.operatorToken],
    [
      bearer(keys.apiKey),
      { query: { "x-f9-apikey": keys.apiKey, apikey: keys.apiKey } },
      { body: { apiKey: keys.apiKey } },
    ],
  );
  const desktop = await desktopScheme(scene);
  return {
    apiKey,
    apiKeyIfAny: elsewhereIsNowhere(apiKey, 200),
    launchKey: fixed(
      (key) => ({ query: { launch_key: key } }),
      keys.launchKey,
      [keys.apiKey, keys.operatorToken],
      [
        bearer(keys.launchKey),
        { headers: { launch_key: keys.launchKey } },
        { headers: { cookie: `launch_key=${keys.launchKey}` } },
      ],
    ),
    bearerLaunchKey: fixed(
      bearer,
      keys.launchKey,
      [keys.apiKey, keys.operatorToken],
      [{ query: { launch_key: keys.launchKey } }, { headers: { "x-api-key": keys.launchKey } }],
    ),
    panelTicket: await panelTicketScheme(scene),
    connectorToken: fixed(
      bearer,
      keys.connectorToken,
      [keys.trustToken, keys.launchKey],
      [
        { query: { token: keys.connectorToken } },
        { headers: { "x-api-key": keys.connectorToken } },
        { body: { token: keys.connectorToken } },
      ],
    ),
    webhookToken: fixed(
      bearer,
      keys.webhookToken,
      [keys.botToken, keys.trustToken],
      [
        { query: { token: keys.webhookToken } },
        { headers: { "x-api-key": keys.webhookToken } },
        { headers: { authorization: `Basic ${btoa(`${keys.webhookToken}:`)}` } },
      ],
    ),
    operator: await operatorScheme(scene, { isChange: false, mayWatcher: true }),
    operatorSession: await operatorScheme(scene, { isChange: true, mayWatcher: true }),
    operatorWhoActs: await operatorScheme(scene, { isChange: true, mayWatcher: false }),
    bearerOperator: await bearerOperatorScheme(scene),
    desktop,
    desktopRenewal: withoutOtherCalls(desktop),
    bot: await botScheme(scene),
    push: await pushScheme(scene),
    microsoft: await microsoftScheme(scene),
  } as const;
}

function fixed(show: (key: string) => Shown, key: string, others: string[], elsewhere: Shown[]): Scheme {
  return {
    right: show(key),
    attempts: {
      wrong: nearly(key).map(show),
      "another's": others.map(show),
      expired: FIXED,
      "wrong algorithm": NO_ALGORITHM,
      "wrong place": elsewhere,
    },
  };
}

/** A key shown where nobody looks is no key: answered as without one. */
function elsewhereIsNowhere(scheme: Scheme, answer: number): Scheme {
  const places = scheme.attempts["wrong place"];
  if (typeof places === "string") return scheme;
  const attempts = {
    ...scheme.attempts,
    "wrong place": places.map((shown) => ({ ...shown, refusal: answer })),
  };
  return { ...scheme, attempts };
}

/** For a path that gives each token only what it has. */
function withoutOtherCalls(scheme: Scheme): Scheme {
  const others = scheme.attempts["another's"];
  if (typeof others === "string") return scheme;
  const kept = others.filter(({ isOfAnotherCall }) => isOfAnotherCall !== true);
  return { ...scheme, attempts: { ...scheme.attempts, "another's": kept } };
}

function at(offsetMs: number): Clock {
  return { now: () => Date.now() + offsetMs } as Clock;
}

interface OperatorPath {
  /** Not GET: what a browser adds by itself is not enough. */
  isChange: boolean;
  /** Whether the operator who may only look is let in. */
  mayWatcher: boolean;
}

async function operatorScheme(scene: DoorScene, path: OperatorPath): Promise<Scheme> {
  const { keys } = scene;
  const session = (offsetMs: number, jwtSecret = keys.jwtSecret): string => {
    const settings = {
      ...{ JWT_SECRET: jwtSecret, OPERATOR_TOKEN: keys.operatorToken, OPERATOR_TOKENS: [] },
      ...{ OPERATOR_SESSION_MS: HOUR_MS, OPERATOR_PROXY_ROLES: new Map<string, never[]>() },
      ...{ OPERATOR_PROXY_HEADER: undefined, OPERATOR_PROXY_KEYS_URL: undefined },
      ...{ OPERATOR_PROXY_ISSUER: undefined, OPERATOR_PROXY_AUDIENCE: undefined },
    };
    return createOperatorDoor({ settings, clock: at(offsetMs) }).signIn(keys.operatorToken)?.text ?? "";
  };
  const cookie = (text: string): Shown => ({ headers: { cookie: `sidetone_operator=${text}` } });
  const vouched = (token: string): Shown => ({ headers: { [PROXY_HEADER]: token } });
  const email = { email: PROXY_EMAIL };
  const genuine = await keys.proxy.sign(email);
  // A browser adds these to forms and scripts of any page: a change needs the page's own token too.
  const fromAnyPage = [cookie(session(0)), vouched(genuine)].map((shown) => ({ ...shown, refusal: 403 }));
  return {
    right: bearer(keys.operatorToken),
    attempts: {
      wrong: [
        ...nearly(keys.operatorToken).map(bearer),
        cookie(session(0, "another secret of thirty-two characters")),
        vouched(await keys.proxy.sign(email, { isForeignKey: true })),
        vouched(await keys.proxy.sign(email, { audience: "/projects/1/global/backendServices/3" })),
      ],
      "another's": [
        ...[keys.apiKey, keys.launchKey, keys.trustToken, keys.botToken].map(bearer),
        ...(path.mayWatcher ? [] : [{ ...bearer(keys.watcherToken), refusal: 403 }]),
        ...(path.isChange ? fromAnyPage : []),
      ],
      expired: [cookie(session(-2 * HOUR_MS)), vouched(await keys.proxy.sign(email, { expiresInS: -600 }))],
      "wrong algorithm": [
        vouched(withAlgorithm(genuine, "none")),
        vouched(withAlgorithm(genuine, "HS256", keys.jwtSecret)),
        cookie(withAlgorithm(genuine, "none")),
      ],
      "wrong place": [
        { query: { token: keys.operatorToken, access_token: keys.operatorToken } },
        { headers: { "x-api-key": keys.operatorToken, "x-operator-token": keys.operatorToken } },
        { headers: { authorization: `Basic ${btoa(`operator:${keys.operatorToken}`)}` } },
        cookie(keys.operatorToken),
        bearer(session(0)),
      ],
    },
  };
}

/** Of a path for programs: sessions and an identity proxy count for nothing there. */
async function bearerOperatorScheme(scene: DoorScene): Promise<Scheme> {
  const scheme = await operatorScheme(scene, { isChange: false, mayWatcher: true });
  const genuine = await scene.keys.proxy.sign({ email: PROXY_EMAIL });
  const places = scheme.attempts["wrong place"];
  return {
    ...scheme,
    attempts: {
      ...scheme.attempts,
      "wrong place": [...(Array.isArray(places) ? places : []), { headers: { [PROXY_HEADER]: genuine } }],
    },
  };
}

async function desktopScheme(scene: DoorScene): Promise<Scheme> {
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

async function panelTicketScheme(scene: DoorScene): Promise<Scheme> {
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

async function botScheme({ keys }: DoorScene): Promise<Scheme> {
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

async function pushScheme({ keys }: DoorScene): Promise<Scheme> {
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

async function microsoftScheme({ keys }: DoorScene): Promise<Scheme> {
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
