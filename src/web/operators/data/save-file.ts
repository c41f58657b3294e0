/** Hands a text to the browser as a file. */

export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** "sidetone-calls-2026-11-26T18-40-00.csv" */
export function fileName(what: string, ending: string, nowMs: number): string {
  return `sidetone-${what}-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(":", "-")}.${ending}`;
}
