package org.menura.format.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** GET requests to a hub: follows redirects and keeps the token from every other host. */
final class HubHttp implements AutoCloseable {
    private static final int MAX_REDIRECTS = 10;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private final URI endpoint;
    private final @Nullable String authorization;
    private final Patience patience;
    private final HttpClient client;
    private volatile boolean reached;

    /** @param authorization the header that {@code endpoint} and no other host gets, or null */
    HubHttp(URI endpoint, @Nullable String authorization, Patience patience) {
        this.endpoint = endpoint;
        this.authorization = authorization;
        this.patience = patience;
        // One connection per download (HTTP/1.1) is what content networks serve fastest.
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.connect())
                .build();
    }

    /**
     * What came back after all redirects.
     *
     * @param status the HTTP status, none that asks to try again later
     * @param fromHub whether the hub itself answered, rather than the host of its files
     */
    record Reply(int status, boolean fromHub, HttpResponse<InputStream> response, InputStream body)
            implements AutoCloseable {
        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** The address without its query, which may hold a signature. */
        String address() {
            URI uri = response.uri();
            return uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
        }

        /** Drops what is left of the body. */
        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /**
     * Sends a GET request.
     *
     * @throws Retries.Unready if the server asks to try later
     * @throws HubException if trying again is of no use
     * @throws IOException if the connection fails
     */
    Reply get(URI uri, Map<String, String> headers) throws IOException {
        URI at = uri;
        boolean withToken = true;
        for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
            boolean fromHub = sameHost(at, endpoint);
            // A redirect that comes back from elsewhere gets no token either.
            withToken &= fromHub;
            HttpResponse<InputStream> response = send(request(at, headers, withToken));
            int status = response.statusCode();
            if (!isRedirect(status)) {
                Reply reply =
                        new Reply(status, fromHub, response, new GuardedStream(response.body(), patience.silence()));
                refuseUnready(reply);
                return reply;
            }
            response.body().close();
            at = next(at, response.headers().firstValue("Location").orElse(""));
        }
        throw new HubException("%s redirects more than %d times".formatted(uri.getHost(), MAX_REDIRECTS));
    }

    Retries retries(String what) {
        return new Retries(patience, what);
    }

    boolean hasToken() {
        return authorization != null;
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private HttpRequest request(URI uri, Map<String, String> headers, boolean withToken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(patience.silence())
                .header("User-Agent", "menura")
                .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (withToken && authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            reached = true;
            return response;
        } catch (ConnectException | HttpConnectTimeoutException | SSLException e) {
            if (reached) {
                throw e;
            }
            String why = e.getMessage() == null ? "no connection" : e.getMessage();
            throw new HubException(
                    "can't reach %s (%s); check the network and the hub's address"
                            .formatted(request.uri().getAuthority(), why),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException(
                    "the request to %s was interrupted".formatted(request.uri().getAuthority()), e);
        }
    }

    private static void refuseUnready(Reply reply) throws IOException {
        int status = reply.status();
        // The host of the files refuses when a signed address has expired; the hub hands out a new one.
        boolean expired = !reply.fromHub() && (status == 401 || status == 403);
        if (status == 408 || status == 429 || status >= 500 || expired) {
            reply.close();
            String wish = reply.header("Retry-After")
                    .filter(s -> SECONDS.matcher(s).matches())
                    .orElse("0");
            throw new Retries.Unready(
                    "%s answered %d".formatted(reply.response().uri().getAuthority(), status),
                    Duration.ofSeconds(Long.parseLong(wish)));
        }
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static URI next(URI from, String location) throws HubException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new HubException(from.getHost() + " redirects to an address that is none", e);
        }
        boolean secure = "https".equals(to.getScheme());
        boolean asBefore = "http".equals(to.getScheme()) && "http".equals(from.getScheme());
        if (location.isEmpty() || to.getHost() == null || !(secure || asBefore)) {
            throw new HubException(
                    "%s redirects to an address that is no web page, or no secure one".formatted(from.getHost()));
        }
        return to;
    }

    private static boolean sameHost(URI a, URI b) {
        return Objects.equals(a.getScheme(), b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost())
                && port(a) == port(b);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
