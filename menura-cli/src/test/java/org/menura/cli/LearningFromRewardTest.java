package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.ledger.LedgerReader;

/** What docs/learning-from-reward.md says, done: an environment from outside, demonstrations, and learning from reward. */
@Tag("slow")
class LearningFromRewardTest {
    private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern COMMANDS = Pattern.compile("<!-- commands -->\n```\n(.*?)```\n", Pattern.DOTALL);

    /** Fewer steps with reward than the page has. */
    private static final int STEPS = 6;

    /** Fewer steps of cloning its own successes. */
    private static final int AGAIN = 40;

    @TempDir
    private Path folder;

    @Test
    void anEnvironmentFromOutsideIsLearned() throws IOException, InterruptedException {
        String page = Files.readString(Cli.repository().resolve("docs/learning-from-reward.md"))
                .replace("\r\n", "\n");
        compile(page);
        Matcher blocks = COMMANDS.matcher(page);
        int done = 0;
        while (blocks.find()) {
            for (String line : blocks.group(1).lines().toList()) {
                run(line);
                done++;
            }
        }
        assertEquals(7, done);
        double random = success("clone", 0);
        double cloned = success("clone", 30);
        double learned = success("grpo", STEPS);
        double again = success("again", AGAIN);
        assertTrue(cloned > random + 0.1, "%s to %s".formatted(random, cloned));
        assertTrue(learned > random + 0.1, "%s to %s".formatted(random, learned));
        assertTrue(again > random + 0.1, "%s to %s".formatted(random, again));
        assertTrue(ChildProcess.printed(folder).contains("\n> take the key\n"), ChildProcess.printed(folder));
    }

    private void compile(String page) throws IOException {
        Path classes = folder.resolve("classes");
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
        Matcher files = FILE.matcher(page);
        while (files.find()) {
            String name = files.group(1);
            Path file = (name.startsWith("META-INF") ? classes : folder).resolve(name);
            Files.createDirectories(file.getParent());
            String text = files.group(2);
            Files.writeString(
                    file,
                    switch (name) {
                        case "grpo.yaml" ->
                            text.replace("steps: 100", "steps: " + STEPS).replace("every: 50", "every: " + STEPS);
                        case "again.yaml" -> text.replace("200", String.valueOf(AGAIN));
                        default -> text;
                    });
            if (name.endsWith(".java")) {
                arguments.add(file.toString());
            }
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)));
    }

    private void run(String line) throws IOException, InterruptedException {
        String shell = "export CLASSPATH=\"%s%s$CLASSPATH\"".formatted(folder.resolve("classes"), File.pathSeparator);
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        assertEquals("$", words.removeFirst());
        String program = words.removeFirst();
        Process process = program.equals("menura")
                ? ChildProcess.start(folder, shell, words.toArray(String[]::new))
                : ChildProcess.builder(folder, shell + "; set -- \"$1\" " + String.join(" ", words))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                folder.resolve("log").toFile()))
                        .start();
        assertEquals(0, process.waitFor(), line + "\n" + ChildProcess.printed(folder));
    }

    private double success(String run, long step) throws IOException {
        return new LedgerReader(folder.resolve("runs").resolve(run))
                .evaluations().stream()
                        .filter(e -> e.step() == step)
                        .findFirst()
                        .orElseThrow()
                        .metrics()
                        .getOrDefault("success", Double.NaN);
    }
}
