import { Fault } from "../../../core/wire/fault.ts";
import { Ipv6Fragment } from "../../../core/wire/ipv6_fragment.ts";
import { IP_PROTOCOL } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Ipv6Fragment,
  tells: [["fragment first", "11000001 11223344 13881389", {
    "nextHeader": 17,
    "fragmentOffset": 0,
    "moreFragments": true,
    "identification": 287454020,
  }], ["fragment later", "11000018 11223344 01010101", {
    "nextHeader": 17,
    "fragmentOffset": 24,
    "moreFragments": false,
    "identification": 287454020,
  }], ["atomic fragment", "11000000 11223344 13881389", {
    "nextHeader": 17,
    "fragmentOffset": 0,
    "moreFragments": false,
    "identification": 287454020,
  }]],
  refuses: [["7 bytes", "11000001112233", Fault.Truncated]],
  carries: [
    ["the next header in the first fragment", "1100 0001 11223344 13", IP_PROTOCOL | 17, 1],
    ["nothing that begins in a later one", "1100 0018 11223344 13", 0, 1],
  ],
  summaries: [["11000001 11223344 13881389", "frag (0|4)"], [
    "11000018 11223344 01010101",
    "frag (24|4)",
  ]],
  shortest: 8,
});
