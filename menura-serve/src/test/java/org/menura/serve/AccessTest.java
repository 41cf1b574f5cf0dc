package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.serve.model.ModelEntry;

/** Who may ask a server. */
@Tag("slow")
class AccessTest {
    private static ServerOptions options() {
        return TestModels.options(ModelEntry.of("stories", TestModels.STORIES));
    }

    /** Sends a request as it stands, and returns the answer's first line and all the rest. */
    private static String raw(MenuraServer server, String... lines) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(out);
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aNameThatIsNotTheServersIsRefused() throws Exception {
        try (MenuraServer server = MenuraServer.start(options().withAllowed(Set.of("gpu.example"), List.of()))) {
            String get = "GET /v1/models HTTP/1.1";
            assertTrue(raw(server, get, "Host: evil.example").startsWith("HTTP/1.1 403"));
            assertTrue(raw(server, get, "Host: localhost:1").startsWith("HTTP/1.1 200"));
            assertTrue(raw(server, get, "Host: [::1]:80").startsWith("HTTP/1.1 200"));
            assertTrue(raw(server, get, "Host: 10.0.0.7").startsWith("HTTP/1.1 200"));
            assertTrue(raw(server, get, "Host: GPU.example:8080").startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void pagesOfOtherOriginsMayNotCall() throws Exception {
        try (MenuraServer server =
                MenuraServer.start(options().withAllowed(Set.of(), List.of("https://app.example")))) {
            String get = "GET /v1/models HTTP/1.1";
            String stranger = raw(server, get, "Host: localhost", "Origin: https://evil.example");
            assertTrue(stranger.startsWith("HTTP/1.1 403"));
            assertFalse(stranger.toLowerCase().contains("access-control"));
            String own = raw(server, get, "Host: localhost:9", "Origin: http://localhost:9");
            assertTrue(own.startsWith("HTTP/1.1 200"));
            assertFalse(own.toLowerCase().contains("access-control"));
            String friend = raw(server, get, "Host: localhost", "Origin: https://app.example");
            assertTrue(friend.contains("Access-Control-Allow-Origin: https://app.example"), friend);
            String asks = raw(
                    server, "OPTIONS /v1/chat/completions HTTP/1.1", "Host: localhost", "Origin: https://app.example");
            assertTrue(asks.startsWith("HTTP/1.1 204"), asks);
            String strangerAsks = raw(
                    server, "OPTIONS /v1/chat/completions HTTP/1.1", "Host: localhost", "Origin: https://evil.example");
            assertTrue(strangerAsks.startsWith("HTTP/1.1 403"), strangerAsks);
        }
    }

    @Test
    void keysOpenAllButHealthAndPage() throws Exception {
        try (MenuraServer server =
                MenuraServer.start(options().withKey("secret").withKey("other"))) {
            Client client = new Client(server);
            assertEquals(200, client.get("/health").status());
            assertEquals(200, client.get("/").status());
            Client.Answer none = client.get("/v1/models");
            assertEquals(401, none.status());
            assertEquals("invalid_api_key", none.error().path("code").asText());
            assertEquals(
                    401,
                    client.get("/v1/models", "Authorization", "Bearer wrong").status());
            assertEquals(
                    200,
                    client.get("/v1/models", "Authorization", "Bearer secret").status());
            assertEquals(200, client.get("/v1/models", "x-api-key", "other").status());
            assertEquals(401, client.post("/v1/messages", "{}").status());
        }
    }

    @Test
    void requestIdsAreKeptOrMade() throws Exception {
        try (MenuraServer server = MenuraServer.start(options())) {
            Client client = new Client(server);
            assertEquals(
                    "abc-1",
                    client.get("/health", "X-Request-Id", "abc-1")
                            .whole()
                            .headers()
                            .firstValue("X-Request-Id")
                            .orElse(""));
            String made = client.get("/health", "X-Request-Id", "no good")
                    .whole()
                    .headers()
                    .firstValue("X-Request-Id")
                    .orElse("");
            assertTrue(made.matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"), made);
        }
    }

    @Test
    void thePageLoadsNothingFromElsewhere() throws Exception {
        try (MenuraServer server = MenuraServer.start(options())) {
            Client client = new Client(server);
            Client.Answer page = client.get("/");
            assertEquals(200, page.status());
            String policy =
                    page.whole().headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.startsWith("default-src 'self'"), policy);
            assertFalse(policy.contains("unsafe"));
            assertEquals(404, client.get("/../pom.xml").status());
            assertEquals(404, client.get("/%2e%2e/Health.class").status());
            assertEquals(404, client.get("/index.html/").status());
        }
    }

    @Test
    void pagesThatMayCallAreToldWhyTheyAreRefused() throws Exception {
        try (MenuraServer server = MenuraServer.start(
                options().withAllowed(Set.of(), List.of("https://app.example")).withKey("secret"))) {
            String refused = raw(server, "GET /v1/models HTTP/1.1", "Host: localhost", "Origin: https://app.example");
            assertTrue(refused.startsWith("HTTP/1.1 401"), refused);
            assertTrue(refused.contains("Access-Control-Allow-Origin: https://app.example"), refused);
        }
    }
}
