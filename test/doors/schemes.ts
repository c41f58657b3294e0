/** Each kind of key Sidetone knows, shown rightly and in every wrong way. */
import { createOperatorDoor } from "../../src/operators/door.ts";
import { bearer, nearly, type Scheme, type Shown, withAlgorithm } from "./attempts.ts";
import { type DoorScene, PROXY_EMAIL, PROXY_HEADER } from "./scene.ts";
import {
  at,
  botScheme,
  desktopScheme,
  HOUR_MS,
  microsoftScheme,
  panelTicketScheme,
  pushScheme,
} from "./token-schemes.ts";

export type SchemeName = keyof Awaited<ReturnType<typeof makeSchemes>>;

const FIXED = "a fixed secret has no end: it is changed by a restart with another";
const NO_ALGORITHM = "a fixed secret is compared as it is";

export async function makeSchemes(scene: DoorScene) {
  const { keys } = scene;
  const apiKey = fixed(
    (key) => ({ headers: { "x-f9-apikey": key } }),
    keys.apiKey,
    [keys.trustToken, keys.operatorToken],
    [
      { headers: { "x-apikey": keys.apiKey } },
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
    operatorWhoSupervises: await operatorScheme(scene, { isChange: false, mayWatcher: false }),
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

/** A key in a place that is not read: answered as without one. */
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
