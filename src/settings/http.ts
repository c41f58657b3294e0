/** Settings of the HTTP port and of proxies in front of it. */
import { z } from "zod";
import { trustCheck } from "../base/client-address.ts";
import { durationMs, list, port, setting } from "./setting.ts";

/** Paths of Sidetone's own: below one of them it could not be told what a request is for. */
const OWN_PATH = /^\/(?:operators|assets|socket\.io|agent-assist-ui-modules|audiocodes|v2|v2beta1)(?:\/|$)/;
const publicPath = z
  .string()
  .transform((text) => text.replace(/\/$/, ""))
  .refine((path) => path === "" || /^(?:\/[\w~-][\w.~-]*)+$/.test(path), "must read /PREFIX")
  .refine((path) => !OWN_PATH.test(path), "must not begin as Sidetone's own paths do");

const proxies = list.refine((entries) => {
  try {
    trustCheck(entries);
    return true;
  } catch {
    return false;
  }
}, "must be addresses like 10.0.0.7 or ranges like 10.0.0.0/8, comma separated");

export const HTTP_SETTINGS = {
  HTTP_PORT: setting(port, "8080", "Port of webhooks, panel, Socket.IO and operators"),
  PUBLIC_PATH: setting(
    publicPath,
    "",
    "Path that a proxy in front adds, e.g. /sidetone, whether it strips it before it passes a request on or not",
  ),
  TRUSTED_PROXIES: setting(
    proxies,
    "",
    "Addresses and ranges (CIDR) of the proxies in front of the HTTP port, comma separated; X-Forwarded-For is believed of these only",
  ),
  KEEP_ALIVE_MS: setting(
    durationMs(0, 255_000).refine(
      (ms) => ms === 0 || ms >= 60_000,
      "must be 0, or at least 60000: a shorter one would cut answers that take their time",
    ),
    "90000",
    "How long an idle HTTP connection is kept; longer than the proxy's in front, 0 for as long as that one wants",
  ),
} as const;
