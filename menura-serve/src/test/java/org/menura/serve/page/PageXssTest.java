package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.menura.serve.http.JsonOut;
import org.menura.serve.page.ScriptedServer.Reply;

/**
 * Attempts to run code in the page or to send something out of it, through everything that shows a text. Each attempt sets
 * {@code window.hacked}, opens a dialog or asks another host; the policy would stop most, but none must get that far.
 */
class PageXssTest extends PageFixture {
    private static List<String> corpus() throws IOException {
        try (InputStream in = Objects.requireNonNull(PageXssTest.class.getResourceAsStream("xss.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("//"))
                    .map(line -> line.replace("\\n", "\n"))
                    .toList();
        }
    }

    /** Expects that nothing ran, nothing was asked for, and no element stands there that text should not make. */
    private void inert(String where) {
        assertEquals("undefined", browser.text("typeof window.hacked"), where);
        browser.complaints().removeIf(line -> line.contains("status of 400")); // the refusal itself
        assertEquals(List.of(), browser.complaints(), where);
        assertEquals("[]", browser.eval("""
            (() => {
              const bad = [];
              for (const e of document.querySelectorAll('body *')) {
                if (/^(script|style|iframe|object|embed|link|meta|base|form|math|template|frame|applet|marquee)$/i.test(e.localName) && e.id !== 'keyform') bad.push(e.outerHTML);
                for (const a of e.attributes) if (/^on|^style$|^srcdoc$|^formaction$/i.test(a.name) && !(a.name === 'style' && /^(width|height|top|left)[^(]*$/.test(a.value))) bad.push(e.outerHTML);
                const target = e.getAttribute('href') ?? '';
                if (target && !/^(https?:|mailto:|#message$)/.test(target) && !(e.download && target.startsWith('data:image/'))) bad.push(e.outerHTML);
                const source = e.getAttribute('src') ?? '';
                if (source && !/^(data:image\\/(png|jpeg|gif|webp|avif|bmp);|data:audio\\/(wav|mpeg);|blob:)/.test(source)) bad.push(e.outerHTML);
              }
              return bad;
            })()""").toString(), where);
    }

    @Test
    void corpusIsLargeEnough() throws IOException {
        assertTrue(corpus().size() >= 100, corpus().size() + " attempts");
        assertEquals(corpus().size(), corpus().stream().distinct().count());
    }

    @Test
    void answersStayText() throws IOException {
        open();
        for (String attempt : corpus()) {
            List<String> pieces = new ArrayList<>();
            for (int at = 0; at < attempt.length(); at += 7) {
                pieces.add(attempt.substring(at, Math.min(attempt.length(), at + 7)));
            }
            server.script = _ -> new Reply(pieces, attempt, null, 0);
            browser.click("#newchat");
            ask(attempt.replace('\n', ' '));
            browser.eval("document.querySelectorAll('details').forEach((d) => (d.open = true))");
            inert(attempt);
        }
        browser.reload();
        inert("after a reload");
    }

    @Test
    void namesAndCallsAndTokensStayText() throws IOException {
        List<String> attempts = corpus();
        String all = String.join("\n", attempts);
        server.models = List.of(
                Map.of("id", all, "capabilities", List.of("completion", "chat", "vision")),
                Map.of("id", "b" + all, "parent", all, "capabilities", List.of("chat")));
        open();
        inert("names of models");
        for (String attempt : attempts.subList(0, 40)) {
            give("drop", attempt.replace("/", "") + ".png", "image/png", Pictures.red());
        }
        browser.await("document.querySelectorAll('#tray img').length === 40");
        inert("names of pictures");
        server.script =
                _ -> new Reply(List.of(), all, Map.of("name", all, "arguments", JsonOut.text(Map.of("a", all))), 0);
        browser.eval(
                "localStorage.setItem('menura.settings', JSON.stringify({schema: %s, tools: %s, format: 'text', stop: %s}))"
                        .formatted(
                                JsonOut.text(all),
                                JsonOut.text("[{\"name\": " + JsonOut.text(all) + "}]"),
                                JsonOut.text(all)));
        browser.reload();
        ask("Call it");
        inert("tool calls, schema and stops");
        browser.eval("localStorage.setItem('menura.settings', JSON.stringify({tokens: true}))");
        server.script = _ -> new Reply(attempts, "", null, 0);
        browser.reload();
        ask("Tokens");
        browser.click(".token.text");
        inert("tokens");
        server.refusal = all;
        send("Refuse");
        browser.await("document.querySelector('.message:last-child .trouble')?.hidden === false");
        inert("errors");
    }

    @Test
    void importedChatsStayText() throws IOException {
        open();
        for (String attempt : corpus()) {
            String chats = JsonOut.text(Map.of(
                    "form",
                    "menura-chats",
                    "version",
                    1,
                    "chats",
                    List.of(Map.of(
                            "title",
                            attempt,
                            "system",
                            attempt,
                            "nodes",
                            Map.of(
                                    "__proto__",
                                    Map.of("parent", "", "role", attempt, "text", attempt),
                                    attempt,
                                    JsonOut.object(
                                            "parent",
                                            "",
                                            "role",
                                            "assistant",
                                            "text",
                                            attempt,
                                            "reasoning",
                                            attempt,
                                            "model",
                                            attempt,
                                            "finish",
                                            attempt,
                                            "error",
                                            attempt,
                                            "pictures",
                                            List.of(
                                                    attempt,
                                                    "data:image/svg+xml;base64,PHN2Zy8+",
                                                    "data:text/html;base64,AAAA"),
                                            "media",
                                            List.of(
                                                    Map.of("kind", "picture", "url", attempt, "name", attempt),
                                                    Map.of(
                                                            "kind",
                                                            "sound",
                                                            "url",
                                                            "data:text/html,x",
                                                            "name",
                                                            attempt)),
                                            "calls",
                                            List.of(Map.of("id", attempt, "name", attempt, "args", attempt)),
                                            "stats",
                                            Map.of("tokens", attempt))),
                            "chosen",
                            Map.of("", attempt)))));
            browser.eval("""
                (() => {
                  const data = new DataTransfer();
                  data.items.add(new File([%s], 'chats.json', {type: 'application/json'}));
                  const field = document.getElementById('importfile');
                  field.files = data.files;
                  field.dispatchEvent(new Event('change'));
                })()""".formatted(JsonOut.text(chats)));
            browser.await("document.getElementById('title').textContent.trim() === " + JsonOut.text(attempt) + ".trim()"
                    + " || document.getElementById('notice').innerText.startsWith('Nothing')");
            assertEquals(
                    "",
                    browser.text(
                            "document.getElementById('notice').innerText.startsWith('Nothing') ? document.getElementById('notice').innerText : ''"));
            inert("imported: " + attempt);
        }
    }
}
