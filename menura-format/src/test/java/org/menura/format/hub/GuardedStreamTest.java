package org.menura.format.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class GuardedStreamTest {
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(3), 1, Duration.ofMillis(1));

    @Test
    void aServerThatFallsSilentIsATimeout() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (FakeHub hub = new FakeHub();
                HubHttp http = new HubHttp(hub.endpoint(), null, SHORT)) {
            hub.trap("/slow", 1, exchange -> {
                exchange.sendResponseHeaders(200, 10);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                await(end);
            });
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                try (HubHttp.Reply reply = http.get(hub.endpoint().resolve("/slow"), Map.of())) {
                    assertEquals(1, reply.body().read());
                    HttpTimeoutException e = assertThrows(
                            HttpTimeoutException.class, () -> reply.body().read());
                    assertTrue(e.getMessage().startsWith("nothing arrived"), e.getMessage());
                } finally {
                    end.countDown(); // or closing the hub would wait for its handler
                }
            });
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
