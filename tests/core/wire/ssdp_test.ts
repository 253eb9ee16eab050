import { Ssdp } from "../../../core/wire/ssdp.ts";
import { testApplication } from "./_application.ts";
import { linesOf } from "./_bytes.ts";

testApplication({
  view: Ssdp,
  decodes: [
    {
      what: "a search",
      bytes: linesOf("M-SEARCH * HTTP/1.1", "HOST: 239.255.255.250:1900", "ST: ssdp:all", ""),
      fields: {
        method: "M-SEARCH",
        uri: "*",
        host: "239.255.255.250:1900",
        searchTarget: "ssdp:all",
      },
    },
    {
      what: "a notification",
      bytes: linesOf("NOTIFY * HTTP/1.1", "NT: upnp:rootdevice", "USN: uuid:1", "SERVER: s", ""),
      fields: { notificationType: "upnp:rootdevice", uniqueServiceName: "uuid:1", server: "s" },
    },
  ],
});
