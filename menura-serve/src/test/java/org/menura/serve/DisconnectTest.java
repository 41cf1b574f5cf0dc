package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.format.json.Json;
import org.menura.generate.LoadOptions;
import org.menura.generate.batch.Batch;
import org.menura.generate.batch.EngineStats;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ModelEntry;
import org.menura.serve.model.ServedModel;

/**
 * Nothing is computed for a client that has gone: while its text waits, while its prompt is read, while its text is written,
 * streamed or not. The model is one whose texts have no end, so that a text which is not taken out would go on for ever.
 */
@Timeout(90)
@Tag("slow")
class DisconnectTest {
    private static final String ENDLESS = "\"max_tokens\":-1,\"ignore_eos\":true,\"temperature\":0";

    private MenuraServer server;
    private Lease lease;

    @BeforeEach
    void start() {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("endless", TestModels.ENDLESS))
                .withLoad(LoadOptions.defaults().withThreads(1).withLimits(Batch.Limits.exact(1)))
                .withTimes(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(5)));
        lease = server.lease("endless");
    }

    @AfterEach
    void stop() {
        lease.close();
        server.close();
    }

    private EngineStats stats() {
        return ((ServedModel.Language) lease.model()).model().stats();
    }

    private Socket send(String json) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n".formatted(body.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }

    /** What must become true soon. */
    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "in vain: " + what);
            Thread.sleep(2);
        }
    }

    private void assertAllIsQuiet() throws InterruptedException {
        await("no text is left", () -> stats().running() == 0 && stats().waiting() == 0);
        long passes = stats().passes();
        Thread.sleep(50);
        assertEquals(passes, stats().passes(), "passes go on for nobody");
    }

    @Test
    void whileTheTextIsWrittenAsAStream() throws Exception {
        try (Socket socket = send("{\"prompt\":\"a\",\"stream\":true,%s}".formatted(ENDLESS))) {
            InputStream in = socket.getInputStream();
            assertTrue(in.readNBytes(2000).length == 2000, "the text comes");
        }
        assertAllIsQuiet();
        assertEquals(1, stats().cancelled());
    }

    @Test
    void whileTheTextIsWrittenInSilence() throws Exception {
        try (Socket _ = send("{\"prompt\":\"a\",%s}".formatted(ENDLESS))) {
            await("the text is being written", () -> stats().generatedTokens() > 5);
        }
        assertAllIsQuiet();
        assertEquals(1, stats().cancelled());
    }

    @Test
    void whileThePromptIsRead() throws Exception {
        String prompt = "0123456789".repeat(60_000);
        try (Socket _ = send("{\"prompt\":\"%s\",%s}".formatted(prompt, ENDLESS))) {
            await("the prompt is being read", () -> stats().reading() == 1 && stats().passes() > 1);
        }
        assertAllIsQuiet();
        assertEquals(0, stats().generatedTokens(), "the prompt was not read to its end");
        assertEquals(1, stats().cancelled());
    }

    @Test
    void whileTheTextWaits() throws Exception {
        try (Socket first = send("{\"prompt\":\"a\",\"stream\":true,%s}".formatted(ENDLESS))) {
            await("the first text is being written", () -> stats().running() == 1);
            try (Socket _ = send("{\"prompt\":\"b\",%s}".formatted(ENDLESS))) {
                await("the second text waits", () -> stats().waiting() == 1);
            }
            await("the second text is gone", () -> stats().waiting() == 0);
            assertEquals(1, stats().running(), "the first text goes on");
            assertTrue(first.getInputStream().readNBytes(1000).length == 1000);
        }
        assertAllIsQuiet();
        assertEquals(2, stats().cancelled());
    }

    @Test
    void otherTextsGoOn() throws Exception {
        Client client = new Client(server);
        String expected = client.post("/v1/completions", "{'prompt':'abc','max_tokens':20,'temperature':0}")
                .text();
        try (Socket _ = send("{\"prompt\":\"a\",%s}".formatted(ENDLESS))) {
            await("the text is being written", () -> stats().generatedTokens() > 25);
        }
        String again = client.post("/v1/completions", "{'prompt':'abc','max_tokens':20,'temperature':0}")
                .text();
        assertEquals(
                Json.parse(expected, "a").at("/choices/0/text"),
                Json.parse(again, "b").at("/choices/0/text"));
    }

    @Test
    void streamsInSilenceGiveSignsOfLife() throws Exception {
        String prompt = "0123456789".repeat(60_000);
        try (Socket socket = send("{\"prompt\":\"%s\",\"stream\":true,%s}".formatted(prompt, ENDLESS))) {
            StringBuilder seen = new StringBuilder();
            byte[] piece = new byte[1000];
            while (!seen.toString().contains(": ping")) {
                int count = socket.getInputStream().read(piece);
                assertTrue(count > 0, "the stream ended: " + seen);
                seen.append(new String(piece, 0, count, StandardCharsets.UTF_8));
            }
            assertTrue(seen.toString().startsWith("HTTP/1.1 200"));
        }
        assertAllIsQuiet();
    }
}
