package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

class DrawCommandTest {
    @TempDir
    private Path folder;

    private Path draw(String name, Object... more) {
        Path out = folder.resolve(name);
        Object[] args = Stream.concat(
                        Stream.of("draw", "the red fox", "-m", Cli.data("golden/stable-diffusion-tiny"), "-o", out),
                        Arrays.stream(more))
                .toArray();
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains(name), result.out());
        return out;
    }

    @Test
    void theSameSeedWritesTheSameFile() throws IOException {
        Path first = draw("a.png", "--steps", "2", "--seed", "3", "--size", "24x16");
        Path second = draw("b.png", "--steps", "2", "--seed", "3", "--size", "24x16", "--preview", "1");
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        Image image = ImageFiles.read(first);
        assertEquals(24, image.width());
        assertEquals(16, image.height());
        Path other = draw("c.png", "--steps", "2", "--seed", "4", "--size", "24x16", "--scheduler", "euler");
        assertNotEquals(image, ImageFiles.read(other));
    }

    @Test
    void beginsWithAPicture() {
        Path start = draw("start.png", "--steps", "1");
        Path mask = draw("mask.png", "--steps", "1", "--seed", "8");
        Path again = draw(
                "again.png",
                "--steps",
                "4",
                "--image",
                start,
                "--strength",
                "0.5",
                "--mask",
                mask,
                "--negative",
                "blue");
        assertNotEquals(ImageFiles.read(start), ImageFiles.read(again));
    }

    @Test
    void saysWhatIsWrong() {
        Object[] usual = {"draw", "x", "-m", Cli.data("golden/stable-diffusion-tiny"), "-o", folder.resolve("x.png")};
        for (String[] wrong : new String[][] {
            {"2", "--size", "big"},
            {"2", "--size", "16x16x3"},
            {"2", "--steps", "0"},
            {"2", "--mask", "m.png"},
            {"1", "--size", "15x16"},
            {"1", "--scheduler", "magic"},
            {"1", "--image", "missing.png"}
        }) {
            Object[] args = Stream.concat(
                            Arrays.stream(usual), Arrays.stream(wrong).skip(1))
                    .toArray();
            Cli.Result result = Cli.run(args);
            assertEquals(Integer.parseInt(wrong[0]), result.code(), Arrays.toString(wrong) + result.err());
            assertFalse(result.err().contains("Exception"), result.err());
        }
        assertEquals(1, Cli.run("draw", "x", "-m", Cli.stories()).code());
        assertFalse(Files.exists(folder.resolve("x.png")));
    }
}
