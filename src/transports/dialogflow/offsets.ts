/** Maps a stream's own times to positions in the track. */

interface Run {
  /** Samples sent on the stream before this run. */
  sentBefore: number;
  /** Position in the track of the run's first sample. */
  position: number;
}

/**
 * A stream's own time counts what was sent to it, a track's position what was received; they part wherever the track
 * has a gap (audio dropped on hold or for want of room). Memory grows with the gaps since the last final only.
 */
export class StreamOffsets {
  #runs: Run[] = [];
  #sent = 0;
  #end: number;

  constructor(startPosition: number) {
    this.#end = startPosition;
  }

  /** Samples sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Notes a piece that is about to be sent. */
  record(position: number, samples: number): void {
    if (this.#runs.length === 0 || position !== this.#end) {
      this.#runs.push({ sentBefore: this.#sent, position });
    }
    this.#sent += samples;
    this.#end = position + samples;
  }

  /**
   * Track position of the end of the first `offset` samples of the stream. An offset beyond what was sent means its
   * end; one at a gap means the near side; one that is forgotten means the first place remembered.
   */
  positionOf(offset: number): number {
    const within = Math.max(0, Math.min(offset, this.#sent));
    const run = this.#runs.findLast(({ sentBefore }) => sentBefore < within) ?? this.#runs[0];
    if (run === undefined) return this.#end;
    return run.position + Math.max(0, within - run.sentBefore);
  }

  /** No smaller offset will be asked for. */
  forgetBefore(offset: number): void {
    for (let next = this.#runs[1]; next !== undefined && next.sentBefore < offset; next = this.#runs[1]) {
      this.#runs.shift();
    }
  }
}
