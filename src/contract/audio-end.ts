/** Where audio ends: by its sender's stamp, where it has one, and by its arrival. Milliseconds since the Unix epoch. */
export interface AudioEnd {
  stampMs: number | undefined;
  atMs: number;
}
