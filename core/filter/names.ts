// core/filter/names.ts: names for port and protocol numbers.

/** What a port name stands for; a protocol in which it is not used has `undefined`. */
export interface NamedPort {
  readonly tcp?: number;
  readonly udp?: number;
}

/** Where a filter's names are looked up: our table, then what the system says. */
export class Names {
  readonly #ports = new Map<string, { tcp?: number; udp?: number }>();
  readonly #protocols: Map<string, number>;

  /**
   * @param services The text of `/etc/services` (services(5)), if it may be read.
   * @param protocols The text of `/etc/protocols` (protocols(5)), likewise.
   */
  constructor(services = "", protocols = "") {
    this.#protocols = new Map(Object.entries(WELL_KNOWN_PROTOCOLS));
    // The system's word counts; ours is for names that it does not have.
    for (const line of services.split("\n")) this.#addService(line);
    const known = new Set(this.#ports.keys());
    for (const line of WELL_KNOWN_SERVICES.split("\n")) this.#addService(line, known);
    for (const line of protocols.split("\n")) {
      const [name, number, ...aliases] = withoutComment(line);
      if (!isSmallNumber(number, 65535)) continue;
      for (const each of [name, ...aliases]) this.#protocols.set(each, Number(number));
    }
  }

  /** The port that a service has; names are case-sensitive, as in services(5). */
  port(name: string): NamedPort | undefined {
    return this.#ports.get(name);
  }

  /** The number that a protocol has in IP. */
  protocol(name: string): number | undefined {
    return this.#protocols.get(name);
  }

  /** All names of ports, to suggest one. */
  get portNames(): Iterable<string> {
    return this.#ports.keys();
  }

  /** All names of protocols, to suggest one. */
  get protocolNames(): Iterable<string> {
    return this.#protocols.keys();
  }

  #addService(line: string, except?: ReadonlySet<string>): void {
    const [name, where, ...aliases] = withoutComment(line);
    const [port, protocol] = where?.split("/") ?? [];
    if (!isSmallNumber(port, 65535) || (protocol !== "tcp" && protocol !== "udp")) return;
    for (const each of [name, ...aliases]) {
      if (except?.has(each)) continue;
      const known = this.#ports.get(each) ?? {};
      known[protocol] ??= Number(port);
      this.#ports.set(each, known);
    }
  }
}

function withoutComment(line: string): string[] {
  return line.replace(/#.*/, "").split(/\s+/).filter((word) => word !== "");
}

function isSmallNumber(text: string | undefined, greatest: number): boolean {
  return text !== undefined && /^[0-9]+$/.test(text) && Number(text) <= greatest;
}

/** Numbers of ethernet protocols by the names that `ether proto` takes. */
export const ETHER_PROTOCOLS: ReadonlyMap<string, number> = new Map(Object.entries({
  aarp: 0x80f3,
  arp: 0x0806,
  atalk: 0x809b,
  decnet: 0x6003,
  ip: 0x0800,
  ip6: 0x86dd,
  lat: 0x6004,
  loopback: 0x9000,
  mopdl: 0x6001,
  moprc: 0x6002,
  rarp: 0x8035,
  sca: 0x6007,
  // Service access points of IEEE 802.2.
  iso: 0xfe,
  stp: 0x42,
  ipx: 0xe0,
  netbeui: 0xf0,
}));

/** Protocols in ISO's network layer (ISO/IEC TR 9577) by the names that `iso proto` takes. */
export const ISO_PROTOCOLS: ReadonlyMap<string, number> = new Map(Object.entries({
  clnp: 0x81,
  esis: 0x82,
  isis: 0x83,
}));

/**
 * Names that most people use, in the form of services(5): a subset of IANA's
 * "Service Name and Transport Protocol Port Number Registry" with its usual
 * aliases. Only the protocols are listed in which a service is known.
 */
const WELL_KNOWN_SERVICES = `
tcpmux 1/tcp
echo 7/tcp
echo 7/udp
discard 9/tcp sink null
discard 9/udp sink null
systat 11/tcp users
daytime 13/tcp
daytime 13/udp
netstat 15/tcp
qotd 17/tcp quote
chargen 19/tcp ttytst source
chargen 19/udp ttytst source
ftp-data 20/tcp
ftp 21/tcp
ssh 22/tcp
telnet 23/tcp
smtp 25/tcp mail
time 37/tcp timserver
time 37/udp timserver
whois 43/tcp nicname
tacacs 49/tcp
tacacs 49/udp
domain 53/tcp
domain 53/udp
bootps 67/udp
bootpc 68/udp
tftp 69/udp
gopher 70/tcp
finger 79/tcp
http 80/tcp www
kerberos 88/tcp kerberos5 krb5 kerberos-sec
kerberos 88/udp kerberos5 krb5 kerberos-sec
iso-tsap 102/tcp tsap
pop3 110/tcp pop-3
sunrpc 111/tcp portmapper
sunrpc 111/udp portmapper
auth 113/tcp authentication tap ident
nntp 119/tcp readnews untp
ntp 123/udp
epmap 135/tcp loc-srv
netbios-ns 137/udp
netbios-dgm 138/udp
netbios-ssn 139/tcp
imap2 143/tcp imap
snmp 161/tcp
snmp 161/udp
snmp-trap 162/tcp snmptrap
snmp-trap 162/udp snmptrap
bgp 179/tcp
ptp-event 319/udp
ptp-general 320/udp
ldap 389/tcp
ldap 389/udp
https 443/tcp
https 443/udp
microsoft-ds 445/tcp
kpasswd 464/tcp
kpasswd 464/udp
submissions 465/tcp ssmtp smtps urd
isakmp 500/udp
rtsp 554/tcp
rtsp 554/udp
ipp 631/tcp
exec 512/tcp
biff 512/udp comsat
login 513/tcp
who 513/udp whod
shell 514/tcp cmd syslog
syslog 514/udp
printer 515/tcp spooler
talk 517/udp
route 520/udp router routed
gdomap 538/tcp
gdomap 538/udp
klogin 543/tcp
kshell 544/tcp krcmd
nntps 563/tcp snntp
submission 587/tcp
ldaps 636/tcp
ldaps 636/udp
domain-s 853/tcp
domain-s 853/udp
rsync 873/tcp
ftps 990/tcp
telnets 992/tcp
imaps 993/tcp
pop3s 995/tcp
socks 1080/tcp
openvpn 1194/tcp
openvpn 1194/udp
ms-sql-s 1433/tcp
ms-sql-m 1434/udp
ingreslock 1524/tcp
datametrics 1645/tcp old-radius
datametrics 1645/udp old-radius
l2f 1701/udp l2tp
radius 1812/tcp
radius 1812/udp
radius-acct 1813/tcp radacct
radius-acct 1813/udp radacct
cisco-sccp 2000/tcp
nfs 2049/tcp
nfs 2049/udp
gnunet 2086/tcp
gnunet 2086/udp
rtcm-sc104 2101/tcp
rtcm-sc104 2101/udp
gsigatekeeper 2119/tcp
cvspserver 2401/tcp
venus 2430/tcp
venus 2430/udp
dict 2628/tcp
iscsi-target 3260/tcp
mysql 3306/tcp
ms-wbt-server 3389/tcp
nut 3493/tcp
nut 3493/udp
distcc 3632/tcp
svn 3690/tcp subversion
sip 5060/tcp
sip 5060/udp
sip-tls 5061/tcp
sip-tls 5061/udp
xmpp-client 5222/tcp jabber-client
xmpp-server 5269/tcp jabber-server
mdns 5353/udp
postgresql 5432/tcp postgres
amqp 5672/tcp
x11 6000/tcp x11-0
x11-1 6001/tcp
ircs-u 6697/tcp
bacula-dir 9101/tcp
gsidcap 22128/tcp
rmtcfg 1236/tcp
xtel 1313/tcp
git 9418/tcp
`;

/** Protocol numbers by name (IANA "Protocol Numbers"), spelt as in protocols(5). */
const WELL_KNOWN_PROTOCOLS: Readonly<Record<string, number>> = {
  "ip": 0,
  "IP": 0,
  "hopopt": 0,
  "HOPOPT": 0,
  "icmp": 1,
  "ICMP": 1,
  "igmp": 2,
  "IGMP": 2,
  "ggp": 3,
  "GGP": 3,
  "ipencap": 4,
  "IP-ENCAP": 4,
  "st": 5,
  "ST": 5,
  "tcp": 6,
  "TCP": 6,
  "egp": 8,
  "EGP": 8,
  "igp": 9,
  "IGP": 9,
  "pup": 12,
  "PUP": 12,
  "udp": 17,
  "UDP": 17,
  "hmp": 20,
  "HMP": 20,
  "xns-idp": 22,
  "XNS-IDP": 22,
  "rdp": 27,
  "RDP": 27,
  "iso-tp4": 29,
  "ISO-TP4": 29,
  "dccp": 33,
  "DCCP": 33,
  "xtp": 36,
  "XTP": 36,
  "ddp": 37,
  "DDP": 37,
  "idpr-cmtp": 38,
  "IDPR-CMTP": 38,
  "ipv6": 41,
  "IPv6": 41,
  "ipv6-route": 43,
  "IPv6-Route": 43,
  "ipv6-frag": 44,
  "IPv6-Frag": 44,
  "idrp": 45,
  "IDRP": 45,
  "rsvp": 46,
  "RSVP": 46,
  "gre": 47,
  "GRE": 47,
  "esp": 50,
  "IPSEC-ESP": 50,
  "ah": 51,
  "IPSEC-AH": 51,
  "skip": 57,
  "SKIP": 57,
  "ipv6-icmp": 58,
  "IPv6-ICMP": 58,
  "ipv6-nonxt": 59,
  "IPv6-NoNxt": 59,
  "ipv6-opts": 60,
  "IPv6-Opts": 60,
  "rspf": 73,
  "RSPF": 73,
  "CPHB": 73,
  "vmtp": 81,
  "VMTP": 81,
  "eigrp": 88,
  "EIGRP": 88,
  "ospf": 89,
  "OSPFIGP": 89,
  "ax.25": 93,
  "AX.25": 93,
  "ipip": 94,
  "IPIP": 94,
  "etherip": 97,
  "ETHERIP": 97,
  "encap": 98,
  "ENCAP": 98,
  "pim": 103,
  "PIM": 103,
  "ipcomp": 108,
  "IPCOMP": 108,
  "vrrp": 112,
  "VRRP": 112,
  "l2tp": 115,
  "L2TP": 115,
  "isis": 124,
  "ISIS": 124,
  "sctp": 132,
  "SCTP": 132,
  "fc": 133,
  "FC": 133,
  "mobility-header": 135,
  "Mobility-Header": 135,
  "udplite": 136,
  "UDPLite": 136,
  "mpls-in-ip": 137,
  "MPLS-in-IP": 137,
  "manet": 138,
  "hip": 139,
  "HIP": 139,
  "shim6": 140,
  "Shim6": 140,
  "wesp": 141,
  "WESP": 141,
  "rohc": 142,
  "ROHC": 142,
  "ethernet": 143,
  "Ethernet": 143,
};
