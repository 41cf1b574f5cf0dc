package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.generate.LoadOptions;
import org.menura.generate.batch.Batch;
import org.menura.generate.batch.EngineStats;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ModelEntry;
import org.menura.serve.model.ServedModel;

/** Requests that share a connection by HTTP/2, as Java's own client sends them: each comes and goes by itself. */
@Tag("slow")
@Timeout(60)
class Http2Test {
    private MenuraServer server;
    private Lease lease;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("endless", TestModels.ENDLESS))
                .withBytes(100_000, 1 << 20, 1 << 20, 10_000)
                .withLoad(LoadOptions.defaults().withThreads(1).withLimits(Batch.Limits.exact(2))));
        lease = server.lease("endless");
        client = HttpClient.newHttpClient();
        HttpResponse<String> first = client.send(
                HttpRequest.newBuilder(server.address().resolve("health")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, first.version());
        assertEquals(200, first.statusCode());
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        lease.close();
        server.close();
    }

    private EngineStats stats() {
        return ((ServedModel.Language) lease.model()).model().stats();
    }

    private HttpRequest request(String prompt) {
        return HttpRequest.newBuilder(server.address().resolve("v1/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"prompt\":\"%s\",\"stream\":true,\"max_tokens\":-1,\"ignore_eos\":true}".formatted(prompt)))
                .build();
    }

    private InputStream stream(String prompt) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request(prompt), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        assertEquals(1000, response.body().readNBytes(1000).length);
        return response.body();
    }

    private void awaitRunning(int count) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (stats().running() != count) {
            assertTrue(System.nanoTime() < end, () -> stats().running() + " texts are written, not " + count);
            Thread.sleep(2);
        }
    }

    @Test
    void aTextEndsWithItsStreamAndNotWithItsNeighbour() throws Exception {
        try (InputStream stays = stream("a")) {
            InputStream goes = stream("b");
            awaitRunning(2);
            goes.close();
            awaitRunning(1);
            assertEquals(20_000, stays.readNBytes(20_000).length, "the neighbour goes on");
        }
        awaitRunning(0);
        assertEquals(2, stats().cancelled());
    }

    @Test
    void aRefusalLeavesItsNeighbourAlone() throws Exception {
        try (InputStream stays = stream("a")) {
            HttpResponse<String> refused =
                    client.send(request("x".repeat(200_000)), HttpResponse.BodyHandlers.ofString());
            assertEquals(413, refused.statusCode());
            assertTrue(refused.body().contains("max-body"), refused.body());
            assertEquals(20_000, stays.readNBytes(20_000).length, "the neighbour goes on");
        }
        awaitRunning(0);
    }
}
