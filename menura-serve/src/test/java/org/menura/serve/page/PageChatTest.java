package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.serve.page.ScriptedServer.Reply;

/** What one does in a chat: write, stop, edit, ask again, choose; with the keys that one has. */
class PageChatTest extends PageFixture {
    private static Reply slowly() {
        String[] pieces =
                IntStream.range(0, 2000).mapToObj(i -> "word" + i + " ").toArray(String[]::new);
        return new Reply(List.of(pieces), "", null, 10);
    }

    @Test
    void showsAnAnswerAsItIsWritten() {
        server.script = _ -> Reply.of("**Bo", "ld** and `co", "de`.");
        open();
        browser.click("#message");
        browser.type("Say it");
        browser.key("Enter", 8);
        browser.type("in two lines");
        browser.key("Enter");
        browser.await("document.querySelector('.answer .foot button')");
        assertEquals(
                "Say it\nin two lines",
                server.lastRequest().at("/messages/0/content").asText());
        assertTrue(server.lastRequest().at("/stream").asBoolean());
        assertEquals("talker", server.lastRequest().at("/model").asText());
        assertEquals("Bold", browser.text("document.querySelector('.answer strong').textContent"));
        assertEquals("code", browser.text("document.querySelector('.answer code').textContent"));
        String statistics = browser.text("document.querySelector('.statistics').textContent");
        assertTrue(statistics.startsWith("3 tokens"), statistics);
        assertTrue(statistics.contains("first after"), statistics);
        noComplaints();
    }

    @Test
    void stopsWithEscape() {
        server.script = _ -> slowly();
        open();
        send("Count");
        browser.await("document.querySelector('.answer .bubble').innerText.includes('word20')");
        assertEquals(1, server.running.get());
        browser.key("Escape");
        browser.await("document.querySelector('.statistics')?.textContent.includes('stopped')");
        long end = System.nanoTime() + 5_000_000_000L;
        while (server.running.get() > 0 && System.nanoTime() < end) {
            Chromium.pause(10);
        }
        assertEquals(0, server.running.get(), "the server sees that nobody reads any more");
        String kept = lastAnswer();
        assertTrue(kept.startsWith("word0 word1 "), kept);
        Chromium.pause(100);
        assertEquals(kept, lastAnswer());
        noComplaints();
    }

    @Test
    void editingMakesABranchAndKeepsTheOldOne() {
        server.script = request ->
                Reply.of("You said " + request.at("/messages/0/content").asText() + ".");
        open();
        ask("apple");
        browser.click(".mine [aria-label='Edit message']");
        assertEquals("apple", browser.text("document.activeElement.value"));
        browser.eval("document.activeElement.select()");
        browser.type("pear");
        browser.key("Enter");
        browser.await("document.querySelector('.answer .bubble')?.innerText.trim() === 'You said pear.'");
        assertEquals("2/2", browser.text("document.querySelector('.mine .versions').innerText.trim()"));
        browser.click(".mine [aria-label='Version before']");
        browser.await("document.querySelector('.answer .bubble').innerText.trim() === 'You said apple.'");
        assertEquals("Version after", browser.text("document.activeElement.getAttribute('aria-label')"));
        browser.reload();
        assertEquals("You said apple.", lastAnswer());
        assertEquals("1/2", browser.text("document.querySelector('.mine .versions').innerText.trim()"));
        noComplaints();
    }

    @Test
    void answersAgainBesideTheFirstAnswer() {
        server.script = _ -> Reply.of("Answer " + server.requests.size());
        open();
        ask("Well?");
        browser.click("[aria-label='Answer again']");
        browser.await("document.querySelector('.answer .versions')?.innerText.trim() === '2/2'");
        assertEquals("Answer 2", lastAnswer());
        assertEquals(1, server.lastRequest().at("/messages").size(), "the first answer is not sent along");
        ask("And then?");
        assertEquals(3, server.lastRequest().at("/messages").size());
        assertEquals("Answer 2", server.lastRequest().at("/messages/1/content").asText());
        noComplaints();
    }

    @Test
    void keepsChatsOverAReload() {
        open();
        ask("Remember me");
        browser.reload();
        assertEquals("Yes.", lastAnswer());
        browser.click("#newchat");
        ask("Another");
        browser.await("document.querySelectorAll('#chats li').length === 2");
        browser.click("#chats li:nth-child(2) .open");
        browser.await("document.querySelector('.mine .bubble')?.innerText.trim() === 'Remember me'");
        browser.click("#chats li:nth-child(2) [aria-label^=Delete]");
        browser.await("document.querySelectorAll('#chats li').length === 1");
        browser.click("#notice button");
        browser.await("document.querySelectorAll('#chats li').length === 2");
        noComplaints();
    }

    @Test
    void deletingAChatEndsItsAnswer() {
        server.script = _ -> slowly();
        open();
        send("Count");
        browser.await("document.querySelector('.answer .bubble').innerText.includes('word20')");
        browser.click("#chats [aria-label^=Delete]");
        browser.await("document.getElementById('send').getAttribute('aria-label') === 'Send'");
        browser.await("document.querySelectorAll('#chats li').length === 0");
        Chromium.pause(300);
        browser.reload();
        assertEquals(0, browser.number("document.querySelectorAll('#chats li').length"));
        assertEquals(0, server.running.get());
        noComplaints();
    }

    @Test
    void bringsBackWhatWasDeleted() {
        open();
        ask("First");
        ask("Second");
        browser.click(".mine [aria-label='Delete from here']");
        browser.await("document.querySelectorAll('.message').length === 0");
        assertEquals("message", browser.text("document.activeElement.id"), "focus is not lost with the button");
        browser.click("#notice button");
        browser.await("document.querySelectorAll('.message').length === 4");
        noComplaints();
    }

    @Test
    void takesChatsFromFilesThatItWrote() {
        server.script = _ -> new Reply(List.of("Yes", "."), "Hm.", null, 0);
        open();
        ask("One");
        browser.click("[aria-label='Answer again']");
        browser.await("document.querySelector('.answer .versions')?.innerText.trim() === '2/2'");
        browser.eval("window.taken = []; URL.createObjectURL = (blob) => { window.taken.push(blob); return 'blob:x'; };"
                + " HTMLAnchorElement.prototype.click = () => {}; 0");
        browser.click("#exportone");
        browser.await("window.taken.length === 1");
        browser.eval("""
            window.taken[0].text().then((text) => {
              const data = new DataTransfer();
              data.items.add(new File([text], 'chats.json'));
              const field = document.getElementById('importfile');
              field.files = data.files;
              field.dispatchEvent(new Event('change'));
            })""");
        browser.await("document.querySelectorAll('#chats li').length === 2");
        browser.await("document.querySelector('.answer .versions')?.innerText.trim() === '2/2'");
        assertEquals("Yes.", lastAnswer());
        assertTrue(browser.text("document.querySelector('.answer .statistics').textContent")
                .startsWith("2 tokens"));
        assertTrue(browser.text("document.querySelector('.answer .reasoning').textContent")
                .contains("Hm."));
        noComplaints();
    }

    @Test
    void sendsNothingThatAnAddressAsksFor() {
        browser.open(server.url() + "?q=hello&prompt=hello#hello");
        Chromium.pause(300);
        assertTrue(server.requests.isEmpty());
        assertEquals("", browser.text("document.getElementById('message').value"));
    }

    @Test
    void sendsSettingsThatWereMadeAndNoOthers() {
        open();
        ask("Plain");
        assertEquals(
                List.of("messages", "model", "stream", "stream_options"),
                server.lastRequest()
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList());
        browser.click("#showsettings");
        field("#system", "Be brief");
        field("#n-temperature", "0.5");
        field("#n-seed", "7");
        field("#stop", "END\\n\nSTOP");
        browser.eval(
                "const f = document.getElementById('format'); f.value = 'json_schema'; f.dispatchEvent(new Event('input'))");
        field("#schema", "{\"type\": \"object\"");
        assertTrue(browser.text("document.getElementById('schema-note').textContent")
                .startsWith("Not JSON yet"));
        int before = server.requests.size();
        send("Bad schema");
        browser.await("!document.querySelector('.message:last-child .trouble')?.hidden");
        assertEquals(before, server.requests.size(), "what cannot be sent is not");
        field("#schema", "}");
        browser.click(".message:last-child [aria-label='Answer again']");
        browser.await("[...document.querySelectorAll('.answer .bubble')].at(-1).innerText.trim() === 'Yes.'"
                + " && document.querySelector('.message:last-child .statistics')");
        ask("With all");
        JsonNode request = server.lastRequest();
        assertEquals("Be brief", request.at("/messages/0/content").asText());
        assertEquals("system", request.at("/messages/0/role").asText());
        assertEquals(0.5, request.at("/temperature").asDouble());
        assertEquals(7, request.at("/seed").asInt());
        assertEquals("[\"END\\n\",\"STOP\"]", request.at("/stop").toString());
        assertEquals(
                "object", request.at("/response_format/json_schema/schema/type").asText());
        browser.click("#showsettings");
        browser.click("#showsettings");
        browser.reload();
        assertEquals("0.5", browser.text("document.getElementById('n-temperature').value"));
        assertEquals(
                "Settings in force: Temperature, Seed, JSON, Stop texts, System prompt",
                browser.text("document.getElementById('active').getAttribute('aria-label')"));
        browser.click("#defaults");
        browser.click("#newchat");
        browser.await("document.getElementById('active').hidden");
        noComplaints();
    }

    private void field(String selector, String text) {
        browser.click(selector);
        browser.type(text);
    }

    @Test
    void offersModelsThatTalkAndTheirAdapters() {
        open();
        assertEquals(
                "talker,pirate",
                browser.text("[...document.getElementById('model').options].map((o) => o.value).join()"));
        browser.eval(
                "(() => { const m = document.getElementById('model'); m.value = 'pirate'; m.dispatchEvent(new Event('change')); })()");
        ask("Ahoy");
        assertEquals("pirate", server.lastRequest().at("/model").asText());
        noComplaints();
    }

    @Test
    void hidesWhatNoModelCan() {
        server.models = List.of(Map.of(
                "id", "plain",
                "capabilities", List.of("completion", "chat"),
                "architecture", Map.of("input_modalities", List.of("text"))));
        open();
        for (String id : List.of("attach", "microphone", "draw")) {
            assertTrue(
                    browser.eval("document.getElementById('" + id + "').hidden").asBoolean(), id);
        }
        give("drop", "a.png", "image/png", Pictures.red());
        browser.await("document.getElementById('notice').innerText.includes('takes no pictures')");
    }

    @Test
    void showsWhatTheServerRefuses() {
        server.refusal = "The prompt of 9000 tokens does not fit into 2048.";
        open();
        send("Too long");
        browser.await(
                "document.querySelector('.answer .trouble')?.innerText.includes('does not fit into 2048. (messages)')");
        server.refusal = null;
        browser.click("[aria-label='Answer again']");
        browser.await("[...document.querySelectorAll('.answer .bubble')].at(-1).innerText.trim() === 'Yes.'");
        assertEquals(1, server.lastRequest().at("/messages").size());
    }

    @Test
    void keepsWhatCameBeforeTheConnectionBroke() {
        server.script = _ -> slowly();
        open();
        send("Count");
        browser.await("document.querySelector('.answer .bubble').innerText.includes('word20')");
        server.close();
        browser.await("document.querySelector('.answer .trouble').innerText.includes('broke off')"
                + " || document.querySelector('.answer .statistics').innerText.includes('broken off')");
        assertTrue(lastAnswer().startsWith("word0 word1 "));
        send("Is anybody there?");
        browser.await(
                "[...document.querySelectorAll('.answer .trouble')].at(-1).innerText.includes('The server does not answer')");
    }

    @Test
    void saysHowLongItWaits() {
        server.script = _ -> {
            Chromium.pause(4000);
            return Reply.of("At last.");
        };
        open();
        send("Slow");
        browser.await("/Reading … [23] s/.test(document.querySelector('.answer .waiting').innerText)");
        browser.await("document.querySelector('.answer .statistics')");
        assertTrue(browser.eval("document.querySelector('.answer .waiting').hidden")
                .asBoolean());
        noComplaints();
    }

    @Test
    void asksForTheKeyAndForgetsItWithTheTab() {
        server.wantedKey = "secret";
        open();
        browser.await("!document.getElementById('status').hidden");
        browser.click("#status button");
        browser.await("document.activeElement.id === 'key'");
        browser.type("secret");
        browser.key("Enter");
        browser.eval("document.getElementById('key').blur()");
        browser.await(
                "document.getElementById('status').hidden && document.getElementById('model').value === 'talker'");
        ask("Open");
        assertEquals("Bearer secret", server.keys.getLast());
        assertFalse(browser.text("JSON.stringify(localStorage)").contains("secret"));
        assertTrue(browser.text("JSON.stringify(sessionStorage)").contains("secret"));
    }

    @Test
    void foldsReasoningAndTakesResultsOfTools() {
        server.script = request -> request.at("/messages").size() == 1
                ? new Reply(
                        List.of(),
                        "I should ask.",
                        Map.of("name", "get_weather", "arguments", "{\"city\":\"Oslo\"}"),
                        0)
                : new Reply(List.of("It is cold."), "", null, 0);
        open();
        browser.eval(
                "localStorage.setItem('menura.settings', JSON.stringify({tools: '[{\"name\": \"get_weather\"}]'}))");
        browser.reload();
        ask("Weather?");
        assertEquals(
                "get_weather", server.lastRequest().at("/tools/0/function/name").asText());
        assertFalse(browser.eval("document.querySelector('.answer .reasoning').open")
                .asBoolean());
        assertTrue(browser.text("document.querySelector('.answer .reasoning').textContent")
                .contains("I should ask."));
        assertTrue(browser.text("document.querySelector('.call').innerText").contains("\"city\": \"Oslo\""));
        browser.click(".call textarea");
        browser.type("-3");
        browser.click(".calls button.main");
        browser.await("[...document.querySelectorAll('.answer .bubble')].at(-1).innerText.trim() === 'It is cold.'");
        JsonNode messages = server.lastRequest().at("/messages");
        assertEquals(
                "{\"city\":\"Oslo\"}",
                messages.at("/1/tool_calls/0/function/arguments").asText());
        assertEquals("tool", messages.at("/2/role").asText());
        assertEquals("c1", messages.at("/2/tool_call_id").asText());
        assertEquals("-3", messages.at("/2/content").asText());
        noComplaints();
    }
}
