// cli/new_plugin.ts: `whiff new NAME.ts`: an analyzer to begin with, its test, and what the editor needs.
import settings from "../deno.json" with { type: "json" };
import { UsageError } from "./usage_error.ts";
import { writeNewText } from "./text_files.ts";

/**
 * Writes a documented analyzer, its test, and a `deno.json` where there is none.
 * What is there stays as it is. Gives back what to tell the user.
 */
export async function newPlugin(args: readonly string[]): Promise<string> {
  const [path, ...others] = args;
  const [, directory = "", base] = /^(.*\/)?([^/]+)\.ts$/.exec(path ?? "") ?? [];
  if (base === undefined || others.length > 0) {
    throw new UsageError("new takes the name of a file to write: whiff new mytalkers.ts");
  }
  const name = base.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== "").join("-");
  if (!/^[a-z]/.test(name)) {
    throw new UsageError(`${base} gives no name: it has to begin with a letter`);
  }
  if (!await writeNewText(path, analyzerText(name))) {
    throw new UsageError(`${path} is there already, and stays as it is`);
  }
  const lines = [`${path}: an analyzer to begin with`];
  const test = `${directory}${base}_test.ts`;
  if (await writeNewText(test, testText(name, `./${base}.ts`))) {
    lines.push(`${test}: its test; run it with deno test`);
  }
  const config = `${directory}deno.json`;
  if (await writeNewText(config, configText())) {
    lines.push(`${config}: tells the editor and deno test where "whiff" is`);
  } else {
    lines.push(`${config} is there already: it needs the imports "whiff" and "whiff/testing"`);
  }
  const run = `deno run --allow-ffi ${Deno.mainModule.replace("file://", "")}`;
  return `${lines.join("\n")}\n\nTry it:  sudo ${run} --plugin ${withDot(path)}\n`;
}

function withDot(path: string): string {
  return path.includes("/") ? path : `./${path}`;
}

/** Our own imports, as they are seen from anywhere. */
function configText(): string {
  const imports = Object.fromEntries(
    Object.entries(settings.imports).map(([name, target]) => [
      name,
      target.startsWith("./") ? new URL(`.${target}`, import.meta.url).href : target,
    ]),
  );
  return `${JSON.stringify({ imports }, undefined, 2)}\n`;
}

function analyzerText(name: string): string {
  return outdented(`
    import { type Address, defineAnalyzer, option, table, TopK } from "whiff";

    /** Bytes per source address. Say what you want, what you remember and what you report. */
    export default defineAnalyzer({
      name: "${name}",
      description: "Bytes per source address",
      // Only such packets are handed over, and captured (pcap-filter(7)).
      filter: "ip or ip6",
      // For --set rows=20; --plugin PATH --help lists them.
      options: { rows: option.integer(10, "rows to show", { min: 1 }) },
      // Containers are bounded, and can be saved and merged: TopK, Counter, PerKey, Quantiles …
      state: () => ({ bytes: new TopK<Address>(10_000) }),
      on: {
        // The packet is lent until this returns; packet.keep() copies it.
        packet(packet, { state }) {
          state.bytes.add(packet.ip!.source, packet.originalLength);
        },
        // Others: flowEnd, stream, dns, tls, http …; every: { "1s"() {} }.
      },
      report: ({ state, options }) => ({
        title: "Who sends",
        tables: [table({
          columns: [
            { key: "key", label: "Host" },
            { key: "count", label: "Sent", unit: "bytes" },
          ],
          rows: state.bytes.top(options.rows),
        })],
      }),
    });
  `);
}

function testText(name: string, module: string): string {
  return outdented(`
    import { assertEquals } from "@std/assert";
    import { ethernet, replay } from "whiff/testing";
    import analyzer from "${module}";

    Deno.test("${name} counts bytes by who sent them", async () => {
      const { report } = await replay(analyzer, [
        ethernet().ipv4({ source: "10.0.0.1" }).udp().payload(new Uint8Array(58)),
        ethernet().ipv4({ source: "10.0.0.2" }).udp().payload("a little"),
        ethernet().ipv4({ source: "10.0.0.1" }).tcp({ flags: "S" }),
      ]);
      const [first] = report!.tables![0].rows;
      assertEquals([\`\${first.key}\`, first.count], ["10.0.0.1", 100 + 54]);
    });
  `);
}

/** Text without the indentation that it has here. */
function outdented(text: string): string {
  return text.trim().replaceAll(/^ {4}/gm, "") + "\n";
}
