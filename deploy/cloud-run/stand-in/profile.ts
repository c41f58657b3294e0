/**
 * Plays ConversationProfiles.GetConversationProfile and UpdateConversationProfile of Dialogflow's REST service: a
 * PATCH changes the fields that `updateMask` names, in snake_case with dots, and no others.
 * Source: Dialogflow REST reference, v2 projects.locations.conversationProfiles.patch.
 */
import type { CloudState } from "./state.ts";

type Json = Record<string, unknown>;

export async function answerProfile(state: CloudState, request: Request): Promise<Response> {
  if (request.headers.get("authorization") !== "Bearer token")
    return new Response("UNAUTHENTICATED", { status: 401 });
  if (request.method === "GET") return Response.json(state.profile);
  const mask = new URL(request.url).searchParams.get("updateMask");
  if (mask === null) return new Response("INVALID_ARGUMENT: no update mask", { status: 400 });
  const body = (await request.json()) as Json;
  for (const path of mask.split(",")) copyField(body, state.profile, path.split(".").map(camelCase));
  return Response.json(state.profile);
}

function copyField(from: Json, to: Json, [field = "", ...rest]: string[]): void {
  if (rest.length === 0) {
    to[field] = from[field];
    return;
  }
  to[field] ??= {};
  copyField((from[field] ?? {}) as Json, to[field] as Json, rest);
}

const camelCase = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
