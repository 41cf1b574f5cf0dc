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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.image.GifFrames;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

@Tag("slow")
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
    void framesAreAnAnimationOrNumberedPictures() throws IOException {
        Path gif = draw("a.gif", "--steps", "4", "--frames", "3", "--motion", "8,-4", "--fps", "50");
        List<Image> seen = GifFrames.read(gif, 9);
        assertEquals(3, seen.size());
        assertNotEquals(seen.get(0), seen.get(1));
        assertArrayEquals(
                Files.readAllBytes(gif),
                Files.readAllBytes(draw("b.gif", "--steps", "4", "--frames", "3", "--motion", "8,-4", "--fps", "50")));
        Object[] args = {
            "draw",
            Cli.data("golden/stable-diffusion-tiny"),
            "the red fox",
            "-o",
            folder.resolve("v.png"),
            "--steps",
            4,
            "--frames",
            3,
            "--motion",
            "8,-4"
        };
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("v-001.png to v-003.png: 16 × 16, 3 frames"), result.out());
        for (int k = 0; k < 3; k++) {
            // Few colours are the same in both.
            Image picture = ImageFiles.read(folder.resolve("v-00%d.png".formatted(k + 1)));
            assertEquals(picture, seen.get(k));
        }
    }

    @Test
    void saysWhatIsWrong() {
        Object[] usual = {"draw", "x", "-m", Cli.data("golden/stable-diffusion-tiny")};
        Object[] to = {"-o", folder.resolve("x.png")};
        for (String[] wrong : new String[][] {
            {"2", "--size", "big"},
            {"2", "--size", "16x16x3"},
            {"2", "--steps", "0"},
            {"2", "--mask", "m.png"},
            {"2", "--motion", "4,0"},
            {"2", "--fps", "8"},
            {"2", "--frames", "0"},
            {"2", "--frames", "2", "--fps", "51"},
            {"2", "--frames", "2", "--motion", "4"},
            {"2", "--frames", "2", "--motion", "4,x"},
            {"2", "--frames", "2", "--motion", "4,NaN"},
            {"2", "--frames", "2", "--preview", "1"},
            {"2", "--frames", "2", "-o", "x.mp4"},
            {"1", "--frames", "2", "--steps", "2"},
            {"1", "--size", "15x16"},
            {"1", "--scheduler", "magic"},
            {"1", "--image", "missing.png"}
        }) {
            boolean named = List.of(wrong).contains("-o");
            Object[] args = Stream.of(usual, named ? new Object[0] : to, Arrays.copyOfRange(wrong, 1, wrong.length))
                    .flatMap(Arrays::stream)
                    .toArray();
            Cli.Result result = Cli.run(args);
            assertEquals(Integer.parseInt(wrong[0]), result.code(), Arrays.toString(wrong) + result.err());
            assertFalse(result.err().contains("Exception"), result.err());
            assertFalse(result.err().isBlank());
        }
        assertEquals(1, Cli.run("draw", "x", "-m", Cli.stories()).code());
        assertFalse(Files.exists(folder.resolve("x.png")));
    }
}
