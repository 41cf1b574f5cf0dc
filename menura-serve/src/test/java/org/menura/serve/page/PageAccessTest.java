package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.menura.serve.page.ScriptedServer.Reply;

/** Whether everybody can use the page: axe-core's rules, what a screen reader hears, narrow screens, keys. */
class PageAccessTest extends PageFixture {
    private static final String ANSWER = """
            ## Title

            Text with [a link](https://a.example/) and `code`.

            ```java
            int x;
            ```

            - a
            - b

            | a | b |
            |---|---|
            | 1 | 2 |

            > said
            """;

    /** Runs axe-core and expects no finding. */
    private void accessible(String state) throws IOException {
        if (!browser.eval("typeof axe === 'object'").asBoolean()) {
            try (InputStream in = Objects.requireNonNull(
                    getClass().getResourceAsStream("/axe.min.js"), "axe-core is on the test class path")) {
                browser.eval(new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";1");
            }
        }
        JsonNode found = browser.eval("""
            axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map((v) =>
              v.id + ': ' + v.help + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))""");
        assertEquals("[]", found.toString(), state);
    }

    @Test
    void hasNoFindingsInAnyState() throws IOException {
        server.script = _ -> new Reply(List.of(ANSWER.split("(?<=\n)")), "Let me see.", null, 0);
        for (boolean dark : new boolean[] {false, true}) {
            browser.screen(1280, 860, dark);
            open();
            String colours = dark ? "dark" : "light";
            accessible("empty, " + colours);
            ask("Show me all");
            accessible("an answer, " + colours);
            browser.click("#tokenview");
            ask("And tokens");
            browser.click(".answer:last-child .token.text");
            accessible("token view, " + colours);
            browser.key("Escape");
            browser.click("#tokenview");
            browser.click("#showsettings");
            browser.eval("document.querySelectorAll('#settings details').forEach((d) => (d.open = true))");
            accessible("settings, " + colours);
            browser.click("#showsettings");
            browser.click(".mine [aria-label='Edit message']");
            accessible("editing, " + colours);
            browser.screen(390, 844, dark);
            accessible("phone, " + colours);
            browser.click("#showchats");
            accessible("chats on the phone, " + colours);
            browser.click("#closechats");
        }
        server.script = _ -> new Reply(List.of(), "", Map.of("name", "f", "arguments", "{\"a\": 1}"), 0);
        ask("Call");
        accessible("a tool call");
        server.refusal = "Not now.";
        send("Refuse");
        browser.await("document.querySelector('.message:last-child .trouble')?.innerText.includes('Not now')");
        accessible("a refusal");
    }

    @Test
    void readsOutSentencesAndNotTokens() {
        server.script =
                _ -> new Reply(List.of("The ", "first ", "sent", "ence. ", "The ", "sec", "ond."), "", null, 60);
        open();
        ask("Speak");
        browser.await("document.getElementById('spoken').innerText.includes('The answer is complete')");
        String spoken = browser.text("[...document.querySelectorAll('#spoken p')].map((p) => p.textContent).join('|')");
        assertEquals("The first sentence.|The second.|The answer is complete.", spoken);
        assertEquals("polite", browser.text("document.getElementById('spoken').getAttribute('aria-live')"));
        assertFalse(browser.eval("Boolean(document.querySelector('#messages').closest('[aria-live], [role=log]'))")
                .asBoolean());
    }

    @Test
    void fitsAPhone() {
        server.script = _ -> Reply.of("```\n" + "x".repeat(500) + "\n```\n\n| " + "wide | ".repeat(40) + "\n|"
                + "---|".repeat(40) + "\n\n" + "y".repeat(400));
        browser.screen(360, 740, false);
        open();
        ask("Wide things");
        assertTrue(browser.number("document.documentElement.scrollWidth") <= 360, "nothing sticks out");
        assertTrue(browser.number(
                        "document.getElementById('thread').scrollWidth - document.getElementById('thread').clientWidth")
                <= 1);
        assertTrue(browser.eval("document.getElementById('sidebar').hidden").asBoolean());
        browser.click("#showsettings");
        assertTrue(
                browser.eval("document.getElementById('main').inert").asBoolean(), "what is covered is out of reach");
        browser.key("Escape");
        browser.await("document.getElementById('settings').hidden && !document.getElementById('main').inert");
        assertEquals("showsettings", browser.text("document.activeElement.id"));
        noComplaints();
    }

    @Test
    void goesInOrderByTab() {
        open();
        browser.eval("document.querySelector('.skip').focus()");
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 14; i++) {
            browser.key("Tab");
            order.append(browser.text("document.activeElement.id || document.activeElement.className"))
                    .append(' ');
        }
        assertEquals(
                "showchats model theme showsettings newchat import exportone exportall thread message attach microphone draw tokenview ",
                order.toString());
    }

    @Test
    void changesColours() {
        browser.screen(1280, 860, false);
        open();
        String light = browser.text("getComputedStyle(document.body).backgroundColor");
        browser.screen(1280, 860, true);
        String dark = browser.text("getComputedStyle(document.body).backgroundColor");
        assertFalse(light.equals(dark), "as the system has it");
        browser.click("#theme");
        assertEquals(light, browser.text("getComputedStyle(document.body).backgroundColor"));
        browser.reload();
        assertEquals(light, browser.text("getComputedStyle(document.body).backgroundColor"), "the choice is kept");
        browser.click("#theme");
        assertEquals(dark, browser.text("getComputedStyle(document.body).backgroundColor"));
    }
}
