package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.audio.WavWriter;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.train.ledger.LedgerReader;

/** What docs/training.md and docs/extend-training.md say, done. */
@Tag("slow")
class TrainingGuideTest {
    private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern COMMANDS = Pattern.compile("```console\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern PATH = Pattern.compile("runs/.*|tokenizer|words|.*\\.(yaml|txt|jinja|png)");
    private static final Pattern QUOTE = Pattern.compile("<!-- from: (\\S+) -->\n```java\n(.*?)```\n", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static String page(String name) throws IOException {
        return Files.readString(Cli.repository().resolve("docs").resolve(name)).replace("\r\n", "\n");
    }

    private static String between(String page, String mark) {
        String begin = "<!-- %s -->\n".formatted(mark);
        int from = page.indexOf(begin);
        int to = page.indexOf("<!-- /%s -->".formatted(mark));
        assertTrue(from >= 0 && to > from, "the page lacks the marks around " + mark);
        return page.substring(from + begin.length(), to);
    }

    @Test
    void allThatTheGuideDoesCanBeDone() throws IOException {
        String guide = page("training.md");
        byte[] stories = stories();
        Files.write(folder.resolve("stories.txt"), Arrays.copyOf(stories, 200_000));
        Files.write(folder.resolve("held-out.txt"), Arrays.copyOfRange(stories, stories.length - 5000, stories.length));
        media();
        Matcher files = FILE.matcher(guide);
        while (files.find()) {
            Path file = folder.resolve(files.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, files.group(2));
        }
        int done = 0;
        Matcher blocks = COMMANDS.matcher(guide);
        while (blocks.find()) {
            for (String line : blocks.group(1).lines().toList()) {
                assertTrue(line.startsWith("$ menura "), line);
                if (!line.contains("recipes/")) {
                    Cli.Result result = Cli.run(words(line));
                    assertEquals(0, result.code(), line + "\n" + result.out() + result.err());
                    done++;
                }
            }
        }
        assertTrue(done > 12, "commands: " + done);
        for (String run : List.of("pretrain", "sft", "dpo", "grpo", "clip", "align", "see")) {
            assertTrue(Files.exists(folder.resolve("runs/%s/model/model.safetensors".formatted(run))), run);
        }
    }

    /** What the guide unpacks with {@code gzip}. */
    private static byte[] stories() throws IOException {
        Path packed = Cli.repository().resolve("recipes/nano/data/tinystories.txt.gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    /** What the guide's records name. */
    private void media() throws IOException {
        Files.createDirectories(folder.resolve("snd"));
        float[] tone = new float[8000];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.3 * Math.sin(i / 20.0));
        }
        WavWriter.write(folder.resolve("snd/low.wav"), tone, 16_000);
        Files.createDirectories(folder.resolve("img"));
        int colour = 0;
        for (String name : List.of("heart", "leaf", "drop", "sun")) {
            byte[] samples = new byte[24 * 24 * 4];
            for (int i = 0; i < samples.length; i++) {
                samples[i] =
                        (byte) (i % 4 == 3 ? (i / 4 % 24 < 12 ? 255 : 0) : i % 4 == colour % 3 ? 200 : 10 * colour);
            }
            colour++;
            ImageFiles.writePng(
                    new Image(24, 24, 4, samples), folder.resolve("img").resolve(name + ".png"));
        }
    }

    /** The words after {@code $ menura}, of which those that name files are made absolute. */
    private Object[] words(String line) {
        List<Object> words = new ArrayList<>();
        Matcher m = WORD.matcher(line.substring("$ menura ".length()));
        while (m.find()) {
            String word = m.group(2);
            boolean isPath =
                    word != null && !words.isEmpty() && PATH.matcher(word).matches();
            words.add(isPath ? folder.resolve(word) : word != null ? word : m.group(1));
        }
        return words.toArray();
    }

    @Test
    void nanoTellsTheStoryThatItsPageShows() throws IOException {
        String page = page("nano.md");
        Matcher command = Pattern.compile(
                        "\\$ \\./menura run models/nano (--instruct) (--seed) (1) (-p) \"(.*?)\" (--exact)\n")
                .matcher(page);
        assertTrue(command.find(), "the page shows no command");
        Cli.Result result = Cli.run(
                "run",
                Cli.repository().resolve("models/nano"),
                command.group(1),
                command.group(2),
                command.group(3),
                command.group(4),
                command.group(5),
                command.group(6));
        assertEquals(0, result.code(), result.err());
        int from = page.indexOf("> **%s** (seed 1)".formatted(command.group(5)));
        String shown = page.substring(page.indexOf("\n", from), page.indexOf("\n\n> **", from));
        assertEquals(
                shown.replace(">", "").strip().replaceAll("\\s+", " "),
                result.out().strip().replaceAll("\\s+", " "));
    }

    @Test
    void theShortRecipeGivesTheHashThatIsWrittenDown() throws IOException {
        boolean known = System.getProperty("os.arch").equals("amd64")
                && Runtime.version().feature() == 25;
        assumeTrue(known, "hashes are written down for x86-64 and Java 25");
        Path original = Cli.repository().resolve("recipes/short/recipe.yaml");
        String recipe = Files.readString(original)
                .replace("output: ../../runs/short", "output: " + folder.resolve("run"))
                .replace("../..", Cli.repository().toString());
        Files.copy(original.resolveSibling("config.json"), folder.resolve("config.json"));
        Path here = Files.writeString(folder.resolve("recipe.yaml"), recipe);
        Cli.Result result = Cli.run("train", here, "--no-onednn", "--threads", 2);
        assertEquals(0, result.code(), result.err());
        Map<String, String> code =
                new LedgerReader(folder.resolve("run")).code().facts();
        String bits = code.get("vector_bits");
        String kernels = code.get("machine_code").startsWith("x86 kernels") ? "x86 kernels" : "none";
        String row = between(page("training.md"), "hashes")
                .lines()
                .filter(l -> l.startsWith("| " + (bits.equals("0") ? "128" : bits) + " bits"))
                .filter(l -> l.contains("| " + kernels + " |"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                row.substring(row.indexOf('`') + 1, row.lastIndexOf('`')),
                TinyRun.hash(result),
                bits + " bits, machine code: " + kernels);
    }

    @Test
    void theTableOfKeysIsThatOfTheSchema() throws IOException {
        assertEquals(
                Cli.run("train", "--markdown").out(),
                between(page("training.md"), "keys"),
                "put the output of `menura train --markdown` between the marks in docs/training.md");
    }

    @Test
    void whatIsQuotedStandsInTheSources() throws IOException {
        Matcher quotes = QUOTE.matcher(page("extend-training.md"));
        int count = 0;
        while (quotes.find()) {
            String source =
                    Files.readString(Cli.repository().resolve(quotes.group(1))).replace("\r\n", "\n");
            assertTrue(source.contains(quotes.group(2)), quotes.group(1) + " has other code than\n" + quotes.group(2));
            count++;
        }
        assertTrue(count >= 3, "quotes: " + count);
    }
}
