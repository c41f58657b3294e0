/** Wrong keys: guessed sign-ins, bearer tokens, API keys, launch keys, and requests of the Bot API and of Pub/Sub without any. */
import { json, type Knock, knock } from "../http.ts";
import { flood, type HostileKind, type HostileScene } from "../scene.ts";

/** Answers to guessers are held back, so many at once of each door; who wants more opens more connections. */
const GUESSERS_AT_ONCE = 200;
const NAME = "projects/p/locations/global/conversations/five9-1";

function guess(scene: HostileScene): string {
  const length = scene.chance.pick([1, 16, 48, 64, 600]) ?? 48;
  return Array.from({ length }, () => scene.chance.between(0, 15).toString(16)).join("");
}

const address = (scene: HostileScene) =>
  Array.from({ length: 4 }, () => scene.chance.between(1, 254)).join(".");

/** Each with a key of its own invention. */
const GUESSED: readonly ((key: string) => Knock)[] = [
  (key) => ({ path: "/metrics", headers: { authorization: `Bearer ${key}` } }),
  (key) => ({ path: "/operators/api/calls", headers: { authorization: `Bearer ${key}` } }),
  (key) => ({ path: "/operators/api/calls", headers: { cookie: `sidetone_operator=${key}.${key}` } }),
  (key) => ({ method: "POST", path: "/operators/api/drain", headers: { authorization: `Bearer ${key}` } }),
  (key) => ({ path: "/conversation-name?conversationIntegrationKey=a", headers: { authorization: key } }),
  (key) => ({ method: "POST", path: "/refresh", headers: { authorization: `Bearer a.${key}.b` } }),
  (key) => ({ method: "POST", path: "/register", headers: { authorization: `Bearer ${key}` } }),
  (key) => ({ path: `/v2/${NAME}`, headers: { authorization: `Bearer ${key}` } }),
  (key) => ({ path: `/agent-assist-ui-modules/?call_id=1&launch_key=${key}` }),
  (key) => ({
    method: "POST",
    path: "/cti-call-event-destination/",
    headers: { "x-f9-apikey": key, ...json },
    body: "{}",
  }),
  (key) => ({
    method: "POST",
    path: "/mediastream-event-destination/",
    headers: { "x-api-key": key, ...json },
    body: "{}",
  }),
];

const BOT_ABUSE: readonly ((id: string) => Knock)[] = [
  () => ({ path: "/audiocodes/bot" }),
  (id) => ({
    method: "POST",
    path: "/audiocodes/bot",
    headers: json,
    body: JSON.stringify({ conversation: id, bot: "b" }),
  }),
  (id) => ({
    method: "POST",
    path: `/audiocodes/conversation/${id}/activities`,
    headers: json,
    body: '{"activities":[]}',
  }),
  (id) => ({ method: "POST", path: `/audiocodes/conversation/${id}/disconnect`, headers: json, body: "{}" }),
  (id) => ({ path: `/audiocodes/conversation/${id}/websocket`, headers: { authorization: "Bearer" } }),
  () => ({ method: "POST", path: "/audiocodes/dialogflow-cx", headers: json, body: "{}" }),
  (id) => ({
    method: "POST",
    path: "/audiocodes/bot-framework/messages",
    headers: json,
    body: JSON.stringify({ type: "message", conversation: { id }, serviceUrl: "http://127.0.0.1:1/" }),
  }),
];

const PUSH_PATHS = ["human-agent-assistant-event", "new-message-event", "conversation-lifecycle-event"];

export const KEY_KINDS: readonly HostileKind[] = [
  {
    name: "guessed sign-ins, invented X-Forwarded-For",
    share: 10_000,
    run: (scene) =>
      flood(scene, GUESSERS_AT_ONCE, async () => {
        const headers = {
          "content-type": "application/x-www-form-urlencoded",
          "x-forwarded-for": `${address(scene)}, ${address(scene)}`,
          origin: `http://127.0.0.1:${scene.target.httpPort}`,
        };
        await knock(scene, {
          method: "POST",
          path: "/operators/login",
          headers,
          body: `token=${guess(scene)}`,
        });
      }),
  },
  {
    name: "wrong keys at every door",
    share: 20_000,
    run: (scene) =>
      flood(scene, GUESSERS_AT_ONCE, async (index) => {
        const make = GUESSED[index % GUESSED.length] as (typeof GUESSED)[number];
        await knock(scene, make(guess(scene)));
      }),
  },
  {
    name: "Bot API and frameworks without a token",
    share: 10_000,
    run: (scene) =>
      flood(scene, GUESSERS_AT_ONCE, async (index) => {
        const make = BOT_ABUSE[index % BOT_ABUSE.length] as (typeof BOT_ABUSE)[number];
        await knock(scene, make(`c-${index}`));
      }),
  },
  {
    name: "push without Google's token",
    share: 10_000,
    run: (scene) =>
      flood(scene, GUESSERS_AT_ONCE, async (index) => {
        const data = btoa(JSON.stringify({ conversation: NAME, newMessagePayload: { content: "x" } }));
        const body = JSON.stringify({ message: { messageId: String(index), data }, subscription: "s" });
        const forged = `Bearer ${btoa('{"alg":"none"}')}.${btoa('{"aud":"a"}')}.`;
        const headers: Record<string, string> = index % 2 === 0 ? json : { ...json, authorization: forged };
        await knock(scene, {
          method: "POST",
          path: `/${PUSH_PATHS[index % PUSH_PATHS.length]}`,
          headers,
          body,
        });
      }),
  },
];
