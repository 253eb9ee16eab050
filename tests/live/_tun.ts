// tests/live/_tun.ts: makes a tun interface in its namespace and lets a packet come in by it.
//
//   deno run --allow-ffi _tun.ts tun0 45000014…
//
// It says "ready" when the interface is there. SIGUSR1 has the packet come in, SIGTERM ends it.
import { check } from "../../ffi/errno.ts";
import { libc } from "../../ffi/libc.ts";
import { IFREQ, struct } from "../../ffi/structs.ts";
import { cString } from "../../ffi/text.ts";

const O_RDWR = 2;
// linux/if_tun.h
const TUNSETIFF = 0x400454can;
const IFF_TUN = 0x0001;
const IFF_NO_PI = 0x1000;

if (import.meta.main) await tun(Deno.args[0], Uint8Array.fromHex(Deno.args[1]));

async function tun(name: string, packet: Uint8Array<ArrayBuffer>): Promise<void> {
  const fd = openTun(name);
  Deno.addSignalListener("SIGUSR1", () => {
    check("write", "send", libc().write(fd, packet, BigInt(packet.length)));
  });
  const ended = new Promise<void>((resolve) => Deno.addSignalListener("SIGTERM", resolve));
  Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
  const timer = setInterval(() => {}, 1000); // signals alone do not keep Deno running
  await ended;
  clearInterval(timer);
  Deno.exit();
}

/** Makes a tun interface, there as long as the file descriptor that it gives back; `flags` of open(2). */
export function openTun(name: string, flags = 0): number {
  const { open, ioctl } = libc();
  const fd = check("open", "open /dev/net/tun", open(cString("/dev/net/tun"), O_RDWR | flags, 0));
  const request = struct(IFREQ.SIZE);
  new Uint8Array(request.buffer).set(cString(name), IFREQ.NAME);
  request.setUint16(IFREQ.FLAGS, IFF_TUN | IFF_NO_PI, true);
  check("ioctl", `make ${name}`, ioctl(fd, TUNSETIFF, request));
  return fd;
}
