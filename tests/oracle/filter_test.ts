// tests/oracle/filter_test.ts: what filters match, beside what libpcap 1.10.3 matches.
//
// The cases and captures lie beside the project; where they are missing the tests are skipped by
// name. The same is asked by the oracle's own compare.py, through filter_batch.ts.
import { assert, assertEquals } from "@std/assert";
import { type Answer, type Question, Respondent } from "./_filter_answer.ts";

const ORACLE = new URL("../../../shared/oracle/filter/dev/", import.meta.url);
const SKIPPED = isThere() ? "" : " (skipped: needs the filter oracle beside the project)";

/** A question with libpcap's answer. */
interface Case extends Question {
  readonly tier: string;
  readonly expect: "accept" | "reject";
  readonly matched?: readonly number[];
  readonly insns?: number;
  /** Packets on which libpcap is no guide. */
  readonly dontcare?: readonly number[];
  /** Its optimizer alone refuses the filter; without it, this is what matches. */
  readonly "optimizer_reject"?: boolean;
  readonly "unopt_matched"?: readonly number[];
  /** What libpcap's development version says, where that differs. */
  readonly head?: { readonly expect: string; readonly matched?: readonly number[] };
}

function isThere(): boolean {
  try {
    return Deno.statSync(ORACLE).isDirectory;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return false;
  }
}

/** Cases of the link types that we filter, and our answers in compat mode. */
function* answered(): Generator<[Case, Answer]> {
  const respondent = new Respondent(true);
  for (const line of Deno.readTextFileSync(new URL("cases.jsonl", ORACLE)).trim().split("\n")) {
    const item: Case = JSON.parse(line);
    if (item.tier !== "core") continue;
    const pcap = item.pcap && new URL(`pcaps/${item.pcap}`, ORACLE).pathname;
    yield [item, respondent.answer({ ...item, pcap })];
  }
}

/** Whether we agree with libpcap: as it is, without its optimizer, or as it will be. */
function agrees(item: Case, { error, matched = [] }: Answer): boolean {
  const same = (wanted: readonly number[] = matched): boolean => {
    const cared = (list: readonly number[]) =>
      list.filter((index) => !item.dontcare?.includes(index)).join();
    return item.pcap === undefined || cared(matched) === cared(wanted);
  };
  if (error !== undefined) return item.expect === "reject" || item.head?.expect === "reject";
  if (item.expect === "accept" && same(item.matched)) return true;
  if (item.head?.expect === "accept" && same(item.head.matched)) return true;
  return item.optimizer_reject === true && same(item.unopt_matched);
}

Deno.test({
  name: `Filters match in compat mode what libpcap matches${SKIPPED}`,
  ignore: SKIPPED !== "",
  fn() {
    const wrong: string[] = [];
    let [asked, ours, theirs] = [0, 0, 0];
    for (const [item, answer] of answered()) {
      asked++;
      if (!agrees(item, answer)) wrong.push(`${item.id}: ${item.expr}`);
      if (item.insns === undefined || answer.insns === undefined) continue;
      ours += answer.insns;
      theirs += item.insns;
    }
    assertEquals(wrong, []);
    assert(asked > 0, "there are cases");
    assert(ours > 0, "programs are compared");
    assert(ours <= theirs, `programs have ${ours} instructions in all, libpcap's ${theirs}`);
  },
});
