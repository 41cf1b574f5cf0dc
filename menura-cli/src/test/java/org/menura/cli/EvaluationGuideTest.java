package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/evaluation.md shows of a shell, done: the same lines come out, numbers to three digits. */
@Tag("slow")
class EvaluationGuideTest {
    private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern SHELL = Pattern.compile("```console\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern OURS = Pattern.compile("(my-tasks|results|compared\\.html)(/.*)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d.-]+\\d");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+");
    private static final String COMMAND = "$ ./menura ";

    @TempDir
    private Path folder;

    @Test
    void whatTheGuideShowsComesOut() throws IOException {
        String guide =
                Files.readString(Cli.repository().resolve("docs/evaluation.md")).replace("\r\n", "\n");
        Matcher files = FILE.matcher(guide);
        while (files.find()) {
            Path file = folder.resolve(files.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, files.group(2));
        }
        int done = 0;
        Matcher shell = SHELL.matcher(guide);
        while (shell.find()) {
            String[] parts = shell.group(1).split(Pattern.quote(COMMAND), -1);
            for (int i = 1; i < parts.length; i++) {
                int end = parts[i].indexOf('\n');
                assertShown(parts[i].substring(0, end), parts[i].substring(end + 1));
                done++;
            }
        }
        assertTrue(done >= 6, "commands: " + done);
    }

    private void assertShown(String command, String expected) {
        List<Object> words = new ArrayList<>();
        for (String word : command.split(" ")) {
            words.add(
                    OURS.matcher(word).matches()
                            ? folder.resolve(word)
                            : word.startsWith("models/") ? Cli.repository().resolve(word) : word);
        }
        if (!command.startsWith("eval compare")) {
            words.add("--base");
            words.add(folder);
        }
        Cli.Result result = Cli.run(words.toArray());
        assertEquals(0, result.code(), command + "\n" + result.err());
        List<String> wrote =
                result.err().lines().filter(l -> l.startsWith("wrote")).toList();
        String shown = result.out().replace("\r\n", "\n") + String.join("\n", wrote) + (wrote.isEmpty() ? "" : "\n");
        String home = Cli.repository().toString();
        shown = shown.replace(folder + "/", "")
                .replace(home + "/", "")
                .replace((home + "/").replaceAll("[:/\\\\]+", "__"), "");
        assertSame(command, expected, DATE.matcher(shown).replaceAll("2026-11-27T08-00-00.000000"));
    }

    /** Numbers may differ in the last digit that is shown, as other processors add in another order. */
    private static void assertSame(String command, String expected, String shown) {
        assertEquals(
                NUMBER.matcher(expected).replaceAll("#").replaceAll(" +", " "),
                NUMBER.matcher(shown).replaceAll("#").replaceAll(" +", " "),
                command);
        Matcher a = NUMBER.matcher(expected);
        Matcher b = NUMBER.matcher(shown);
        while (a.find() && b.find()) {
            double value = Double.parseDouble(a.group());
            assertEquals(value, Double.parseDouble(b.group()), 2e-3 * Math.max(0.1, Math.abs(value)), command);
        }
    }
}
