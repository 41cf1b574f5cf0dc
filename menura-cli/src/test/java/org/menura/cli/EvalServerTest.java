package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.report.RunComparison;
import org.menura.eval.report.RunResults;
import org.menura.serve.MenuraServer;
import org.menura.serve.ServerOptions;

/** A server of our own, measured from outside, gives the numbers of its model. */
class EvalServerTest {
    private static final Path NANO = Cli.repository().resolve("models/nano");

    @TempDir
    private Path folder;

    @Test
    @Tag("slow")
    void aServerIsMeasuredAsItsModel() {
        try (MenuraServer server = MenuraServer.start(ServerOptions.of(NANO).withPort(0))) {
            String address = "http://127.0.0.1:" + server.port() + "/v1";
            measure(address, "server", "story_endings,story_names,story_words");
            measure(NANO.toString(), "model", "story_endings,story_names,story_words");
            Cli.Result chat = Cli.run(
                    "eval",
                    "--model",
                    "local-chat-completions",
                    "--model-args",
                    "base_url=" + address + ",num_concurrent=2",
                    "--apply-chat-template",
                    "--tasks",
                    "story_names");
            assertEquals(0, chat.code(), chat.err());
            assertTrue(chat.out().contains("exact_match"), chat.out());
            Cli.Result refused = Cli.run("eval", "--model", address + "/chat/completions", "--tasks", "story_words");
            assertEquals(1, refused.code());
            assertTrue(refused.err().contains("local-completions"), refused.err());
        }
        RunComparison compared = RunComparison.of(
                List.of(RunResults.open(folder.resolve("server")), RunResults.open(folder.resolve("model"))));
        assertEquals(5, compared.lines().size());
        for (RunComparison.Line line : compared.lines()) {
            assertEquals(
                    line.first().value(),
                    line.second().value(),
                    line.first().name().equals("perplexity")
                            ? 1e-2 * line.first().value()
                            : 0.04,
                    line.task() + " " + line.first().key());
            assertEquals("", line.note());
            assertTrue(Objects.requireNonNull(line.outcome()).p() > 0.05, line.toString());
        }
    }

    private void measure(String model, String name, String tasks) {
        Cli.Result result = Cli.run(
                "eval",
                model,
                "--as-run",
                "--tasks",
                tasks,
                "--bootstrap-iters",
                "10",
                "--log-samples",
                "--output-path",
                folder.resolve(name));
        assertEquals(0, result.code(), result.err());
    }
}
