/** Sidetone's own account of its audio, as its metrics tell it. */

const LINE = /^sidetone_audio_seconds\{account="(\w+)"\} (\S+)$/;

export interface AudioAccountMs {
  receivedMs: number;
  recognizedMs: number;
  bufferedMs: number;
  droppedMs: number;
  /** 0 in a correct account. */
  imbalanceMs: number;
}

export function readAccount(metrics: readonly string[]): AudioAccountMs {
  const ms = new Map<string, number>();
  for (const line of metrics) {
    const [, account = "", seconds] = LINE.exec(line) ?? [];
    if (account !== "") ms.set(account, Math.round(Number(seconds) * 1000));
  }
  const of = (account: string) => ms.get(account) ?? Number.NaN;
  return {
    receivedMs: of("received"),
    recognizedMs: of("recognized"),
    bufferedMs: of("buffered"),
    droppedMs: of("dropped_hold") + of("dropped_overflow") + of("dropped_abandoned"),
    imbalanceMs: of("imbalance"),
  };
}
