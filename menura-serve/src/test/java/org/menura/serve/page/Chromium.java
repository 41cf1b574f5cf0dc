package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.menura.serve.http.JsonOut;

/**
 * A Chromium without a window, steered by the DevTools protocol: real keys, real clicks, real layout. Tests are skipped where
 * there is none.
 */
final class Chromium implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:\\d+)/");
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private final Process process;
    private final Path profile;
    private final String address;
    private DevTools page;

    private Chromium(Process process, Path profile, String address) throws IOException, InterruptedException {
        this.process = process;
        this.profile = profile;
        this.address = address;
        this.page = newPage();
    }

    /** Starts a browser; the test is skipped if the machine has none. */
    static Chromium start(String... more) throws IOException, InterruptedException {
        Optional<Path> program = find();
        Assumptions.assumeTrue(
                program.isPresent(),
                "no Chromium on the PATH (Debian: apt-get install chromium): the page is not tried");
        Path profile = Files.createTempDirectory("menura-chromium");
        List<String> command = new ArrayList<>(List.of(
                program.orElseThrow().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars",
                "--mute-audio",
                "--window-size=1280,860",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
        command.addAll(List.of(more));
        command.add("about:blank");
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader errors = process.errorReader();
        StringBuilder said = new StringBuilder();
        AtomicBoolean listens = new AtomicBoolean();
        Thread.ofVirtual().start(() -> {
            pause(TimeUnit.MINUTES.toMillis(1));
            if (!listens.get()) {
                process.destroyForcibly(); // which ends the reading below
            }
        });
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            said.append(line).append('\n');
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                listens.set(true);
                Thread.ofVirtual().start(() -> errors.lines().forEach(_ -> {}));
                return new Chromium(process, profile, matcher.group(1));
            }
        }
        throw new IOException("Chromium does not start: " + said);
    }

    private static Optional<Path> find() {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private DevTools newPage() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/json/new?about:blank"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            String answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            DevTools tools = DevTools.connect(URI.create(
                    DevTools.parse(answer).path("webSocketDebuggerUrl").textValue()));
            for (String domain : List.of("Page", "Runtime", "Log", "Network", "DOM")) {
                tools.call(domain + ".enable", Map.of());
            }
            return tools;
        }
    }

    /** Opens an address, and waits until Menura's page has started there. */
    void open(String url) {
        call("Page.navigate", Map.of("url", url));
        await("document.documentElement.dataset.ready === 'yes' && location.href !== 'about:blank'");
    }

    /** Loads the page anew. */
    void reload() {
        eval("document.documentElement.dataset.ready = 'no'");
        call("Page.reload", Map.of());
        await("document.documentElement.dataset.ready === 'yes'");
    }

    JsonNode call(String method, Map<String, ?> parameters) {
        return page.call(method, parameters);
    }

    /** What the page complained of: exceptions, refused loads, errors. */
    List<String> complaints() {
        return page.complaints();
    }

    /** Evaluates an expression, awaiting a promise, and returns its value. */
    JsonNode eval(String expression) {
        JsonNode result = call(
                "Runtime.evaluate",
                Map.of("expression", expression, "awaitPromise", true, "returnByValue", true, "userGesture", true));
        JsonNode exception = result.get("exceptionDetails");
        if (exception != null) {
            fail("in the page: "
                    + exception.path("exception").path("description").asText(exception.toString()));
        }
        return result.path("result").path("value");
    }

    String text(String expression) {
        return eval("String(" + expression + ")").asText();
    }

    long number(String expression) {
        return eval(expression).asLong();
    }

    /** Waits until an expression is true. */
    void await(String condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            if (eval("(() => { try { return Boolean(" + condition + "); } catch { return false; } })()")
                    .asBoolean()) {
                return;
            }
            pause(20);
        }
        fail("not within 30 s: " + condition + "; the page shows: " + text("document.body?.innerText"));
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Clicks in the middle of the first element that a selector finds. */
    void click(String selector) {
        String element = "document.querySelector(" + JsonOut.text(selector) + ")";
        await(element + " && !" + element + ".disabled");
        JsonNode at =
                eval("(() => { const e = " + element + "; e.scrollIntoView({block: 'center', behavior: 'instant'});"
                        + " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            at.get(0).asDouble(),
                            "y",
                            at.get(1).asDouble(),
                            "button",
                            "left",
                            "buttons",
                            type.equals("mousePressed") ? 1 : 0,
                            "clickCount",
                            1));
        }
    }

    /** Writes into the focused field. */
    void type(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /** Presses a key; modifiers: 1 Alt, 2 Ctrl, 8 Shift. */
    void key(String key, int modifiers) {
        int code = switch (key) {
            case "Enter" -> 13;
            case "Escape" -> 27;
            case "Tab" -> 9;
            case "ArrowLeft" -> 37;
            case "ArrowRight" -> 39;
            default -> 0;
        };
        Map<String, Object> event =
                Map.of("key", key, "code", key, "windowsVirtualKeyCode", code, "modifiers", modifiers);
        Map<String, Object> down = new HashMap<>(event);
        down.put("type", key.equals("Enter") ? "keyDown" : "rawKeyDown");
        if (key.equals("Enter")) {
            down.put("text", "\r");
        }
        call("Input.dispatchKeyEvent", down);
        Map<String, Object> up = new HashMap<>(event);
        up.put("type", "keyUp");
        call("Input.dispatchKeyEvent", up);
    }

    void key(String key) {
        key(key, 0);
    }

    /** Shows the page as on a screen of this size. */
    void screen(int width, int height, boolean dark) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    byte[] picture() {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", Map.of("format", "png"))
                        .path("data")
                        .textValue());
    }

    @Override
    public void close() throws IOException {
        page.close();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        for (int i = 0; i < 20; i++) { // its helpers may still write for a moment
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (UncheckedIOException | NoSuchFileException _) {
                // went meanwhile
            }
            if (!Files.exists(profile)) {
                return;
            }
            pause(50);
        }
    }
}
