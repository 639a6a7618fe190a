#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# frames.pl - send frames of IPv4 as they are written, or read a packet socket
#
#	frames.pl send IFACE WORD=VALUE... [, WORD=VALUE...]...
#	frames.pl read IFACE PORT SECONDS
#	frames.pl alert PROTO SECONDS
#
# Words, with what stands where none is given: to (MAC address), from
# (02:00:00:00:00:99), vlan (no tag), type (0x0800), src (10.0.0.2), dst
# (10.0.0.1), ttl (64), id (1), off (0, in bytes), mf (0), options (IP's in
# hexadecimal, whole words), proto (udp; tcp, or a number), sport (777), dport
# (9), flags (0x10, TCP's), seq (1), data (bytes of x, 8), hex (what is behind
# the IP header, in place of all that), pad (to so many bytes, 0). A comma begins
# the next frame.
#
# read waits for a UDP packet to PORT, as DHCP's programs do, ahead of the IP
# hooks. It prints "ready" when it listens and ends with 0 when one came, else
# with 1. alert does so of a packet with the protocol PROTO and a router alert, as
# routing daemons do.
#
# It needs perl alone, without modules, so that it runs in the VM too.

($AF_PACKET, $SOCK_RAW, $SOCK_DGRAM, $SIOCGIFINDEX) = (17, 3, 2, 0x8933);
($AF_INET, $SOL_IP, $IP_ROUTER_ALERT) = (2, 0, 5);

sub quad { pack 'C4', split /\./, shift }
sub mac { pack 'H12', shift =~ tr/://dr }

sub sum {
	my $n = 0;
	$n += $_ for unpack 'n*', shift . "\0";
	$n = ($n & 0xffff) + ($n >> 16) for 1 .. 2;
	return ~$n & 0xffff;
}

# The transport header and what follows, with its checksum.
sub transport {
	my ($w, $proto) = @_;
	my $data = 'x' x $w->{data};
	my ($bytes, $at);

	return pack 'H*', $w->{hex} if defined $w->{hex};
	if ($proto == 6) {
		$bytes = pack('nnNNCCnnn', $w->{sport}, $w->{dport},
			$w->{seq}, 1, 0x50, oct $w->{flags}, 1000, 0, 0) . $data;
		$at = 16;
	} else {
		$bytes = pack('nnnn', $w->{sport}, $w->{dport},
			8 + length $data, 0) . $data;
		$at = 6;
	}
	substr($bytes, $at, 2) = pack 'n', sum(quad($w->{src}) .
		quad($w->{dst}) . pack('CCn', 0, $proto, length $bytes) .
		$bytes);
	return $bytes;
}

# Fragments have a part of the datagram each: "off" and "data" say which.
sub frame {
	my %w = (from => '02:00:00:00:00:99', type => '0x0800',
		src => '10.0.0.2', dst => '10.0.0.1', ttl => 64, id => 1,
		off => 0, mf => 0, proto => 'udp', sport => 777, dport => 9,
		flags => '0x10', seq => 1, data => 8, pad => 0,
		options => '', @_);
	my $proto = { udp => 17, tcp => 6 }->{$w{proto}} // $w{proto};
	my $body = $w{off} ? 'x' x $w{data} : transport(\%w, $proto);
	my $options = pack 'H*', $w{options};
	my $len = 20 + length $options;
	my $ip = pack 'CCnnnCCn a4a4', 0x40 | $len / 4, 0,
		$len + length $body, $w{id},
		$w{off} / 8 | ($w{mf} ? 0x2000 : 0), $w{ttl}, $proto, 0,
		quad($w{src}), quad($w{dst});
	my $head = mac($w{to}) . mac($w{from});

	$ip .= $options;
	substr($ip, 10, 2) = pack 'n', sum($ip);
	$head .= pack 'nn', 0x8100, $w{vlan} if defined $w{vlan};
	$head .= pack 'n', oct $w{type};
	$body = $head . $ip . $body;
	$body .= "\0" x ($w{pad} - length $body) if length $body < $w{pad};
	return $body;
}

sub index_of {
	my ($sock, $iface) = @_;
	my $request = pack 'a16 x24', $iface;

	ioctl $sock, $SIOCGIFINDEX, $request or die "$iface: $!\n";
	return unpack 'x16 i', $request;
}

sub send_all {
	my ($iface, @words) = @_;
	my @frames = ([]);

	for (@words) {
		if ($_ eq ',') { push @frames, [] }
		else { push @{ $frames[-1] }, split /=/, $_, 2 }
	}
	socket my $sock, $AF_PACKET, $SOCK_RAW, 0 or die "socket: $!\n";
	my $to = pack 'S n i x12', $AF_PACKET, 0, index_of($sock, $iface);
	for (@frames) {
		send $sock, frame(@$_), 0, $to or die "send: $!\n";
	}
}

sub read_one {
	my ($iface, $port, $seconds) = @_;
	my $end = time + $seconds;
	my $packet;

	socket my $sock, $AF_PACKET, $SOCK_DGRAM, 0 or die "socket: $!\n";
	bind $sock, pack 'S n i x12', $AF_PACKET, 0x0800,
		index_of($sock, $iface) or die "bind: $!\n";
	$| = 1;
	print "ready\n";
	while (time < $end) {
		my $ready = '';
		vec($ready, fileno $sock, 1) = 1;
		select $ready, undef, undef, 0.2 or next;
		defined recv $sock, $packet, 2048, 0 or die "recv: $!\n";
		my ($proto, $dport) = unpack 'x9 C x12 n', $packet;
		exit 0 if $proto == 17 && $dport == $port;
	}
	exit 1;
}

sub read_alert {
	my ($proto, $seconds) = @_;
	my $ready = '';

	socket my $sock, $AF_INET, $SOCK_RAW, $proto or die "socket: $!\n";
	setsockopt $sock, $SOL_IP, $IP_ROUTER_ALERT, 1 or die "alert: $!\n";
	$| = 1;
	print "ready\n";
	vec($ready, fileno $sock, 1) = 1;
	exit !select $ready, undef, undef, $seconds;
}

my $what = shift;
if ($what eq 'send') { send_all(@ARGV) }
elsif ($what eq 'alert') { read_alert(@ARGV) }
else { read_one(@ARGV) }
