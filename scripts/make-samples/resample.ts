/** Changes a sampling rate with a windowed sinc, cutting what the lower rate cannot carry. */

/** Zero crossings of the sinc on each side of its centre. */
const HALF_LOBES = 16;

/** Same signal at another rate; output sample n lies at time n / toHertz. */
export function resample(samples: Int16Array, fromHertz: number, toHertz: number): Float64Array {
  const step = fromHertz / toHertz;
  // 0.95 leaves room for the filter's slope below half of the lower rate.
  const cutoff = 0.95 * Math.min(1, 1 / step);
  const reach = HALF_LOBES / cutoff;
  const output = new Float64Array(Math.floor(samples.length / step));
  for (let index = 0; index < output.length; index++) {
    const centre = index * step;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let at = first; at <= last; at++) {
      const distance = at - centre;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
      sum += (samples[at] ?? 0) * cutoff * sinc(cutoff * distance) * window;
    }
    output[index] = sum;
  }
  return output;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
