/** What the page's script is told about texts with Markdown, images and addresses. */

export interface RichTextOptions {
  /** Path of the script that reads Markdown; texts are plain without it. */
  markdownPath?(): Promise<string>;
  /** Origins whose images texts may show. Default: none. */
  imageOrigins?: readonly string[];
  /** What gs:// addresses of articles become: nothing, or links to Google's console. Default: none. */
  storageLinks?: "none" | "console";
  /** What a proxy puts before every path, "" or "/prefix". */
  publicPath: string;
}

/** Of the browser's PageSettings. */
export async function richTextSettings(options: RichTextOptions): Promise<object> {
  const { markdownPath, imageOrigins, storageLinks, publicPath } = options;
  return {
    ...(markdownPath === undefined ? {} : { markdownUrl: `${publicPath}${await markdownPath()}` }),
    ...(imageOrigins === undefined ? {} : { imageOrigins }),
    ...(storageLinks === "console" ? { linksStorage: true } : {}),
  };
}
