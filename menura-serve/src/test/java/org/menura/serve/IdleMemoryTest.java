package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.serve.model.ModelEntry;

@Tag("slow")
@Timeout(60)
class IdleMemoryTest {
    private static final Duration REST = Duration.ofMillis(500);

    private static ServerOptions options() {
        return TestModels.options(ModelEntry.of("stories", TestModels.STORIES));
    }

    @Test
    void memoryIsGivenBackOncePerRestAndNeverWhileARequestRuns() throws Exception {
        try (MenuraServer server = MenuraServer.start(options().withMemoryRest(REST))) {
            Client client = new Client(server);
            await(server, 1); // what loading left
            Thread.sleep(3 * REST.toMillis());
            assertEquals(1, server.memoryGivenBack(), "nothing was asked since");
            Client.Answer metrics = client.get("/metrics");
            assertEquals(200, metrics.status());
            Thread.sleep(3 * REST.toMillis());
            assertEquals(1, server.memoryGivenBack(), "a look at the metrics is no work");
            FutureTask<Client.Answer> asked = new FutureTask<>(
                    () -> client.post("/v1/completions", "{'prompt': 'Once', 'max_tokens': 400, 'ignore_eos': true}"));
            Thread.ofPlatform().start(asked);
            while (!asked.isDone()) {
                assertEquals(1, server.memoryGivenBack(), "a text is being written");
                Thread.sleep(5);
            }
            assertEquals(200, asked.get().status());
            await(server, 2);
        }
    }

    @Test
    void aServerWithinAProgramAsksForNoCollections() throws Exception {
        assertNull(options().memoryRest());
        assertThrows(IllegalArgumentException.class, () -> options().withMemoryRest(Duration.ZERO));
    }

    private static void await(MenuraServer server, int times) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (server.memoryGivenBack() < times) {
            assertTrue(System.nanoTime() < end, "no memory was given back");
            Thread.sleep(10);
        }
    }
}
