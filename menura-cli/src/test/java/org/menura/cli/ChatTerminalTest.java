package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

/** {@code menura chat} and {@code menura run} at a terminal, whose keys the test presses. */
@Tag("slow")
class ChatTerminalTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String UP = "\u001bOA";
    private static final String LEFT = "\u001bOD";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final PipedOutputStream keys = new PipedOutputStream();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void sitDown() throws IOException {
        Files.writeString(
                folder.resolve("t.jinja"),
                "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:");
        Terminals.replace(
                new ExternalTerminal("test", "xterm", new PipedInputStream(keys), screen, StandardCharsets.UTF_8));
    }

    @AfterEach
    void getUp() {
        Terminals.replace(null);
    }

    private CompletableFuture<Integer> start(String command, Object... more) {
        String[] args = new String[6 + more.length];
        args[0] = command;
        args[1] = Cli.stories().toString();
        args[2] = "--chat-template";
        args[3] = folder.resolve("t.jinja").toString();
        args[4] = "--seed";
        args[5] = "1";
        for (int i = 0; i < more.length; i++) {
            args[6 + i] = String.valueOf(more[i]);
        }
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> code.complete(Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(args)));
        return code;
    }

    private void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() < end,
                    () -> "waited in vain; out: " + out + "; err: " + err + "; screen: " + screen);
            Thread.sleep(10);
        }
    }

    /** How often the terminal was made ready for a line. */
    private int prompts() {
        return screen.toString(StandardCharsets.UTF_8).split("\\[\\?2004h", -1).length - 1;
    }

    /** How many answers or notices have come. */
    private int notices(String part) {
        return err.toString().split(part, -1).length - 1;
    }

    private static int end(CompletableFuture<Integer> chat)
            throws InterruptedException, ExecutionException, TimeoutException {
        return chat.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void linesAreEditedAndCommandsAnswered() throws Exception {
        Path saved = folder.resolve("talk.json");
        CompletableFuture<Integer> chat = start("chat", "-n", 6);
        await(() -> out.toString().contains("/help lists commands"));
        assertTrue(out.toString().contains("context of 512 tokens"), out.toString());
        type("Hllo" + LEFT + LEFT + LEFT + "e\r");
        await(() -> notices("tokens/s") == 1);
        type(UP + "!\r");
        await(() -> notices("tokens/s") == 2);
        type("/help\r/foo\r/hlp\r/set temp 0.5\r/set temp hot\r/set tmp 1\r/show\r");
        await(() -> err.toString().contains("4 messages"));
        assertTrue(err.toString().contains("there is no command /foo"), err.toString());
        assertTrue(err.toString().contains("did you mean /help?"), err.toString());
        assertTrue(err.toString().contains("temp is 0.5"), err.toString());
        assertTrue(err.toString().contains("temp wants a number, not hot"), err.toString());
        assertTrue(err.toString().contains("did you mean temp?"), err.toString());
        assertTrue(err.toString().contains("temp 0.5, top-k 40"), err.toString());
        type("/undo\r/regen\r");
        await(() -> notices("tokens/s") == 3);
        type("/system Be kind.\r/save " + saved + "\r/exit\r");
        assertEquals(0, end(chat), err.toString());
        assertEquals(
                "Hello",
                Json.parse(saved).get(1).get("content").asText(),
                () -> screen.toString(StandardCharsets.UTF_8));
        assertEquals(3, Json.parse(saved).size());
        assertFalse(err.toString().contains("unexpected"), err.toString());
    }

    @Test
    void aTurnMayHaveSeveralLines() throws Exception {
        Path saved = folder.resolve("talk.json");
        CompletableFuture<Integer> chat = start("chat", "-n", 4);
        type("One \\\rtwo\r");
        await(() -> notices("tokens/s") == 1);
        type("\"\"\"\rthree\r\rfour\r\"\"\"\r");
        await(() -> notices("tokens/s") == 2);
        type("\u001b[200~five\nsix\u001b[201~\r");
        await(() -> notices("tokens/s") == 3);
        type("/save " + saved + "\r" + CTRL_D);
        assertEquals(0, end(chat), err.toString());
        assertEquals("One \ntwo", Json.parse(saved).get(0).get("content").asText());
        assertEquals("three\n\nfour", Json.parse(saved).get(2).get("content").asText());
        assertEquals("five\nsix", Json.parse(saved).get(4).get("content").asText());
    }

    @Test
    void anInterruptStopsTheAnswerAndAtThePromptEnds() throws Exception {
        CompletableFuture<Integer> chat = start("chat", "-n", -1, "--ignore-eos", "-l", "2-inf");
        await(() -> out.toString().contains("/help"));
        type("Hello\r");
        int banner = out.toString().length();
        await(() -> out.toString().length() > banner + 10);
        type(CTRL_C);
        await(() -> err.toString().contains("[stopped]") && prompts() == 2);
        // An interrupt may overtake keys that are not yet read, as at any terminal.
        type("half a line");
        await(() -> screen.toString(StandardCharsets.UTF_8).contains("half a line"));
        type(CTRL_C);
        await(() -> prompts() == 3);
        type("/show\r");
        await(() -> err.toString().contains("2 messages") && prompts() == 4);
        type(CTRL_C);
        assertEquals(0, end(chat), err.toString());
    }

    @Test
    void runWithoutAPromptTalks() throws Exception {
        CompletableFuture<Integer> chat = start("run", "-n", 4);
        await(() -> out.toString().contains("/help lists commands"));
        type("Hello\r");
        await(() -> notices("tokens/s") == 1);
        type("/quit\r");
        assertEquals(0, end(chat), err.toString());
    }
}
