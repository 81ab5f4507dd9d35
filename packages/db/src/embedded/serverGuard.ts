/**
 * A shell script that runs the server ("$@") as long as the other end of its stdin is open. Node keeps it open. When Node
 * closes it, or dies of any signal, the server gets SIGINT, a fast and clean shutdown, and then the folder $SCRATCH is removed.
 * When the server ends by itself the folder stays, because Node may start the server again.
 */
export const SERVER_GUARD = `
exec 4<&0 </dev/null
trap 'released=yes' USR1
"$@" 4<&- &
server=$!
{ while read -r line <&4; do :; done; kill -USR1 $$; kill -INT $server; } 2>/dev/null &
guard=$!
wait $server
status=$?
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
if [ "$released" = yes ]; then rm -rf "$SCRATCH" 2>/dev/null; else kill $guard; fi
exit $status
`;
