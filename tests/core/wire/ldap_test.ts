import { Ldap, probeLdap } from "../../../core/wire/ldap.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, vector } from "./_bytes.ts";

/** One element in BER. */
const tlv = (tag: string, ...content: string[]) => tag + vector(1, ...content);

const SEARCH = bytesOf(tlv("30", "020102", tlv("63", tlv("04", `"dc=org"`), "0a0102", "0000")));

testApplication({
  view: Ldap,
  decodes: [
    {
      what: "a search",
      bytes: SEARCH,
      fields: { messageId: 2, operation: 3, name: "dc=org" },
      without: ["resultCode"],
      summary: 'LDAP searchRequest "dc=org", id 2, length 20',
    },
    {
      what: "an answer, and a message after it",
      over: TCP_PORT,
      bytes: bytesOf(tlv("30", "02020102", tlv("65", "0a0120", "0400", "0400")), "30"),
      fields: { messageId: 258, operation: 5, resultCode: 32 },
      without: ["name"],
    },
    {
      what: "an unbind of the least length",
      bytes: bytesOf("30 05 0201 07 42 00"),
      fields: { operation: 2 },
      shortest: 7,
    },
  ],
  refuses: [
    ["what is no sequence", SEARCH.with(0, 0x31), Fault.Malformed],
    ["an operation of another class", SEARCH.with(5, 0xa3), Fault.Malformed],
    ["an operation that is not assigned", SEARCH.with(5, 0x7d), Fault.Malformed],
    ["6 bytes", SEARCH.subarray(0, 6), Fault.Truncated],
  ],
  probe: probeLdap,
  stream: true,
  probes: [["a search", SEARCH, Verdict.Yes], ["SNMP", bytesOf("300602010104 0178"), Verdict.No]],
});
