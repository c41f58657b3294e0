/** Why a port could not be listened on, as one sentence with its remedy. */
import { SidetoneError } from "./errors.ts";

export interface ListenPlace {
  /** The setting with the port. */
  setting: string;
  host: string;
  port: number;
}

/** `caught` is what Bun or gRPC said; its code is in its text, or beside it. */
export function listenFailure(caught: unknown, { setting, host, port }: ListenPlace): SidetoneError {
  const { code = "", message = String(caught) } = caught as { code?: unknown; message?: string };
  return new SidetoneError("CONFIG_INVALID", sentence(`${String(code)} ${message}`), { cause: caught });

  function sentence(text: string): string {
    if (text.includes("EADDRINUSE"))
      return `${setting} ${port} is taken by another program. End that one, or set ${setting} to another port`;
    // Bun says EINVAL of a host that has no address, gRPC says that its name is not resolved.
    if (/EADDRNOTAVAIL|ENOTFOUND|EINVAL|Name resolution failed/.test(text))
      return `LISTEN_HOST ${host} is no address of this machine. Set it to 0.0.0.0 for all of its addresses, or to one of them`;
    if (text.includes("EACCES"))
      return `${setting} ${port} needs more rights than this user has. Set ${setting} to a port from 1024 upwards`;
    return `${setting} ${port} of ${host} cannot be listened on: ${message}`;
  }
}
