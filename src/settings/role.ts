/** What a process does, and on which ports. */
import { list, optionalText, port, setting } from "./setting.ts";

/** grpc: audio streams. http: webhooks, pages and sockets. worker: background work. */
export const ROLES = ["grpc", "http", "worker"] as const;
export type Role = (typeof ROLES)[number];

const roles = list
  .refine((names) => names.length > 0, `must name at least one of ${ROLES.join(", ")}, or all`)
  .refine(
    (names) => names.every((name) => name === "all" || ROLES.some((role) => role === name)),
    `must be all, or one or more of ${ROLES.join(", ")}, comma separated`,
  )
  .transform((names): Role[] => ROLES.filter((role) => names.includes("all") || names.includes(role)));

export const ROLE_SETTINGS = {
  ROLE: setting(
    roles,
    "all",
    "What this process does: all, or some of grpc (audio streams), http (webhooks, pages, sockets) and worker (background work), comma separated; some need REDIS_URL",
  ),
  PORT: setting(
    optionalText.pipe(port.optional()),
    "",
    "The one port of platforms that give one, such as Cloud Run: it goes before HTTP_PORT, or before GRPC_PORT where ROLE has grpc and not http",
  ),
} as const;

interface RoleSettings {
  ROLE: readonly Role[];
  PORT: number | undefined;
  GRPC_PORT: number;
  HTTP_PORT: number;
}

/** Ports to listen on, null for none. A process without http serves only its health and metrics over HTTP. */
export function portsOf({ ROLE, PORT, GRPC_PORT, HTTP_PORT }: RoleSettings): {
  grpc: number | null;
  http: number | null;
} {
  const grpc = ROLE.includes("grpc") ? GRPC_PORT : null;
  if (PORT === undefined) return { grpc, http: HTTP_PORT };
  if (grpc !== null && !ROLE.includes("http")) return { grpc: PORT, http: null };
  return { grpc, http: PORT };
}

/** Settings of roles and ports that are fine alone but not together. */
export function roleProblems(settings: Partial<RoleSettings & { REDIS_URL: string | undefined }>): string[] {
  const { ROLE, GRPC_PORT, HTTP_PORT } = settings;
  if (ROLE === undefined || GRPC_PORT === undefined || HTTP_PORT === undefined) return [];
  const problems: string[] = [];
  if (ROLE.length < ROLES.length && "REDIS_URL" in settings && settings.REDIS_URL === undefined) {
    problems.push(
      `ROLE is ${ROLE.join(",")}, which leaves work to other processes. Set REDIS_URL, where they meet, or ROLE=all.`,
    );
  }
  const { grpc, http } = portsOf({ ROLE, PORT: settings.PORT, GRPC_PORT, HTTP_PORT });
  if (grpc !== null && grpc !== 0 && grpc === http) {
    const other = settings.PORT === undefined ? "HTTP_PORT" : "PORT";
    problems.push(`GRPC_PORT and ${other} are both ${grpc}. Give each its own port.`);
  }
  return problems;
}
