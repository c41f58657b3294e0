/** The HTTP side on one port: every part's routes, and the desktops' sockets beside them. */
import type { Clock } from "../base/clock.ts";
import { listenFailure } from "../base/listen-failure.ts";
import type { Logger } from "../base/log.ts";
import { createApp } from "../http/server/app.ts";
import { byPrefix } from "../http/server/by-prefix.ts";
import type { PartRoutes } from "../http/server/part-routes.ts";
import { type FetchApp, type HttpServing, serveHttp } from "../http/server/serve.ts";
import { portsOf } from "../settings/role.ts";
import type { Settings } from "../settings/table.ts";
import type { DesktopServer } from "../transports/socketio/desktop-server.ts";
import type { AssistEvents } from "./assist-events.ts";
import type { Doors } from "./doors.ts";
import type { Part } from "./part.ts";

const HTTP_STOP_DEADLINE_MS = 2_000;

type HttpSettings = Pick<
  Settings,
  | "ROLE"
  | "PORT"
  | "GRPC_PORT"
  | "HTTP_PORT"
  | "LISTEN_HOST"
  | "MAX_BODY_BYTES"
  | "KEEP_ALIVE_MS"
  | "PUBLIC_PATH"
>;

export interface HttpOptions {
  settings: HttpSettings;
  routes: readonly PartRoutes[];
  doors: Pick<Doors, "addresses" | "guard" | "refusals">;
  desktops: DesktopServer;
  /** Their largest body is taken where it is above twice MAX_BODY_BYTES. */
  assistEvents: Pick<AssistEvents, "maxBodyBytes">;
  clock: Clock;
  logger: Logger;
}

export type HttpPart = Part & {
  /** Known once it is open. */
  port(): number;
  /** Every route and middleware, as registered. */
  table: readonly { method: string; path: string }[];
};

/** Opens by listening. */
export function createHttp(options: HttpOptions): HttpPart {
  const { settings, doors, desktops, clock, logger } = options;
  const isWhole = settings.ROLE.includes("http");
  const { http: port } = portsOf(settings);
  const served = options.routes.filter(({ isForEveryRole }) => isWhole || isForEveryRole);
  const { app, table } = joinRoutes(served, logger);
  let serving: HttpServing | null = null;
  return {
    name: "http",
    table,
    port: () => serving?.port ?? 0,
    open() {
      if (port === null) return;
      serving = listen({
        app: doors.guard(app),
        addresses: doors.addresses,
        refusals: doors.refusals,
        desktopServer: desktops,
        host: settings.LISTEN_HOST,
        port,
        portSetting: settings.PORT === undefined ? "HTTP_PORT" : "PORT",
        servesDesktops: isWhole,
        publicPath: settings.PUBLIC_PATH,
        keepAliveMs: settings.KEEP_ALIVE_MS,
        maxRequestBodyBytes: Math.max(settings.MAX_BODY_BYTES * 2, options.assistEvents.maxBodyBytes),
        clock,
        logger,
      });
    },
    stop: () => serving?.stop(HTTP_STOP_DEADLINE_MS),
  };
}

function listen({
  portSetting,
  ...options
}: Parameters<typeof serveHttp>[0] & { portSetting: string }): HttpServing {
  try {
    return serveHttp(options);
  } catch (caught) {
    throw listenFailure(caught, { setting: portSetting, host: options.host, port: options.port });
  }
}

/** One application for all routes without a prefix, one for each prefix. */
function joinRoutes(routes: readonly PartRoutes[], logger: Logger) {
  const common = createApp({
    logger,
    groups: routes.flatMap(({ prefix, groups }) => (prefix === undefined ? groups : [])),
  });
  const table = [...common.routes];
  let app: FetchApp = common;
  for (const { prefix, shortcut, groups } of routes) {
    if (prefix === undefined) continue;
    const branch = createApp({ logger, groups });
    table.push(...branch.routes);
    app = byPrefix(app, { prefix, app: branch, ...(shortcut ? { shortcut } : {}) });
  }
  return { app, table: table.map(({ method, path }) => ({ method, path })) };
}
