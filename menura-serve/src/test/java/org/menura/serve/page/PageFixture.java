package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.menura.serve.http.JsonOut;

/** One browser for a class of tests, and for each test a scripted server of its own, so that it finds no chats of others. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageFixture {
    static final int RATE = 16_000;

    Chromium browser;
    ScriptedServer server;
    private Path speech;

    @BeforeAll
    void startBrowser() throws IOException, InterruptedException {
        speech = Files.createTempFile("menura-speech", ".wav");
        Files.write(speech, tone(2, 440));
        browser = Chromium.start(
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                "--use-file-for-fake-audio-capture=" + speech);
    }

    @AfterAll
    void stopBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
        Files.deleteIfExists(speech);
    }

    @BeforeEach
    void startServer() throws IOException {
        server = new ScriptedServer();
        browser.complaints().clear();
        browser.screen(1280, 860, false);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    void open() {
        browser.open(server.url());
    }

    /** Writes a message and sends it with the Enter key. */
    void send(String text) {
        browser.click("#message");
        browser.type(text);
        browser.key("Enter");
    }

    /** Sends a message and waits for the whole answer. */
    void ask(String text) {
        int before = server.requests.size();
        send(text);
        browser.await("document.getElementById('send').getAttribute('aria-label') !== 'Stop'"
                + " && document.querySelector('.message:last-child .foot button')");
        assertEquals(before + 1, server.requests.size(), "one request for one message");
    }

    String lastAnswer() {
        return browser.text("[...document.querySelectorAll('.answer .bubble')].at(-1).innerText.trim()");
    }

    void noComplaints() {
        assertEquals(List.of(), browser.complaints());
    }

    /** Lets a file fall on the page, or pastes it. */
    void give(String event, String name, String type, byte[] content) {
        give(browser, event, name, type, content);
    }

    static void give(Chromium browser, String event, String name, String type, byte[] content) {
        String base64 = Base64.getEncoder().encodeToString(content);
        browser.eval("""
            (() => {
              const bytes = Uint8Array.from(atob('%s'), (c) => c.charCodeAt(0));
              const data = new DataTransfer();
              data.items.add(new File([bytes], %s, {type: %s}));
              const options = {bubbles: true, cancelable: true};
              const event = '%s' === 'drop' ? new DragEvent('drop', {...options, dataTransfer: data})
                : new ClipboardEvent('paste', {...options, clipboardData: data});
              document.getElementById('message').dispatchEvent(event);
            })()""".formatted(base64, JsonOut.text(name), JsonOut.text(type), event));
    }

    /** A WAV file with a tone. */
    static byte[] tone(int seconds, double hertz) {
        ByteBuffer out = ByteBuffer.allocate(44 + 2 * RATE * seconds).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(out.capacity() - 8);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) 1)
                .putShort((short) 1)
                .putInt(RATE)
                .putInt(2 * RATE)
                .putShort((short) 2)
                .putShort((short) 16);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(out.capacity() - 44);
        for (int i = 0; i < RATE * seconds; i++) {
            out.putShort((short) (20_000 * Math.sin(2 * Math.PI * hertz * i / RATE)));
        }
        return out.array();
    }
}
