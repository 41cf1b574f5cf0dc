package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.menura.serve.page.ScriptedServer.Reply;

/** The token view: colours, alternatives, writing on from one of them. */
class PageTokenTest extends PageFixture {
    @Test
    void writesOnFromAnAlternative() {
        server.script = request -> request.path("continue_final_message").asBoolean()
                ? Reply.of(" end", ".")
                : Reply.of("Once", " upon", " a", " time");
        open();
        browser.click("#tokenview");
        ask("Tell");
        assertTrue(server.lastRequest().path("logprobs").asBoolean());
        assertEquals(5, server.lastRequest().path("top_logprobs").asInt());
        assertEquals(4, browser.number("document.querySelectorAll('.token').length"));
        assertEquals(
                " upon, 61%",
                browser.text("document.querySelectorAll('.token')[1].ariaLabel").replace('␣', ' '));
        assertTrue(browser.eval("document.querySelectorAll('.token')[1].classList.contains('p1')")
                .asBoolean());
        browser.click(".token:nth-of-type(2)");
        browser.await("!document.querySelector('.card').hidden");
        assertEquals(
                1,
                browser.number("document.querySelectorAll('.alternative').length"),
                "an end cannot be written on from");
        browser.click(".alternative");
        browser.await("document.querySelector('.answer .versions')?.innerText.trim() === '2/2'");
        assertEquals(
                "Once other", server.lastRequest().at("/messages/1/content").asText());
        assertEquals("assistant", server.lastRequest().at("/messages/1/role").asText());
        assertTrue(server.lastRequest().path("continue_final_message").asBoolean());
        assertTrue(!server.lastRequest().path("add_generation_prompt").asBoolean(true));
        assertEquals(
                "Once| other| end|.",
                browser.text("[...document.querySelectorAll('.token')].map((t) => t.textContent).join('|')"));
        browser.click("[aria-label='Show tokens']");
        assertEquals("Once other end.", lastAnswer());
        browser.click(".answer [aria-label='Version before']");
        browser.await("document.querySelector('.answer .versions').innerText.trim() === '1/2'");
        noComplaints();
    }

    @Test
    void isUsedWithKeysAlone() {
        server.script = _ -> Reply.of("Once", " upon", " a", " time");
        open();
        browser.click("#tokenview");
        ask("Tell");
        browser.eval("document.querySelector('.token').focus()");
        browser.key("ArrowRight");
        browser.key("ArrowRight");
        assertEquals(" a", browser.text("document.activeElement.textContent"));
        browser.key("Enter");
        browser.await("!document.querySelector('.card').hidden && document.activeElement.closest('.card')");
        browser.key("Escape");
        browser.await("document.querySelector('.card').hidden");
        assertEquals(" a", browser.text("document.activeElement.textContent"));
        noComplaints();
    }

    @Test
    void showsCharactersThatAreSeveralTokens() {
        open();
        String shown = browser.eval("""
            import('/tokens.js').then(({TokenView}) => {
              const parts = [[0xf0, 0x9f], [0x98, 0x80], [0x21]];
              const node = {tokens: parts.map((b) => ({t: 'bytes:', b, p: -1, k: 'text', a: []}))};
              const view = new TokenView(node, () => {});
              view.update(true);
              return [...view.list.querySelectorAll('button')].map((t) => t.textContent).join('|');
            })\
            """).asText();
        assertEquals("◌|😀|!", shown);
    }

    @Test
    void showsWhatMadeATokenLikely() {
        open();
        String shown = browser.eval("""
            Promise.all([import('/transfer.js'), import('/tokens.js')]).then(([{imported}, {TokenView}]) => {
              const token = (t, f) => ({t, b: null, p: -1, k: 'text', a: [], f});
              const file = {form: 'menura-chats', version: 1, chats: [{title: 'x', chosen: {'': 'u', u: 'a'}, nodes: {
                u: {parent: '', role: 'user', text: 'A dog'},
                a: {parent: 'u', role: 'assistant', text: ' ran on', read: ['A', ' dog<b>'],
                  tokens: [token(' ran', [0.1, 2]), token(' on', [-0.5, 0, 1, 'x'])]}}}]};
              const chat = imported(JSON.stringify(file))[0];
              const node = Object.values(chat.nodes).find((n) => n.role === 'assistant');
              const view = new TokenView(node, () => {});
              document.body.append(view.element);
              view.update(true);
              const [first, second] = view.list.querySelectorAll('button');
              const classes = (element) => [...element.classList].filter((c) => /^(up|down)/.test(c)).join();
              first.click();
              const read = [...view.element.querySelectorAll('.read')];
              const then = read.map(classes).join('|');
              const told = view.card.querySelector('.origins').textContent;
              second.click();
              return [then, told, read.map(classes).join('|'), classes(first), read[1].textContent].join(' / ');
            })\
            """).asText();
        assertEquals("|up3 / ␣dog<b>+2.00A+0.10 / down2| / up3 /  dog<b>", shown);
        noComplaints();
    }
}
