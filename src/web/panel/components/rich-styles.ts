/** The look of generated texts. */
import { css } from "lit";

export const richStyles = css`
  .prose {
    display: block;
  }
  .prose > * + * {
    margin-block-start: 6px;
  }
  .prose :is(ul, ol) {
    margin-block: 4px 0;
    padding-inline-start: 20px;
  }
  .prose li + li {
    margin-block-start: 2px;
  }
  .prose h4 {
    margin-block: 10px 0;
  }
  .prose h4:first-child {
    margin-block-start: 0;
  }
  .prose blockquote {
    margin-inline: 0;
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--line-strong);
    color: var(--ink-soft);
  }
  .prose :is(pre, code) {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    font-size: 0.75rem;
    background: var(--sunken);
    border-radius: 4px;
  }
  .prose code {
    padding: 1px 4px;
  }
  /* Long lines break: a pane of 320 pixels has no room to scroll sideways. */
  .prose pre {
    margin-block-end: 0;
    padding: 8px 10px;
    white-space: pre-wrap;
  }
  .prose pre code {
    padding: 0;
    background: none;
  }
  .prose table {
    border-collapse: collapse;
    inline-size: 100%;
    font-size: 0.8125rem;
  }
  .prose :is(th, td) {
    padding: 4px 8px;
    border: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
  }
  .prose th {
    background: var(--sunken);
    font-weight: 650;
  }
  .prose hr {
    border: 0;
    border-block-start: 1px solid var(--line);
  }
  .prose img {
    max-inline-size: 100%;
    block-size: auto;
    border-radius: 6px;
  }
`;
