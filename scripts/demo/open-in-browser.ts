/** Opens an address in the user's browser, where this machine has a screen and says how. */

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
  linux: ["xdg-open"],
};

/** False where nothing was opened: the address is printed in any case. */
export function openInBrowser(address: string): boolean {
  const opener = OPENERS[process.platform];
  const hasScreen =
    process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (opener === undefined || !hasScreen || Bun.which(opener[0] ?? "") === null) return false;
  Bun.spawn([...opener, address], { stdin: "ignore", stdout: "ignore", stderr: "ignore" }).unref();
  return true;
}
