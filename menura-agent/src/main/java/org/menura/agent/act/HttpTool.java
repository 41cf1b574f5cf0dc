package org.menura.agent.act;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** Reads pages of the hosts that were allowed by name. What they say is a text of others. */
public final class HttpTool extends DelegatingTool {
    private static final int MOST_BYTES = 200_000;
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private record Page(
            @Param(description = "address, http or https") String url) {}

    /** Creates the tool for some hosts, each with its port if that is not the usual one. */
    public HttpTool(Set<String> hosts) {
        Set<String> allowed = Set.copyOf(hosts);
        super(new FunctionTool<>(
                "http_get", "Reads a page of the web.", Effect.PURE, Page.class, (p, _) -> read(p.url(), allowed)));
    }

    private static Object read(String url, Set<String> hosts) throws InterruptedException {
        URI address = URI.create(url);
        String host =
                address.getPort() < 0 ? String.valueOf(address.getHost()) : address.getHost() + ":" + address.getPort();
        boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!web || !hosts.contains(host)) {
            return ToolResult.error("'%s' may not be read; allowed are pages of %s".formatted(url, hosts));
        }
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(WITHIN).GET().build();
        try (HttpClient client = HttpClient.newBuilder()
                        .connectTimeout(WITHIN)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
                InputStream in = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body()) {
            return ToolResult.outside(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return ToolResult.error("'%s' could not be read: %s".formatted(url, e));
        }
    }
}
