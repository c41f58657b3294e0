/** A stand-in for Google's side of Pub/Sub push: signs tokens, publishes the keys, and posts messages as Pub/Sub does. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export interface PushTokenClaims {
  iss: string;
  aud: string;
  email: string;
  email_verified: boolean;
  /** Seconds since the Unix epoch. */
  exp: number;
}

export interface PushedEvent {
  messageId: string;
  data: Uint8Array | string;
  attributes?: Record<string, string>;
  /** RFC 3339. */
  publishTime?: string;
}

export type PushForm = "wrapped" | "unwrapped" | "unwrapped-without-metadata";

export interface Pusher {
  /** Where the public keys are; for PUSH_KEYS_URL. */
  keysUrl: string;
  audience: string;
  serviceAccount: string;
  /** How often the keys were asked for. */
  keyRequests(): number;
  /** Answers requests for the keys with 500 until called with false. */
  setKeysAway(isAway: boolean): void;
  /** A signed token; by default one the receiver takes. */
  token(claims?: Partial<PushTokenClaims>, signer?: "google" | "stranger"): Promise<string>;
  /** Posts one message to `url`, in one of the forms a subscription can be set to. */
  push(url: string, event: PushedEvent, options?: { form?: PushForm; token?: string }): Promise<Response>;
  close(): Promise<void>;
}

const SUBSCRIPTION = "projects/demo-project/subscriptions/aa-push-sub";
const KEY_ID = "simulated-1";
const PUSH_DEADLINE_MS = 120_000;

export async function startPusher(): Promise<Pusher> {
  const audience = "https://sidetone.example";
  const serviceAccount = "cloud-run-pubsub-invoker@demo-project.iam.gserviceaccount.com";
  const google = await generateKeyPair("RS256", { extractable: true });
  const stranger = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(google.publicKey)), kid: KEY_ID, alg: "RS256", use: "sig" };
  let keyRequests = 0;
  let isAway = false;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => {
      keyRequests += 1;
      return isAway ? new Response("away", { status: 500 }) : Response.json({ keys: [jwk] });
    },
  });

  async function token(claims: Partial<PushTokenClaims> = {}, signer: "google" | "stranger" = "google") {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const {
      exp = nowSeconds + 3_600,
      iss = "https://accounts.google.com",
      aud = audience,
      ...others
    } = claims;
    const pair = signer === "google" ? google : stranger;
    return await new SignJWT({ email: serviceAccount, email_verified: true, ...others })
      .setProtectedHeader({ alg: "RS256", kid: KEY_ID, typ: "JWT" })
      .setIssuer(iss)
      .setAudience(aud)
      .setSubject("113774264463038321964")
      .setIssuedAt(nowSeconds - 60)
      .setExpirationTime(exp)
      .sign(pair.privateKey);
  }

  // Pub/Sub uses one token for many pushes.
  const usual = await token();
  return {
    keysUrl: `http://127.0.0.1:${server.port}/certs`,
    audience,
    serviceAccount,
    keyRequests: () => keyRequests,
    setKeysAway: (away) => {
      isAway = away;
    },
    token,
    push: (url, event, { form = "wrapped", token: given = usual } = {}) =>
      fetch(url, {
        method: "POST",
        ...requestOf(event, form, given),
        signal: AbortSignal.timeout(PUSH_DEADLINE_MS),
      }),
    close: () => server.stop(true),
  };
}

function requestOf(event: PushedEvent, form: PushForm, token: string) {
  const { messageId, attributes = {}, publishTime = new Date().toISOString() } = event;
  const data = typeof event.data === "string" ? new TextEncoder().encode(event.data) : event.data;
  const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
  if (form === "wrapped") {
    const names = { messageId, message_id: messageId, publishTime, publish_time: publishTime };
    const message = { data: Buffer.from(data).toString("base64"), attributes, ...names };
    headers["content-type"] = "application/json";
    return { headers, body: JSON.stringify({ message, subscription: SUBSCRIPTION }) };
  }
  if (form === "unwrapped") {
    Object.assign(headers, attributes, {
      "x-goog-pubsub-message-id": messageId,
      "x-goog-pubsub-publish-time": publishTime,
      "x-goog-pubsub-subscription-name": SUBSCRIPTION,
    });
  }
  return { headers, body: Buffer.from(data) };
}
