/** How often Sidetone has refused a wrong secret so far, by the kind of door, as an operator reads it. */
import { readMetrics } from "../../simulators/stage/read-metrics.ts";
import type { RefusalKind } from "../../src/telemetry/refusals.ts";
import { scene } from "./open-doors.ts";

/** A secret was wrong; the other kinds are of strangers who showed none, or of requests that are malformed. */
export type SecretKind = Extract<RefusalKind, `${string}.${"token" | "key" | "identity"}`>;

/** The compiler asks for each: a new kind of secret needs a door that is tried here. */
const SECRET_KINDS: Readonly<Record<SecretKind, true>> = {
  "audio.token": true,
  "desktop.token": true,
  "application.token": true,
  "console.identity": true,
  "cti.key": true,
  "mediastream.key": true,
  "panel.key": true,
  "operator.token": true,
  "bot.token": true,
  "framework.token": true,
  "push.token": true,
  "connector.token": true,
};

export async function refusedSecrets(): Promise<Record<SecretKind, number>> {
  const metrics = await readMetrics({ httpBaseUrl: scene.httpBaseUrl, secrets: scene.keys });
  const countOf = (kind: string) => metrics.sum("sidetone_refused_total", `kind="${kind}"`) ?? 0;
  const kinds = Object.keys(SECRET_KINDS) as SecretKind[];
  return Object.fromEntries(kinds.map((kind) => [kind, countOf(kind)])) as Record<SecretKind, number>;
}

/** Runs it; resolves with how often secrets were refused meanwhile, by kinds that were refused at all. */
export async function refusedDuring(
  work: () => Promise<unknown>,
): Promise<Partial<Record<SecretKind, number>>> {
  const before = await refusedSecrets();
  await work();
  const after = Object.entries(await refusedSecrets()) as [SecretKind, number][];
  return Object.fromEntries(
    after.flatMap(([kind, count]) => (count > before[kind] ? [[kind, count - before[kind]]] : [])),
  );
}
