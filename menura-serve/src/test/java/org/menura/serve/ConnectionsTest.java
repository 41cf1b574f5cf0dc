package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.menura.serve.model.ModelEntry;

/** What a server does with connections as such: it closes idle ones, and logs what is asked on them. */
@Tag("slow")
@Timeout(60)
class ConnectionsTest {
    @TempDir
    Path folder;

    private static ServerOptions options() {
        return TestModels.options(ModelEntry.of("stories", TestModels.STORIES));
    }

    @Test
    void thoseOnWhichNothingIsAskedAreClosed() throws Exception {
        try (MenuraServer server = MenuraServer.start(options().withIdle(Duration.ofMillis(300)));
                Socket silent = new Socket("127.0.0.1", server.port());
                Socket talking = new Socket("127.0.0.1", server.port())) {
            silent.setSoTimeout(10_000);
            talking.setSoTimeout(10_000);
            String json = "{\"prompt\": \"Once\", \"max_tokens\": 400, \"ignore_eos\": true}";
            String request = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(json.length(), json);
            talking.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            silent.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String health = new String(silent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(health.startsWith("HTTP/1.1 200"), "and closed afterwards: " + health);
            InputStream in = talking.getInputStream();
            StringBuilder answer = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                answer.append((char) b);
            }
            assertTrue(answer.toString().startsWith("HTTP/1.1 200"), answer.toString());
            assertTrue(answer.toString().endsWith("}"), "whole before it was closed");
        }
    }

    @Test
    void requestsAreLogged() throws Exception {
        Path log = folder.resolve("access.log");
        try (MenuraServer server = MenuraServer.start(options().withAccessLog(log))) {
            Client client = new Client(server);
            client.get("/v1/models", "X-Request-Id", "one");
            client.post("/v1/completions", "{'prompt': 'secret', 'max_tokens': 1}");
            client.post("/v1/nothing", "{}");
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        assertEquals(3, lines.size(), lines.toString());
        String time = "\\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\\]";
        lines.sort(Comparator.comparing(l -> l.contains("GET") ? 0 : l.contains("200") ? 1 : 2));
        assertTrue(
                lines.get(0)
                        .matches("127\\.0\\.0\\.1 - - " + time
                                + " \"GET /v1/models HTTP/[\\d.]+\" 200 \\d+ \\d+\\.\\d{3} one"),
                lines.get(0));
        assertTrue(
                lines.get(1).contains("\"POST /v1/completions HTTP/")
                        && lines.get(1).contains(" 200 "),
                lines.get(1));
        assertTrue(
                lines.get(2).contains("\"POST /v1/nothing HTTP/")
                        && lines.get(2).contains(" 404 "),
                lines.get(2));
        assertTrue(lines.stream().noneMatch(l -> l.contains("secret")));
    }

    @Test
    void aClientThatAsksBeforeItSendsIsToldToGoOn() throws Exception {
        try (MenuraServer server = MenuraServer.start(options());
                Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            String json = "{\"prompt\": \"Once\", \"max_tokens\": 2}";
            String head = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                    + "Connection: close\r\nContent-Length: %d\r\n\r\n".formatted(json.length());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] told = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
            assertEquals("HTTP/1.1 100", new String(told, StandardCharsets.US_ASCII));
            socket.getOutputStream().write(json.getBytes(StandardCharsets.US_ASCII));
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(rest.contains("HTTP/1.1 200"), rest);
        }
    }
}
