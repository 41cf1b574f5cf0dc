package org.menura.eval.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Sends JSON to a server and reads its answers; tries again what may succeed the next time. Thread-safe. */
final class ServerClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429, 500, 502, 503, 504, 529);
    private static final int LONGEST_BODY = 500;
    private static final long LONGEST_WAIT = 60_000;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final @Nullable String key;
    private final int tries;
    private final Duration timeout;

    /**
     * Creates a client.
     *
     * @param key sent as a bearer token; null for none
     * @param tries at each request
     * @param timeout of one try
     */
    ServerClient(@Nullable String key, int tries, Duration timeout) {
        this.key = key;
        this.tries = tries;
        this.timeout = timeout;
    }

    /**
     * Posts JSON.
     *
     * @throws RefusedException if the server refuses the request
     * @throws FormatException if it can't be reached or answers no JSON, after all tries
     */
    JsonNode post(URI uri, JsonNode body) {
        return send(
                uri,
                builder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build());
    }

    /** Gets JSON; see {@link #post}. */
    JsonNode get(URI uri) {
        return send(uri, builder(uri).GET().build());
    }

    private HttpRequest.Builder builder(URI uri) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(timeout);
        if (key != null) {
            builder.header("Authorization", "Bearer " + key);
        }
        return builder;
    }

    private JsonNode send(URI uri, HttpRequest request) {
        String last = "";
        for (int i = 1; i <= tries; i++) {
            long wait = Math.min(LONGEST_WAIT, 500L << Math.min(i, 10));
            try {
                HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
                String body = new String(response.body(), StandardCharsets.UTF_8);
                if (response.statusCode() / 100 == 2) {
                    return JSON.readTree(body);
                }
                last = "it answered %d: %s".formatted(response.statusCode(), message(body));
                if (!PASSING.contains(response.statusCode())) {
                    throw new RefusedException(uri, response.statusCode(), last);
                }
                wait = retryAfter(response).orElse(wait);
            } catch (JsonProcessingException e) {
                throw new FormatException("%s answers no JSON: %s".formatted(uri, e.getOriginalMessage()), e);
            } catch (ConnectException e) {
                last = "nobody listens there";
            } catch (IOException e) {
                last = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            if (i < tries) {
                pause(wait);
            }
        }
        throw new FormatException("%s gave no answer in %d tries: %s".formatted(uri, tries, last));
    }

    private static Optional<Long> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(s -> s.matches("\\d{1,6}"))
                .map(s -> Math.min(LONGEST_WAIT, 1000 * Long.parseLong(s)));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CancellationException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        CancellationException ended = new CancellationException("interrupted while a server was asked");
        ended.initCause(e);
        return ended;
    }

    /** What servers say of an error, in whichever form. */
    private static String message(String body) {
        String text = body;
        try {
            JsonNode json = JSON.readTree(body);
            JsonNode said = json.path("error").path("message");
            said = said.isTextual() ? said : json.path("error").isTextual() ? json.path("error") : json.path("message");
            text = said.isTextual() ? said.asText() : body;
        } catch (JsonProcessingException _) {
            // a page of HTML, say
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST_BODY ? line.substring(0, LONGEST_BODY) + " …" : line;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
