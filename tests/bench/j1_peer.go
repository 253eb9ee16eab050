// j1_peer.go: job 1 with gopacket's fastest decoder: what tests/bench/j1.ts prints, in Go.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o j1_peer j1_peer.go
//	j1_peer FILE        a capture file
//	j1_peer -i eth0     an interface, until SIGINT
package main

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/signal"
	"sort"
	"sync/atomic"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/afpacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

const (
	rows      = 10
	blockSize = 1 << 20
	blocks    = 64 // a ring of 64 MiB, as whiff's
)

type source struct{ bytes, packets int }

// reading gives the next frame; it is not to be kept.
type reading func() ([]byte, gopacket.CaptureInfo, error)

type job struct {
	packets, bytes, tagged, short int
	etherTypes                    [65536]int
	ipv4, ipv6                    [256]int
	sources4                      map[[4]byte]*source
	sources6                      map[[16]byte]*source
}

// run counts all frames until reading fails; the end of a file is no error.
func (j *job) run(read reading) error {
	var ethernet layers.Ethernet
	var vlan layers.Dot1Q
	var ipv4 layers.IPv4
	var ipv6 layers.IPv6
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet)
	parser.SetDecodingLayerContainer(gopacket.DecodingLayerSparse(nil))
	for _, layer := range []gopacket.DecodingLayer{&ethernet, &vlan, &ipv4, &ipv6} {
		parser.AddDecodingLayer(layer)
	}
	parser.IgnoreUnsupported = true
	decoded := make([]gopacket.LayerType, 0, 8)
	for {
		frame, info, err := read()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		j.packets++
		j.bytes += info.Length
		// What it cannot decode is missing in `decoded`, and counted as short.
		_ = parser.DecodeLayers(frame, &decoded)
		if len(decoded) == 0 {
			j.short++
			continue
		}
		etherType := numberOf(ethernet.EthernetType, ethernet.Length)
		hasTag, hasIP := false, false
		for _, layer := range decoded {
			switch layer {
			case layers.LayerTypeDot1Q:
				hasTag = true
				etherType = int(vlan.Type)
			case layers.LayerTypeIPv4:
				hasIP = true
				j.ipv4[ipv4.Protocol]++
				add(j.sources4, *(*[4]byte)(ipv4.SrcIP), info.Length)
			case layers.LayerTypeIPv6:
				hasIP = true
				j.ipv6[ipv6.NextHeader]++
				add(j.sources6, *(*[16]byte)(ipv6.SrcIP), info.Length)
			}
		}
		j.etherTypes[etherType]++
		if hasTag {
			j.tagged++
		}
		if !hasIP && (etherType == int(layers.EthernetTypeIPv4) || etherType == int(layers.EthernetTypeIPv6)) {
			j.short++
		}
	}
}

// numberOf gives what stands in a frame's type field; gopacket tells lengths (IEEE 802.3) apart.
func numberOf(etherType layers.EthernetType, length uint16) int {
	if etherType == layers.EthernetTypeLLC {
		return int(length)
	}
	return int(etherType)
}

func add[Address comparable](sources map[Address]*source, address Address, length int) {
	found := sources[address]
	if found == nil {
		found = &source{}
		sources[address] = found
	}
	found.bytes += length
	found.packets++
}

func (j *job) print(to io.Writer) {
	fmt.Fprintf(to, "packets %d\nbytes %d\nvlan %d\nshort %d\n", j.packets, j.bytes, j.tagged, j.short)
	for etherType, count := range j.etherTypes {
		if count > 0 {
			fmt.Fprintf(to, "eth 0x%04x %d\n", etherType, count)
		}
	}
	printProtocols(to, "ipv4", &j.ipv4)
	printProtocols(to, "ipv6", &j.ipv6)
	type row struct {
		address netip.Addr
		*source
	}
	var all []row
	for address, source := range j.sources4 {
		all = append(all, row{netip.AddrFrom4(address), source})
	}
	for address, source := range j.sources6 {
		all = append(all, row{netip.AddrFrom16(address), source})
	}
	sort.Slice(all, func(a, b int) bool { return all[a].bytes > all[b].bytes })
	fmt.Fprintf(to, "sources %d\n", len(all))
	for rank := 0; rank < rows && rank < len(all); rank++ {
		fmt.Fprintf(to, "top %d %s %d %d\n", rank+1, all[rank].address, all[rank].bytes, all[rank].packets)
	}
}

func printProtocols(to io.Writer, version string, counts *[256]int) {
	for protocol, count := range counts {
		if count > 0 {
			fmt.Fprintf(to, "%s %d %d\n", version, protocol, count)
		}
	}
}

// fromFile runs the job over a capture file in the old format.
func (j *job) fromFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := pcapgo.NewReader(bufio.NewReaderSize(file, blockSize))
	if err != nil {
		return err
	}
	return j.run(reader.ZeroCopyReadPacketData)
}

// fromInterface runs the job over what passes an interface until SIGINT; how many frames were lost.
func (j *job) fromInterface(name string) (uint, error) {
	ring, err := afpacket.NewTPacket(
		afpacket.OptInterface(name),
		afpacket.OptBlockSize(blockSize),
		afpacket.OptNumBlocks(blocks),
		afpacket.OptPollTimeout(100*time.Millisecond),
		afpacket.TPacketVersion3,
	)
	if err != nil {
		return 0, err
	}
	defer ring.Close()
	var stopped atomic.Bool
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	go func() {
		<-signals
		stopped.Store(true)
	}()
	err = j.run(func() ([]byte, gopacket.CaptureInfo, error) {
		for {
			frame, info, err := ring.ZeroCopyReadPacketData()
			if err != afpacket.ErrTimeout {
				return frame, info, err
			} else if stopped.Load() {
				return nil, info, io.EOF
			}
		}
	})
	if err != nil {
		return 0, err
	}
	_, statistics, err := ring.SocketStats()
	return statistics.Drops(), err
}

func main() {
	j := job{sources4: map[[4]byte]*source{}, sources6: map[[16]byte]*source{}}
	output := bufio.NewWriter(os.Stdout)
	var err error
	if len(os.Args) == 3 && os.Args[1] == "-i" {
		var dropped uint
		dropped, err = j.fromInterface(os.Args[2])
		j.print(output)
		fmt.Fprintf(output, "dropped %d\n", dropped)
	} else if len(os.Args) == 2 {
		err = j.fromFile(os.Args[1])
		j.print(output)
	} else {
		err = fmt.Errorf("usage: %s FILE | -i INTERFACE", os.Args[0])
	}
	output.Flush()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
