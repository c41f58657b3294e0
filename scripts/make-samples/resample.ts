/** Changes a sampling rate with a windowed sinc, cutting what the lower rate cannot carry. */

/** Zero crossings of the sinc on each side of its centre. */
const HALF_LOBES = 16;

/** Same signal at another rate; output sample n lies at time n / toHertz. */
export function resample(samples: Int16Array, fromHertz: number, toHertz: number): Float64Array {
  const step = fromHertz / toHertz;
  // 0.95 leaves room for the filter's slope below half of the lower rate.
  const cutoff = 0.95 * Math.min(1, 1 / step);
  const reach = HALF_LOBES / cutoff;
  const span = Math.floor(reach);
  const output = new Float64Array(Math.floor(samples.length / step));
  // The places between two samples repeat: at 44.1 kHz there are 80 of them.
  const phases = toHertz / greatestDivisor(fromHertz, toHertz);
  const kernels: Float64Array[] = [];
  for (let index = 0; index < output.length; index++) {
    // In whole numbers: a place that lies on a sample must not fall beside it by rounding.
    const first = Math.floor((index * fromHertz) / toHertz) - span;
    const offset = span + ((index * fromHertz) % toHertz) / toHertz;
    kernels[index % phases] ??= kernelAt(offset, reach, cutoff);
    const kernel = kernels[index % phases] ?? new Float64Array();
    let sum = 0;
    for (let at = 0; at < kernel.length; at++) sum += (samples[first + at] ?? 0) * (kernel[at] ?? 0);
    output[index] = sum;
  }
  return output;
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
