package org.menura.serve.page;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.menura.serve.MenuraServer;
import org.menura.serve.ServerOptions;
import org.menura.serve.http.JsonOut;

/** Takes the pictures of the page that the documentation shows, of real answers: {@code PagePictures MODEL FOLDER}. */
final class PagePictures {
    private final Chromium browser;
    private final Path folder;

    private PagePictures(Chromium browser, Path folder) {
        this.browser = browser;
        this.folder = folder;
    }

    public static void main(String... arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        try (MenuraServer server = MenuraServer.start(
                        ServerOptions.of(Path.of(arguments[0])).withPort(0));
                Chromium browser = Chromium.start()) {
            browser.screen(1180, 760, false);
            browser.open(server.address().toString());
            new PagePictures(browser, folder).take();
        }
    }

    private void take() throws Exception {
        settings("{\"seed\": \"5\", \"temperature\": \"0.7\"}");
        ask("Tell me a story about a little bird.");
        browser.click("#draw");
        ask("a smiling face");
        browser.click("#draw");
        browser.await("document.querySelector('.answer img')?.naturalWidth > 8");
        browser.eval("document.getElementById('thread').scrollTop = 1e6");
        browser.call("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", 5, "y", 300));
        Chromium.pause(500);
        shoot("page-chat");
        settings("{\"seed\": \"5\", \"temperature\": \"0.7\", \"tokens\": true}");
        browser.click("#newchat");
        ask("Tell me a story about a little bird.");
        browser.eval(
                "[...document.querySelectorAll('.token.text')].find((t) => /p[2-5]/.test(t.className) && t.textContent.length > 3).click()");
        Chromium.pause(300);
        shoot("page-tokens");
        browser.screen(390, 760, true);
        browser.key("Escape");
        browser.eval("document.getElementById('thread').scrollTop = 0");
        Chromium.pause(300);
        shoot("page-phone");
    }

    private void settings(String json) {
        browser.eval("localStorage.setItem('menura.settings', " + JsonOut.text(json) + ")");
        browser.reload();
    }

    private void ask(String text) {
        browser.click("#message");
        browser.type(text);
        browser.key("Enter");
        browser.await("document.getElementById('send').getAttribute('aria-label') !== 'Stop'"
                + " && document.querySelector('.message.answer:last-child .foot button')");
    }

    private void shoot(String name) throws Exception {
        Files.write(folder.resolve(name + ".png"), browser.picture());
    }
}
