import { Kerberos } from "../../../core/wire/kerberos.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, vector } from "./_bytes.ts";

/** One element in BER. */
const tlv = (tag: string, ...content: string[]) => tag + vector(1, ...content);

const PASSWORD = tlv("30", tlv("a1", "020102"), tlv("a2", "0400"));
const TICKET = tlv("30", tlv("a1", "020101"), tlv("a2", tlv("04", "6e00")));
const TGS = tlv("6c", tlv("30", tlv("a1", "020105"), tlv("a3", tlv("30", PASSWORD, TICKET))));

testApplication({
  view: Kerberos,
  decodes: [
    {
      what: "a request for a ticket, with the ticket in it",
      over: TCP_PORT,
      bytes: bytesOf(vector(4, TGS)),
      fields: { streamLength: 37, messageType: 12, ticketMessageType: 14 },
      without: ["errorCode"],
      shortest: 8,
    },
    {
      what: "an error",
      bytes: bytesOf(tlv("7e", tlv("30", tlv("a0", "020105"), tlv("a6", "020119")))),
      fields: { messageType: 30, errorCode: 25 },
      without: ["streamLength", "ticketMessageType"],
      summary: "Kerberos KRB-ERROR, length 14",
      shortest: 4,
    },
  ],
  refuses: [["a tag that is no message", bytesOf("69 02 30 00"), Fault.Malformed], [
    "a sequence",
    bytesOf("30 02 30 00"),
    Fault.Malformed,
  ], ["3 bytes", bytesOf("6a 01 00"), Fault.Truncated]],
});
