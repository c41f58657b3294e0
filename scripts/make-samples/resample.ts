/** Changes a sampling rate with a windowed sinc, cutting what the lower rate cannot carry. */

/** Zero crossings of the sinc on each side of its centre. */
const HALF_LOBES = 16;

/** Same signal at another rate; output sample n lies at time n / toHertz. */
export function resample(samples: Int16Array, fromHertz: number, toHertz: number): Float64Array {
  const { next, reach } = createResampler(fromHertz, toHertz);
  const output = new Float64Array(Math.floor(samples.length / (fromHertz / toHertz)));
  const head = next(samples);
  output.set(head);
  const tail = next(new Int16Array(2 * Math.ceil(reach)));
  output.set(tail.subarray(0, output.length - head.length), head.length);
  return output;
}

export interface Resampler {
  /** What can be said of the signal so far; the rest comes with the next samples. */
  next(samples: ArrayLike<number>): Float64Array;
  /** Samples on each side that an output sample depends on. */
  reach: number;
}

/** The same for a signal that comes piece by piece. */
export function createResampler(fromHertz: number, toHertz: number): Resampler {
  const step = fromHertz / toHertz;
  // 0.95 leaves room for the filter's slope below half of the lower rate.
  const cutoff = 0.95 * Math.min(1, 1 / step);
  const reach = HALF_LOBES / cutoff;
  const span = Math.floor(reach);
  // The places between two samples repeat: at 44.1 kHz there are 80 of them.
  const phases = toHertz / greatestDivisor(fromHertz, toHertz);
  const kernels: Float64Array[] = [];
  let index = 0;
  /** Input from sample `start` on; before the first there is silence. */
  let kept = new Float64Array(span);
  let start = -span;

  // In whole numbers: a place that lies on a sample must not fall beside it by rounding.
  const firstOf = (at: number) => Math.floor((at * fromHertz) / toHertz) - span;

  function next(samples: ArrayLike<number>): Float64Array {
    const input = new Float64Array(kept.length + samples.length);
    input.set(kept);
    input.set(samples, kept.length);
    const output = new Float64Array(Math.ceil(input.length / step) + 1);
    let count = 0;
    for (; ; index++) {
      const offset = span + ((index * fromHertz) % toHertz) / toHertz;
      kernels[index % phases] ??= kernelAt(offset, reach, cutoff);
      const kernel = kernels[index % phases] ?? new Float64Array();
      const first = firstOf(index) - start;
      if (first + kernel.length > input.length) break;
      let sum = 0;
      for (let at = 0; at < kernel.length; at++) sum += (input[first + at] ?? 0) * (kernel[at] ?? 0);
      output[count++] = sum;
    }
    const needed = Math.min(input.length, firstOf(index) - start);
    kept = input.slice(needed);
    start += needed;
    return output.subarray(0, count);
  }

  return { next, reach };
}

/** What each sample in reach counts for, the first one `offset` samples before the centre. */
function kernelAt(offset: number, reach: number, cutoff: number): Float64Array {
  return Float64Array.from({ length: Math.floor(offset + reach) + 1 }, (_, at) => {
    const distance = at - offset;
    if (Math.abs(distance) > reach) return 0;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
    return cutoff * sinc(cutoff * distance) * window;
  });
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
