#!/usr/bin/env bash
# Runs the conformance suite of the Model Context Protocol against the transport of `menura mcp --http`.
# Needs npm and its registry; where Node is older than 22, a newer one comes from there too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=0.1.16
port=${1:-8790}
place=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server"; rm -rf "$place"' EXIT
./mvnw -q -pl menura-mcp -am test-compile dependency:build-classpath -DskipTests -DincludeScope=test \
    -Dmdep.outputFile="$place/classpath" >&2
(cd "$place" && npm install --silent --no-fund --no-audit "@modelcontextprotocol/conformance@$version" node@22 >&2)
java --enable-native-access=ALL-UNNAMED \
    -cp "menura-mcp/target/test-classes:menura-mcp/target/classes:$(cat "$place/classpath")" \
    org.menura.mcp.conformance.ConformanceServer "$port" &
server=$!
for _ in $(seq 50); do
    (exec 3<> "/dev/tcp/localhost/$port") 2> /dev/null && break
    sleep 0.2
done
"$place/node_modules/.bin/node" "$place/node_modules/@modelcontextprotocol/conformance/dist/index.js" \
    server --url "http://localhost:$port/mcp" --suite active
