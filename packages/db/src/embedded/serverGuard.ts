/**
 * A shell script that runs the server ("$@") for as long as somebody holds the other end of its stdin. Node holds it:
 * when Node closes it, or dies of any signal, the server gets SIGINT, which is a fast and clean shutdown, and then the
 * folder $SCRATCH goes. A server that ends by itself leaves the folder to Node, which may want to try again.
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
