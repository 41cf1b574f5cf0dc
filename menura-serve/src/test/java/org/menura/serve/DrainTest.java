package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.generate.LoadOptions;
import org.menura.serve.model.ModelEntry;

/** A server that stops answers what is under way, takes nothing new, and gives up in the end. */
@Timeout(90)
class DrainTest {
    private static MenuraServer start(Duration patience) {
        return MenuraServer.start(TestModels.options(ModelEntry.of("endless", TestModels.ENDLESS))
                .withLoad(LoadOptions.defaults().withThreads(1))
                .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(30), patience));
    }

    private static CompletableFuture<Client.Answer> ask(Client client, String json) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.post("/v1/completions", json);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void awaitRunning(Client client) throws Exception {
        while (client.get("/load").json().path("running").asInt() == 0) {
            Thread.sleep(2);
        }
    }

    @Test
    void whatIsUnderWayIsAnsweredAndNothingElse() throws Exception {
        MenuraServer server = start(Duration.ofSeconds(30));
        Client client = new Client(server);
        CompletableFuture<Client.Answer> answer =
                ask(client, "{'prompt':'a','max_tokens':600,'temperature':0,'ignore_eos':true}");
        awaitRunning(client);
        CompletableFuture<Boolean> stopping = CompletableFuture.supplyAsync(server::stop);
        Client.Answer refused;
        do {
            refused = client.get("/health");
        } while (refused.status() == 200);
        assertEquals(503, refused.status());
        assertEquals(503, client.post("/v1/completions", "{'prompt':'b'}").status());
        assertEquals(200, client.get("/live").status());
        assertEquals(200, answer.join().status());
        assertEquals(600, answer.join().json().at("/usage/completion_tokens").asInt());
        assertTrue(stopping.join());
    }

    @Test
    void whoTakesTooLongIsGivenUp() throws Exception {
        MenuraServer server = start(Duration.ofSeconds(2)); // long enough for the stream to begin
        Client client = new Client(server);
        CompletableFuture<Client.Answer> answer =
                ask(client, "{'prompt':'a','max_tokens':-1,'ignore_eos':true,'stream':true}");
        awaitRunning(client);
        long start = System.nanoTime();
        assertFalse(server.stop());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
        String text = answer.join().text();
        assertTrue(text.contains("the server stopped before the answer was complete"), text);
    }
}
