import { assertEquals } from "@std/assert";
import { conversation, replay } from "whiff/testing";
import tls from "../../analyzers/tls.ts";
import { type CertificateFields, certificateMessage, clientHello, serverHello } from "./_tls.ts";

const TLS_1_2 = 0x0303, TLS_1_0 = 0x0301;

/** A connection to `serverName`, as far as it is in the clear. It begins on 2023-11-14. */
function traffic(serverName: string, version: number, certificate: CertificateFields = {}) {
  return conversation({ serverPort: 443, interval: "10ms" })
    .send(clientHello(serverName))
    .answer(serverHello(version))
    .answer(certificateMessage(certificate))
    .close().packets;
}

/** What it warned of. */
async function alerts(
  serverName: string,
  version: number,
  certificate: CertificateFields,
  options = {},
) {
  const { events } = await replay(tls, traffic(serverName, version, certificate), { options });
  return events.map((event) => event.kind === "alert" ? event.text : event);
}

const SITE = "www.example.com";

for (
  const [does, certificate, expected] of [
    ["says nothing of a good certificate", {}, []],
    ["says nothing of one for many names", { subject: "x", names: ["a.example", SITE] }, []],
    ["takes * for one label", { names: ["*.example.com"] }, []],
    ["warns where * stands for two labels", { names: ["*.com"] }, ["certificate is for *.com"]],
    ["warns of an expired certificate", { notAfter: "231101000000Z" }, [
      "certificate expired on 2023-11-01",
    ]],
    ["warns of one that is not valid yet", { notBefore: "231201000000Z" }, [
      "certificate valid from 2023-12-01 on only",
    ]],
    ["warns of one that signs itself", { issuer: SITE }, ["certificate issued by itself"]],
    ["warns of one for another name", { subject: "other.example" }, [
      "certificate is for other.example",
    ]],
  ] as const
) {
  Deno.test(`tls ${does}`, async () => {
    const texts = expected.map((what) => `${SITE}: ${what}`);
    assertEquals(await alerts(SITE, TLS_1_2, certificate), texts);
  });
}

Deno.test("tls says nothing of a client's own certificate", async () => {
  const { packets } = conversation({ serverPort: 443 })
    .send(clientHello(SITE)).answer(serverHello(TLS_1_2))
    .answer(certificateMessage({})).send(certificateMessage({ issuer: SITE })).close();
  assertEquals((await replay(tls, packets)).events, []);
});

Deno.test("tls warns of versions older than it is told", async () => {
  assertEquals(await alerts(SITE, TLS_1_0, {}), [`${SITE}: speaks TLS 1.0`]);
  assertEquals(await alerts(SITE, TLS_1_0, {}, { oldest: "1.0" }), []);
  assertEquals(await alerts(SITE, TLS_1_2, {}, { oldest: "1.3" }), [`${SITE}: speaks TLS 1.2`]);
});

Deno.test("tls reports names, fingerprints, versions and what was odd", async () => {
  const { report } = await replay(tls, traffic(SITE, TLS_1_2, { issuer: SITE }));
  const [names, fingerprints, versions, protocols, oddities] = report!.tables!.map(({ rows }) =>
    rows
  );
  assertEquals(names, [{ name: SITE, hellos: 1, share: 100, clients: 1 }]);
  assertEquals(
    fingerprints.map(({ ja4, clients }) => [String(ja4).slice(0, 10), clients]),
    [["t13d0506h2", 1]],
  );
  assertEquals(versions, [{ kind: "TLS 1.2", count: 1, share: 100 }]);
  assertEquals(protocols, []);
  assertEquals(oddities, [{ server: SITE, what: "certificate issued by itself", times: 1 }]);
  assertEquals(report!.values!.map(({ value }) => value), [1, 20, 20]);
});

Deno.test("tls tells each client's hello when it is to", async () => {
  const { events } = await replay(tls, traffic(SITE, TLS_1_2), { options: { log: true } });
  assertEquals(
    events.map((event) => {
      if (event.kind !== "log") return event;
      const { client, server, serverName, newestVersion } = event.fields;
      return { client, server, serverName, newestVersion };
    }),
    [{
      client: "192.0.2.1:49152",
      server: "192.0.2.2:443",
      serverName: SITE,
      newestVersion: "TLS 1.3",
    }],
  );
});
