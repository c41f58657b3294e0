/** The keys the Bot Framework signs its requests with, as its OpenID metadata publishes them. */
import type { JWK } from "jose";
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import { asObject } from "../../../base/json.ts";

/** `endorsements` are the channels whose activities this key may vouch for (Bot Connector authentication). */
export type SigningKey = JWK & { endorsements?: unknown };

export interface SigningKeys {
  /** Rejects with UNAUTHENTICATED for an unknown key, UPSTREAM_UNAVAILABLE (retryable) when the keys cannot be fetched. */
  get(keyId: string): Promise<SigningKey>;
}

const KEYS_DEADLINE_MS = 5_000;
/** The list changes rarely; a day is what Microsoft recommends. */
const KEYS_MAX_AGE_MS = 86_400_000;
/** Shortest time between fetches of the list for an unknown key id, which strangers can send at any rate. */
const KEYS_COOLDOWN_MS = 60_000;

export function createSigningKeys(options: { metadataUrl: string; clock: Clock }): SigningKeys {
  const { metadataUrl, clock } = options;
  let keys = new Map<string, SigningKey>();
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    triedAtMs = clock.now();
    const metadata = asObject(await fetchJson(metadataUrl));
    if (typeof metadata?.jwks_uri !== "string") throw new Error("the OpenID metadata has no jwks_uri");
    const list = asObject(await fetchJson(metadata.jwks_uri))?.keys;
    if (!Array.isArray(list)) throw new Error("the key set has no keys");
    const usable = list.filter((key): key is SigningKey => typeof asObject(key)?.kid === "string");
    keys = new Map(usable.map((key) => [String(key.kid), key]));
    fetchedAtMs = clock.now();
  }

  function refresh(): Promise<void> {
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  return {
    async get(keyId) {
      const ageMs = clock.now() - fetchedAtMs;
      const mayAsk = clock.now() - triedAtMs >= KEYS_COOLDOWN_MS || fetching !== undefined;
      if (ageMs > KEYS_MAX_AGE_MS || (!keys.has(keyId) && (mayAsk || keys.size === 0))) {
        try {
          await refresh();
        } catch (caught) {
          if (!keys.has(keyId)) {
            throw new SidetoneError("UPSTREAM_UNAVAILABLE", "The Bot Framework's keys cannot be fetched", {
              retryable: true,
              cause: caught,
            });
          }
        }
      }
      const key = keys.get(keyId);
      if (key === undefined) {
        throw new SidetoneError(
          "UNAUTHENTICATED",
          "The token is signed with a key that the Bot Framework does not have",
        );
      }
      return key;
    },
  };
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(KEYS_DEADLINE_MS) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return await response.json();
}
