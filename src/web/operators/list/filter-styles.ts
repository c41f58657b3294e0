/** The look of search and filters: one line where there is room, folded away on a narrow page. */
import { css } from "lit";

export const filterStyles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px 10px;
    padding: 10px 16px;
  }
  .search {
    position: relative;
    flex: 1 1 200px;
    max-inline-size: 300px;
  }
  .search svg {
    position: absolute;
    inset-block-start: 9px;
    inset-inline-start: 9px;
    color: var(--ink-soft);
    pointer-events: none;
  }
  .search input {
    inline-size: 100%;
    min-block-size: 34px;
    padding-inline: 30px 34px;
  }
  .search kbd {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 9px;
    pointer-events: none;
  }
  .search input:focus + kbd,
  .search input:not(:placeholder-shown) + kbd {
    display: none;
  }
  .spans {
    display: flex;
    margin: 0;
    padding: 0;
    border: 1px solid var(--line-strong);
    border-radius: 6px;
    min-inline-size: 0;
  }
  .spans label {
    position: relative;
    cursor: pointer;
  }
  .spans input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .spans span {
    display: grid;
    place-items: center;
    min-block-size: 32px;
    padding: 0 10px;
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--ink-soft);
    border-radius: 5px;
  }
  .spans input:checked + span {
    background: var(--accent);
    color: var(--on-accent);
  }
  .spans input:focus-visible + span {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .by-number {
    min-block-size: 34px;
  }
  .toggle {
    display: none;
  }
  .toggle b {
    padding: 0 6px;
    border-radius: 99px;
    background: var(--accent);
    color: var(--on-accent);
    font-size: 0.6875rem;
  }
  #filters {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
  }
  .field {
    display: grid;
    font-size: 0.6875rem;
    font-weight: 600;
    color: var(--ink-soft);
  }
  .field select {
    inline-size: 96px;
    min-block-size: 34px;
    padding-inline: 6px 2px;
    font-weight: 400;
    text-overflow: ellipsis;
  }
  #alarm {
    inline-size: 156px;
  }
  #sort {
    inline-size: 108px;
  }
  .field input {
    inline-size: 178px;
    min-block-size: 34px;
    padding-inline: 6px;
  }
  .saved {
    display: flex;
    align-items: end;
    gap: 8px;
  }
  .saved .button {
    min-block-size: 34px;
  }
  .field[data-on] input,
  .field[data-on] select {
    border-color: var(--accent);
    background: var(--accent-wash);
    font-weight: 600;
  }
  .clear {
    min-block-size: 34px;
  }
  @media (max-width: 700px) {
    form {
      padding: 8px 12px;
    }
    .search {
      flex-basis: 100%;
      max-inline-size: none;
    }
    .by-number span {
      display: none;
    }
    .toggle {
      display: inline-flex;
      margin-inline-start: auto;
    }
    #filters:not([data-open]) {
      display: none;
    }
    #filters {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      inline-size: 100%;
    }
    .saved .field {
      flex: 1 1 0;
    }
    saved-filters {
      flex-basis: 100%;
    }
    saved-filters:not([data-open]) {
      display: none;
    }
    .field input,
    .field select,
    #alarm,
    #sort {
      inline-size: 100%;
    }
  }
`;
