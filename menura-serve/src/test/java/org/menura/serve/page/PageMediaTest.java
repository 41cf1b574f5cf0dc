package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Pictures and sounds: dropped, pasted, spoken, drawn. */
class PageMediaTest extends PageFixture {
    @Test
    void sendsPicturesThatAreDroppedAndPasted() {
        open();
        give("drop", "red.png", "image/png", Pictures.red());
        browser.await("document.querySelectorAll('#tray img').length === 1");
        give("paste", "again.png", "image/png", Pictures.red());
        browser.await("document.querySelectorAll('#tray img').length === 2");
        browser.click("#tray figure:nth-child(2) button");
        browser.await("document.querySelectorAll('#tray img').length === 1");
        ask("What is it?");
        JsonNode parts = server.lastRequest().at("/messages/0/content");
        String url = parts.at("/0/image_url/url").asText();
        assertTrue(url.startsWith("data:image/png;base64,"), url);
        assertArrayEquals(Pictures.red(), Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1)));
        assertEquals("What is it?", parts.at("/1/text").asText());
        assertEquals("red.png", browser.text("document.querySelector('.mine img').alt"));
        browser.reload();
        assertTrue(browser.eval("document.querySelector('.mine img').naturalWidth === 24")
                .asBoolean());
        noComplaints();
    }

    @Test
    void refusesFilesThatNoModelReads() {
        open();
        give(
                "drop",
                "a.svg",
                "image/svg+xml",
                "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8));
        browser.await("document.getElementById('notice').innerText.includes('a.svg is a drawing')");
        give("drop", "a.png", "image/png", "no picture".getBytes(StandardCharsets.UTF_8));
        browser.await("document.getElementById('notice').innerText.includes('cannot be read as a picture')");
        give("drop", "a.zip", "application/zip", new byte[9]);
        browser.await("document.getElementById('notice').innerText.includes('neither a picture nor a sound')");
        assertEquals(0, browser.number("document.querySelectorAll('#tray img').length"));
        noComplaints();
    }

    @Test
    void writesDownWhatIsSpoken() {
        server.heard = "the quick brown fox";
        open();
        browser.click("#microphone");
        browser.await("document.getElementById('microphone').getAttribute('aria-pressed') === 'true'");
        Chromium.pause(1500);
        browser.click("#microphone");
        browser.await("document.getElementById('message').value === 'the quick brown fox'");
        byte[] body = server.recordings.getLast();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("name=\"model\"\r\n\r\nlistener"), "the model that transcribes is named");
        int start = text.indexOf("RIFF");
        ByteBuffer wav =
                ByteBuffer.wrap(body, start, body.length - start).slice().order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(RATE, wav.getInt(24));
        int samples = wav.getInt(40) / 2;
        assertTrue(samples > RATE / 2 && samples < 10 * RATE, samples + " samples");
        int loudest = 0;
        int crossings = 0;
        short before = 0;
        for (int i = samples / 4; i < samples / 2; i++) {
            short x = wav.getShort(44 + 2 * i);
            loudest = Math.max(loudest, Math.abs(x));
            if (before < 0 && x >= 0) {
                crossings++;
            }
            before = x;
        }
        assertTrue(loudest > 3000, "the tone is heard: " + loudest);
        double hertz = crossings / (samples / 4.0 / RATE);
        assertEquals(440, hertz, 40, "and has its pitch");
        noComplaints();
    }

    @Test
    void discardsARecordingWithEscape() {
        open();
        browser.click("#microphone");
        browser.await("document.getElementById('microphone').getAttribute('aria-pressed') === 'true'");
        browser.key("Escape");
        browser.await("document.getElementById('microphone').getAttribute('aria-pressed') === 'false'");
        Chromium.pause(200);
        assertTrue(server.recordings.isEmpty());
        noComplaints();
    }

    @Test
    void drawsPicturesAndLeavesThemOutOfTheConversation() {
        open();
        browser.click("#draw");
        ask("a red square");
        assertEquals("painter", server.lastRequest().at("/model").asText());
        assertEquals("a red square", server.lastRequest().at("/prompt").asText());
        browser.await("document.querySelector('.answer img')?.naturalWidth === 24");
        browser.click("#draw");
        ask("Hello");
        assertEquals(1, server.lastRequest().at("/messages").size());
        noComplaints();
    }
}
