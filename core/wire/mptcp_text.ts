// core/wire/mptcp_text.ts: options of Multipath TCP in tcpdump's manner.
import { type MptcpOption, MptcpSubtype } from "./tcp_mptcp.ts";

/** The option after its name and length: `dss ack 2 seq 1 subseq 1 len 41 csum 0x45c9`. */
export function mptcpText(option: MptcpOption): string {
  switch (option.subtype) {
    case MptcpSubtype.Capable:
      return capable(option);
    case MptcpSubtype.Join:
      return join(option);
    case MptcpSubtype.DataSequence:
      return dataSequence(option);
    case MptcpSubtype.AddAddress:
      return addAddress(option);
    case MptcpSubtype.RemoveAddress:
      return `rem-addr id ${(option.addressIds ?? []).join(",")}`;
    case MptcpSubtype.Priority:
      return words("prio", option.backup && "backup", named("id", option.addressId));
    case MptcpSubtype.Fail:
      return words("fail", named("seq", option.dataSequenceNumber));
    case MptcpSubtype.FastClose:
      return words("fast-close", named("key", hexadecimal(option.receiverKey)));
    case MptcpSubtype.Reset:
      return words("reset", named("reason", option.reason));
    default:
      return `subtype-${option.subtype}`;
  }
}

function capable({ version, checksumRequired, senderKey, receiverKey }: MptcpOption): string {
  const keys = [senderKey, receiverKey].filter((key) => key !== undefined).map(hexadecimal);
  return words(
    "capable",
    version !== undefined && `v${version}`,
    checksumRequired && "csum",
    keys.length > 0 && `{${keys.join(",")}}`,
  );
}

function join(option: MptcpOption): string {
  return words(
    "join",
    option.backup && "backup",
    named("id", option.addressId),
    named("token", hexadecimal(option.receiverToken)),
    named("hmac", option.authenticationCode && `0x${option.authenticationCode.toHex()}`),
    named("nonce", hexadecimal(option.senderNonce)),
  );
}

function dataSequence(option: MptcpOption): string {
  return words(
    "dss",
    option.dataFin && "fin",
    named("ack", option.dataAcknowledgment),
    named("seq", option.dataSequenceNumber),
    named("subseq", option.subflowSequenceNumber),
    named("len", option.dataLength),
    named("csum", hexadecimal(option.checksum)),
  );
}

/** In version 0 the flags' place tells the IP version. */
function addAddress({ flags = 0, addressId, address, port }: MptcpOption): string {
  const version = flags === 4 || flags === 6 ? `v0-ip${flags}` : "v1";
  const end = port === undefined ? address : `${address}:${port}`;
  return words(
    `add-addr ${version}`,
    version === "v1" && (flags & 1) === 1 && "echo",
    named("id", addressId),
    end?.toString(),
  );
}

function words(...parts: (string | false | undefined)[]): string {
  return parts.filter((part) => part).join(" ");
}

function named(name: string, value: number | bigint | string | undefined): string | undefined {
  return value === undefined ? undefined : `${name} ${value}`;
}

function hexadecimal(value: number | bigint | undefined): string | undefined {
  return value === undefined ? undefined : `0x${value.toString(16)}`;
}
