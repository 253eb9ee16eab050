// tests/oracle/filter_batch.ts: answers the filter oracle's questions, one JSON object a line.
//
//     deno run --allow-read tests/oracle/filter_batch.ts [--compat]
import { Respondent } from "./_filter_answer.ts";

const respondent = new Respondent(Deno.args.includes("--compat"));
const output = new TextEncoder();
let unread = "";
for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (unread + chunk).split("\n");
  unread = lines.pop()!;
  for (const line of lines) {
    if (line.trim() === "") continue;
    const answer = JSON.stringify(respondent.answer(JSON.parse(line)));
    Deno.stdout.writeSync(output.encode(`${answer}\n`));
  }
}
