/** Reads what Google's cloud says about this installation, through Google's own clients; nothing is changed. */
import type { PubSub } from "@google-cloud/pubsub";
import { status } from "@grpc/grpc-js";
import type { CredentialHeaders } from "../../src/http/ui-connector/proxy/credentials.ts";
import { DialogflowClients } from "../../src/transports/dialogflow/clients.ts";
import { endpointFor } from "../../src/transports/dialogflow/endpoint.ts";
import { grpcFailureOf } from "../../src/transports/dialogflow/errors.ts";
import { type ProfileFacts, profileFactsOf } from "../../src/transports/dialogflow/profile-check.ts";
import type { ProfileName } from "../../src/transports/dialogflow/resource-names.ts";

/** What was read, or the name of the gRPC status with which it was refused. */
export type Reading<Value> = { ok: true; value: Value } | { ok: false; status: string; message: string };

export interface SubscriptionFacts {
  /** Full name; "_deleted-topic_" once its topic is gone. */
  topic: string;
  /** "" for a pull subscription. */
  pushEndpoint: string;
}

const DEADLINE_MS = 15_000;

async function reading<Value>(read: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { ok: true, value: await read() };
  } catch (caught) {
    const { code, message } = grpcFailureOf(caught);
    return { ok: false, status: status[code] ?? String(code), message };
  }
}

export async function readProfile(
  profile: ProfileName,
  simulator: string | undefined,
): Promise<Reading<ProfileFacts>> {
  const override = simulator === undefined ? undefined : { apiEndpoint: simulator, insecure: true };
  const endpoint = endpointFor(profile, override);
  const clients = new DialogflowClients({ endpoint, projectId: profile.projectId });
  try {
    return await reading(async () => {
      const request = { name: profile.name };
      const [found] = await clients.profiles.getConversationProfile(request, { timeout: DEADLINE_MS });
      return profileFactsOf(found);
    });
  } finally {
    await clients.close();
  }
}

/** `name` is full: projects/P/topics/T. */
export function readTopic(client: PubSub, name: string): Promise<Reading<true>> {
  return reading(async () => {
    await client.topic(name).getMetadata({ timeout: DEADLINE_MS });
    return true as const;
  });
}

/** An id or a full name. */
export function readSubscription(client: PubSub, name: string): Promise<Reading<SubscriptionFacts>> {
  return reading(async () => {
    const [found] = await client.subscription(name).getMetadata({ timeout: DEADLINE_MS });
    return { topic: found.topic ?? "", pushEndpoint: found.pushConfig?.pushEndpoint ?? "" };
  });
}

/** A subscription that does not exist grants nothing; this is not refused. */
export function readGrants(client: PubSub, name: string, permission: string): Promise<Reading<boolean>> {
  return reading(async () => {
    const [granted] = await client.subscription(name).iam.testPermissions([permission]);
    return (granted as Record<string, boolean>)[permission] === true;
  });
}

/** A resource of a REST service of Google's as JSON. */
export async function readRest(
  request: { url: string; body?: object },
  credentials: CredentialHeaders,
): Promise<Reading<Record<string, unknown>>> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    const headers = await credentials(signal);
    headers.set("content-type", "application/json");
    const init = request.body === undefined ? {} : { method: "POST", body: JSON.stringify(request.body) };
    const response = await fetch(request.url, { ...init, headers, signal });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return { ok: true, value: answer };
    const error = (answer.error ?? {}) as { status?: string; message?: string };
    return { ok: false, status: error.status ?? String(response.status), message: error.message ?? "" };
  } catch (caught) {
    return { ok: false, status: "UNAVAILABLE", message: caught instanceof Error ? caught.message : "" };
  }
}
