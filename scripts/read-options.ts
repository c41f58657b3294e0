/** The command line of a long run. */

/** Options as `read` gives them; it throws a sentence on a wrong value, and gives undefined if the help is asked for. */
export function readOptionsOrExit<Options>(
  read: (args: string[]) => Options | undefined,
  help: string,
): Options {
  try {
    const options = read(process.argv.slice(2));
    if (options !== undefined) return options;
    console.log(help);
    process.exit(0);
  } catch (caught) {
    console.error(`${caught instanceof Error ? caught.message : String(caught)}\n${help}`);
    process.exit(2);
  }
}
