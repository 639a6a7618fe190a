# tcp flags without a mask: flags alone ask for any of them, == and != for the
# whole byte, ! for none, a set for one of its values, a range for a number.
rules:
table netdev t {
	chain c {
		type filter hook ingress device "eth0" priority 0; policy accept;
		tcp dport 1 tcp flags syn drop comment "syn"
		tcp dport 2 tcp flags == syn drop comment "only-syn"
		tcp dport 3 tcp flags != syn drop comment "not-only-syn"
		tcp dport 4 tcp flags ! syn drop comment "no-syn"
		tcp dport 5 tcp flags fin,rst drop comment "fin-or-rst"
		tcp dport 6 tcp flags { fin, syn | ack, rst } drop comment "one-of"
		tcp dport 7 tcp flags != { syn, syn | ack } drop comment "none-of"
		tcp dport 8 tcp flags syn | ack drop comment "syn-or-ack"
		tcp dport 9 tcp flags == syn | ack drop comment "syn-and-ack"
		tcp dport 10 tcp flags 0x28 drop comment "psh-or-urg"
		tcp dport 11 tcp flags >= 0x40 drop comment "ecn-bits"
		tcp dport 12 tcp flags 0x10-0x1f drop comment "sixteens"
		tcp dport 13 tcp flags == 0x0 drop comment "none-at-all"
		tcp dport 14 tcp flags cwr drop comment "cwr"
	}
}
packets:
ip / tcp dport=1 flags=S => drop syn
ip / tcp dport=1 flags=SA => drop syn
ip / tcp dport=1 flags=FSRPAUEC => drop syn
ip / tcp dport=1 flags=A => accept policy
ip / tcp dport=1 flags=0 => accept policy
ip / tcp dport=1 flags=FRPAUEC => accept policy
ip / tcp dport=2 flags=S => drop only-syn
ip / tcp dport=2 flags=SA => accept policy
ip / tcp dport=2 flags=SE => accept policy
ip / tcp dport=2 flags=0 => accept policy
ip / tcp dport=3 flags=S => accept policy
ip / tcp dport=3 flags=SA => drop not-only-syn
ip / tcp dport=3 flags=A => drop not-only-syn
ip / tcp dport=3 flags=0 => drop not-only-syn
ip / tcp dport=4 flags=S => accept policy
ip / tcp dport=4 flags=SA => accept policy
ip / tcp dport=4 flags=A => drop no-syn
ip / tcp dport=4 flags=0 => drop no-syn
ip / tcp dport=5 flags=F => drop fin-or-rst
ip / tcp dport=5 flags=RA => drop fin-or-rst
ip / tcp dport=5 flags=FR => drop fin-or-rst
ip / tcp dport=5 flags=SA => accept policy
ip / tcp dport=6 flags=F => drop one-of
ip / tcp dport=6 flags=SA => drop one-of
ip / tcp dport=6 flags=R => drop one-of
ip / tcp dport=6 flags=S => accept policy
ip / tcp dport=6 flags=FA => accept policy
ip / tcp dport=6 flags=SAE => accept policy
ip / tcp dport=7 flags=S => accept policy
ip / tcp dport=7 flags=SA => accept policy
ip / tcp dport=7 flags=A => drop none-of
ip / tcp dport=7 flags=SC => drop none-of
ip / tcp dport=8 flags=S => drop syn-or-ack
ip / tcp dport=8 flags=A => drop syn-or-ack
ip / tcp dport=8 flags=SA => drop syn-or-ack
ip / tcp dport=8 flags=FRPUEC => accept policy
ip / tcp dport=9 flags=SA => drop syn-and-ack
ip / tcp dport=9 flags=S => accept policy
ip / tcp dport=9 flags=SAP => accept policy
ip / tcp dport=10 flags=P => drop psh-or-urg
ip / tcp dport=10 flags=U => drop psh-or-urg
ip / tcp dport=10 flags=SFRA => accept policy
ip / tcp dport=11 flags=E => drop ecn-bits
ip / tcp dport=11 flags=C => drop ecn-bits
ip / tcp dport=11 flags=FSRPAU => accept policy
ip / tcp dport=12 flags=A => drop sixteens
ip / tcp dport=12 flags=FSRPA => drop sixteens
ip / tcp dport=12 flags=FSRP => accept policy
ip / tcp dport=12 flags=AU => accept policy
ip / tcp dport=13 flags=0 => drop none-at-all
ip / tcp dport=13 flags=C => accept policy
ip / tcp dport=14 flags=CE => drop cwr
ip / tcp dport=14 flags=E => accept policy
ip6 / tcp dport=2 flags=S => drop only-syn
ip6 / dst / tcp dport=4 flags=F => drop no-syn
# a packet that is cut before its flags has none
ip len=33 / tcp dport=3 flags=A / cut 47 => accept policy
ip len=33 / tcp dport=4 flags=A / cut 47 => accept policy
ip len=33 / tcp dport=7 flags=A / cut 47 => accept policy
ip len=33 / tcp dport=13 flags=0 / cut 47 => accept policy
ip len=34 / tcp dport=13 flags=0 / cut 48 => drop none-at-all
