/** Asks the demo to do something. What cannot be done is answered with a `problem`, one sentence. */
export async function post<Answer>(path: string, form: FormData): Promise<Answer> {
  const response = await fetch(`/try/api/${path}`, { method: "POST", body: form });
  return (await response.json()) as Answer;
}
