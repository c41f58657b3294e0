/** Where Sidetone is on its host, as the page's script was loaded from there: "" or, behind a proxy, "/prefix". */

/** `scriptUrl` is the address of a script below /assets/; anything else, as in tests, is at the root. */
function publicPathOf(scriptUrl: string): string {
  const { protocol, pathname } = new URL(scriptUrl);
  const end = pathname.lastIndexOf("/assets/");
  return protocol.startsWith("http") && end > 0 ? pathname.slice(0, end) : "";
}

export const PUBLIC_PATH = publicPathOf(import.meta.url);
