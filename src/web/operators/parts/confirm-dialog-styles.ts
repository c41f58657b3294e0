/** The look of the question before an action. */
import { css } from "lit";
import { dialogStyles } from "../../common/dialog.ts";

export const confirmDialogStyles = css`
  ${dialogStyles}
  dialog {
    padding: 20px;
    box-shadow: 0 10px 40px rgb(0 0 0 / 30%);
  }
  dialog::backdrop {
    background: rgb(8 12 16 / 55%);
  }
  form {
    display: grid;
    gap: 12px;
  }
  h2 {
    font-size: 1.0625rem;
    text-wrap: balance;
  }
  p {
    margin: 0;
  }
  label {
    display: grid;
    gap: 4px;
    font-size: 0.8125rem;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 4px;
  }
`;
