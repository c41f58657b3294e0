/** The URL of a request as every reader needs it: absolute, with any or no header Host. */
import { pathStartOf } from "./by-prefix.ts";

/**
 * Bun leaves only path and query where there is no usable Host. Without one a request is for this machine, as HTTP/1.0
 * has it and probes of load balancers are sent; an impossible one keeps its path, so that it is refused in the path's
 * own form. The request stays the same object: the server knows its connection by it.
 */
export function makeUrlWhole(request: Request): void {
  const { url } = request;
  if (URL.canParse(url)) return;
  // The path of a URL with an impossible port or address, or all there is; it may begin with two slashes.
  const target = url.startsWith("/") ? url : url.slice(pathStartOf(url));
  const { href } = new URL(`http://localhost${target}`);
  Object.defineProperty(request, "url", { value: href });
}
