package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.menura.serve.MenuraServer;
import org.menura.serve.ServerOptions;
import org.menura.serve.http.JsonOut;
import org.menura.serve.model.ModelEntry;

/** The page with the server that it belongs to, and with models that come along. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageServerTest {
    private Chromium browser;
    private MenuraServer server;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Path speech = Files.createTempFile("menura-speech", ".wav");
        Files.write(speech, PageFixture.tone(2, 440));
        speech.toFile().deleteOnExit();
        browser = Chromium.start(
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                "--use-file-for-fake-audio-capture=" + speech);
        server = MenuraServer.start(ServerOptions.of(Path.of("../models/nano-omni"))
                .withModel(ModelEntry.of("letters", Path.of("../models/stories260K")))
                .withPort(0));
        browser.open(server.address().toString());
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private long running() {
        Matcher gauge = Pattern.compile("(?m)^vllm:num_requests_running(?:\\{[^}]*})? ([0-9.]+)")
                .matcher(server.metrics());
        long sum = 0;
        while (gauge.find()) {
            sum += (long) Double.parseDouble(gauge.group(1));
        }
        return sum;
    }

    private void fresh(String settings) {
        browser.eval("localStorage.setItem('menura.settings', " + JsonOut.text(settings) + ")");
        browser.eval("localStorage.removeItem('menura.chat'); localStorage.setItem('menura.model', 'nano-omni')");
        browser.complaints().clear();
        browser.reload();
    }

    private void send(String text) {
        browser.click("#message");
        browser.type(text);
        browser.key("Enter");
    }

    private void ask(String text) {
        send(text);
        answered();
    }

    private void answered() {
        browser.await("document.getElementById('send').getAttribute('aria-label') !== 'Stop'"
                + " && document.querySelector('.message.answer:last-child .foot button')");
    }

    private String answer() {
        return browser.text("[...document.querySelectorAll('.answer .bubble')].at(-1).innerText.trim()");
    }

    private String trouble() {
        return browser.text("[...document.querySelectorAll('.answer .trouble')].at(-1).textContent");
    }

    @Test
    void isGivenOutUnderAStrictPolicy() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String name : List.of("", "app.js", "page.css", "recorder-worklet.js")) {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(server.address().resolve(name)).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(200, response.statusCode(), name + ": " + response.body());
                assertEquals(HttpClient.Version.HTTP_2, response.version(), "which Java's client asks for");
                assertEquals(
                        ScriptedServer.POLICY,
                        response.headers().firstValue("content-security-policy").orElse(""),
                        "the tests' server has the same policy");
                assertEquals(
                        "nosniff",
                        response.headers().firstValue("x-content-type-options").orElse(""));
            }
            HttpResponse<String> outside = client.send(
                    HttpRequest.newBuilder(URI.create(server.address() + "..%2fRoutes.class"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(404, outside.statusCode());
        }
    }

    @Test
    void tellsAStoryAndTheSameAgainWithTheSameSeed() {
        fresh("{\"seed\": \"7\", \"temperature\": \"0.8\", \"max_completion_tokens\": \"40\"}");
        ask("Tell me a story about a bird.");
        assertEquals("", trouble());
        String first = answer();
        assertTrue(first.length() > 20, first);
        String statistics = browser.text("document.querySelector('.statistics').textContent");
        assertTrue(statistics.matches("\\d+ tokens · [0-9.]+ tokens/s · first after [0-9.]+ s.*"), statistics);
        browser.click("[aria-label='Answer again']");
        browser.await("document.querySelector('.answer .versions')");
        answered();
        assertEquals(first, answer());
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void freesTheServerWhenStopped() {
        fresh("{}");
        for (int attempt = 0; attempt < 8; attempt++) {
            browser.click("#newchat");
            send("Tell me a long story about a dog and a cat and a bird.");
            browser.await("document.querySelector('.answer .bubble').innerText.trim().length > 5");
            browser.key("Escape");
            answered();
            if (browser.text("document.querySelector('.statistics').textContent")
                    .contains("stopped")) {
                break;
            }
        }
        assertTrue(browser.text("document.querySelector('.statistics').textContent")
                .contains("stopped"));
        long end = System.nanoTime() + 3_000_000_000L;
        while (running() > 0 && System.nanoTime() < end) {
            Chromium.pause(20);
        }
        assertEquals(0, running());
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void writesOnFromAnAlternative() {
        fresh("{\"tokens\": true, \"temperature\": \"0\"}");
        ask("Tell me a story.");
        assertEquals("", trouble());
        long tokens = browser.number("document.querySelectorAll('.token.text').length");
        assertTrue(tokens > 10, tokens + " tokens");
        String before =
                browser.text("[...document.querySelectorAll('.token')].slice(0, 4).map((t) => t.textContent).join('')");
        browser.eval("document.querySelectorAll('.token')[4].click()");
        browser.await("document.querySelector('.alternative')");
        String other = browser.text("document.querySelector('.alternative .word').textContent")
                .replace('␣', ' ');
        browser.eval("document.querySelector('.alternative').click()");
        browser.await("document.querySelector('.answer .versions')");
        answered();
        assertEquals("", trouble());
        browser.click("[aria-label='Show tokens']");
        assertTrue(answer().startsWith((before + other).strip()), answer() + " begins with " + before + other);
        assertTrue(answer().length() > (before + other).length() + 20, "and goes on: " + answer());
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void seesHearsAndDraws() throws IOException {
        fresh("{}");
        PageFixture.give(browser, "drop", "red.png", "image/png", Pictures.red());
        browser.await("document.querySelector('#tray img')");
        ask("What is it?");
        assertEquals("", trouble());
        assertFalse(answer().isEmpty());
        browser.click("#newchat");
        browser.click("#microphone");
        browser.await("document.getElementById('microphone').getAttribute('aria-pressed') === 'true'");
        Chromium.pause(1200);
        browser.click("#microphone");
        browser.await("document.querySelector('#tray .sound')");
        ask("What do you hear?");
        assertEquals("", trouble());
        assertFalse(answer().isEmpty());
        browser.click("#newchat");
        browser.click("#draw");
        ask("a cat");
        browser.await("document.querySelector('.answer img')?.naturalWidth > 8");
        browser.click("#draw");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void letsAModelWithoutATemplateContinueATextOnceItIsKnown() {
        fresh("{\"max_completion_tokens\": \"30\", \"temperature\": \"0\"}");
        browser.eval(
                "(() => { const m = document.getElementById('model'); m.value = 'letters'; m.dispatchEvent(new Event('change')); })()");
        ask("Once upon a time");
        if (!trouble().isEmpty()) { // what it can do is known when it is loaded
            browser.await("document.getElementById('notice').innerText.includes('it continues texts')");
            browser.click("[aria-label='Answer again']");
            browser.await("document.querySelector('.answer .versions')");
            answered();
        }
        assertEquals("", trouble());
        assertTrue(answer().length() > 20, answer());
    }

    @Test
    void answersByTheSchemaInTheBox() {
        String schema = "{\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\", \"maxLength\": 12},"
                + " \"age\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 9}},"
                + " \"required\": [\"name\", \"age\"], \"additionalProperties\": false}";
        fresh(JsonOut.text(Map.of("format", "json_schema", "schema", schema, "tokens", true, "seed", "3")));
        ask("Who is it?");
        assertEquals("", trouble());
        browser.click("[aria-label='Show tokens']");
        JsonNode answer = DevTools.parse(answer());
        assertEquals(2, answer.size());
        assertTrue(answer.path("name").isTextual());
        assertTrue(answer.path("age").asInt() >= 1 && answer.path("age").asInt() <= 9);
        browser.eval("localStorage.setItem('menura.settings', "
                + JsonOut.text(JsonOut.text(Map.of("format", "json_schema", "schema", "{\"type\": \"nonsense\"}")))
                + ")");
        browser.reload();
        ask("And now?");
        assertTrue(trouble().contains("response_format"), trouble());
    }

    @Test
    void showsWhatTheServerRefuses() {
        fresh("{}");
        ask("word ".repeat(2000));
        assertFalse(trouble().isEmpty());
        assertTrue(trouble().contains("512"), trouble());
    }
}
