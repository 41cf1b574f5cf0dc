package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

/** The model that comes along and sees, hears and draws. */
@Tag("slow")
class NanoOmniTest {
    private static final Path MODEL = Cli.repository().resolve("models/nano-omni");

    @TempDir
    private Path folder;

    @Test
    void theTourSeesHearsTellsAndDrawsAsReadmePrints() throws IOException {
        Path file = folder.resolve("heart.png");
        Cli.Result result = Cli.at(Cli.repository(), "", "run", "-o", file, "--seed", 1);
        assertEquals(0, result.code(), result.err());
        List<String> lines = result.out().lines().filter(l -> !l.isBlank()).toList();
        assertTrue(after(lines, "> [picture.png] What do you see?").matches("An? .+\\."), result.out());
        assertEquals("seven", after(lines, "> [word.wav] What do you hear?"), result.out());
        assertTrue(
                after(lines, "> [picture.png] Tell me a story about this picture.")
                                .length()
                        > 20,
                result.out());
        assertTrue(result.out().contains("heart.png: 32 × 32"), result.out());
        assertEquals(transcript(), oneLine(result.out().replace(file.toString(), "menura-1.png")));
        Image drawn = ImageFiles.read(file);
        assertEquals(32, drawn.width());
        assertTrue(reddish(drawn) > 50, "of 1,024 pixels of a red heart only %d are red".formatted(reddish(drawn)));
    }

    /** What README shows of the tour, behind the lines of the build. */
    private static String transcript() throws IOException {
        String page = Files.readString(Cli.repository().resolve("README.md"));
        int from = page.indexOf("> [picture.png]", page.indexOf("$ ./menura run --seed 1\n"));
        return oneLine(page.substring(from, page.indexOf("```", from)));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String after(List<String> lines, String line) {
        assertTrue(lines.contains(line), () -> line + " is not among " + lines);
        return lines.get(lines.indexOf(line) + 1).strip();
    }

    private static long reddish(Image image) {
        byte[] rgb = image.samples();
        int channels = rgb.length / (image.width() * image.height());
        long count = 0;
        for (int i = 0; i < rgb.length; i += channels) {
            int red = rgb[i] & 0xff;
            count += red > 120 && red > (rgb[i + 1] & 0xff) + 60 && red > (rgb[i + 2] & 0xff) + 60 ? 1 : 0;
        }
        return count;
    }

    @Test
    void itFollowsRequestsInWords() {
        Cli.Result result =
                Cli.run("run", MODEL, "-p", "Write a story with a dog, a boat and rain", "--seed", 1, "--temp", 0.8);
        assertEquals(0, result.code(), result.err());
        assertTrue(
                Arrays.stream(new String[] {"dog", "boat", "rain"})
                                .filter(result.out()::contains)
                                .count()
                        >= 2,
                result.out());
    }
}
