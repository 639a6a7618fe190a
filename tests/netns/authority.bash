# SPDX-License-Identifier: GPL-2.0-only
# authority.bash - rules of the kernel, the same as a file, and who drops pings

# shellcheck disable=SC2154 # lib.bash's variables

# Who drops pings is seen by the kernel's counter: what nicfw drops early does
# not get there.
live_rules() {
	near nft -f - <<-'END'
		table inet filter {
			set bad { type ipv4_addr; flags interval; }
			chain input {
				type filter hook input priority 0; policy accept;
				ip saddr @bad drop
				icmp type echo-request counter drop
				ct state established accept
				tcp dport 23 drop
			}
			chain forward {
				type filter hook forward priority 0; policy drop;
			}
			chain output {
				type filter hook output priority 0;
			}
		}
	END
}

# file_rules [RULE...] - the same as a file, with more at the end of input
file_rules() {
	cat >"$tmp/host.nft" <<-END
		table inet filter
		delete table inet filter
		table inet filter {
			set bad { type ipv4_addr; flags interval; }
			chain forward {
				type filter hook forward priority filter
				policy drop
			}
			chain input {
				type filter hook input priority filter
				ip saddr @bad drop comment "none of them yet"
				icmp type echo-request counter drop
				ct state established accept
				tcp dport telnet drop
				$*
			}
			chain output { type filter hook output priority 0; }
		}
	END
}

counted() {
	near nft list chain inet filter input |
		sed -n 's/.*echo-request counter packets \([0-9]*\).*/\1/p'
}

# drops_early [CABLE] - v0 or v1, by its number
drops_early() {
	before=$(counted)
	drops "${1:-0}"
	[ "$(counted)" = "$before" ] || fail 'nftables dropped, not nicfw'
}

drops_late() {
	before=$(counted)
	drops 0
	[ "$(counted)" != "$before" ] || fail 'nftables saw no ping'
}

# A chain that keeps what it sees in a set: its packets have to arrive.
add_knock() {
	near nft -f - <<-'END'
		table netdev knock {
			set seen { type ipv4_addr; flags dynamic; }
			chain in {
				type filter hook ingress device v0 priority 0;
				add @seen { ip saddr }
			}
		}
	END
}
