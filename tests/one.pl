#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# one.pl SECONDS TIMES TEST - run a test, and end it if it takes that long
#
# It is a process group of its own, so that what it has started ends with it, and
# has locks of its own: namespaces part all else. A test that is ended fails by
# name. What it took is a line in the file TIMES: seconds, and those of
# processors, then TEST.
use strict;
use warnings;
use Fcntl qw(:flock);
use Time::HiRes qw(time);

my ($seconds, $times, @test) = @ARGV;
my $began = time;

# iptables takes one lock for all namespaces.
$ENV{XTABLES_LOCKFILE} = "$times.lock.$$";

my $pid = fork;
defined $pid or die "fork: $!\n";
if (!$pid) {
	setpgrp;
	open STDIN, '<', '/dev/null';
	exec { $test[0] } @test or die "$test[0]: $!\n";
}

# Traps get their time to clean up; what has none has to end.
my $GRACE = 30;
my $is_late = 0;
$SIG{ALRM} = sub {
	kill $is_late ? 'KILL' : 'TERM', -$pid;
	$is_late = 1;
	alarm $GRACE;
};
for my $signal (qw(INT TERM HUP)) {
	$SIG{$signal} = sub { kill $signal, -$pid };
}
alarm $seconds;
1 while waitpid($pid, 0) < 0 && $!{EINTR};
my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
alarm 0;
kill 'KILL', -$pid if $is_late;
unlink $ENV{XTABLES_LOCKFILE};

my (undef, undef, $user, $system) = times;
open my $file, '>>', $times or die "$times: $!\n";
flock $file, LOCK_EX;
printf $file "%8.1f s %8.1f s CPU  %s\n", time - $began, $user + $system, "@test";
close $file;

print "\nnot ok - $test[0] ends within $seconds s\n" if $is_late;
exit $status;
