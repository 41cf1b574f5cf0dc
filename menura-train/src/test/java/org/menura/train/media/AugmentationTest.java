package org.menura.train.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.MediaFiles;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.tensor.Rng;

class AugmentationTest {
    private static Image picture(int channels) {
        byte[] samples = new byte[6 * 4 * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (channels == 4 && i % 4 == 3 ? (i % 8 == 3 ? 255 : 0) : 10 * i);
        }
        return new Image(6, 4, channels, samples);
    }

    private static ImageAugmentation all(double flip) {
        return new ImageAugmentation(2, 0.2, 30, flip, 0.3, 0.05, new Background(0, true));
    }

    @Test
    void aUseOfAPictureIsTheSameEachTimeAndAnotherUseDiffers() {
        Image picture = picture(4);
        Image once = all(0.5).apply(picture, new Rng(3, 17));
        assertEquals(once, all(0.5).apply(picture, new Rng(3, 17)));
        assertNotEquals(once, all(0.5).apply(picture, new Rng(3, 18)));
        assertEquals(3, once.channels());
    }

    @Test
    void whatIsTransparentShowsTheBackground() {
        Image seen = new ImageAugmentation(0, 0, 0, 0, 0, 0, Background.of("#102030")).apply(picture(4), new Rng(0));
        assertEquals(0x10, seen.at(1, 0, 0));
        assertEquals(0x20, seen.at(1, 0, 1));
        assertEquals(0x30, seen.at(1, 0, 2));
        assertEquals(picture(4).at(0, 0, 1), seen.at(0, 0, 1));
        assertThrows(FormatException.class, () -> Background.of("plaid"));
    }

    @Test
    void mirroringAndTurningByHalfMoveEachPixelToItsPlace() {
        Image picture = picture(3);
        Image mirrored = new ImageAugmentation(0, 0, 0, 1, 0, 0, Background.WHITE).apply(picture, new Rng(0));
        float[] turned = new Warp(0, 0, 1, Math.PI, false).of(picture, 0);
        float[] moved = new Warp(2, -1, 1, 0, false).of(picture, 0);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 6; x++) {
                assertEquals(picture.at(5 - x, y, 1), mirrored.at(x, y, 1));
                assertEquals(picture.at(5 - x, 3 - y, 1), turned[3 * (6 * y + x) + 1], 0.01);
                if (x >= 2 && y < 3) {
                    assertEquals(picture.at(x - 2, y + 1, 1), moved[3 * (6 * y + x) + 1]);
                }
            }
        }
    }

    @Test
    void soundsAreMadeLouderLaterFasterAndNoisy() {
        float[] sound = new float[1000];
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (float) Math.sin(i * 0.1);
        }
        assertSame(sound, AudioAugmentation.NONE.apply(sound, 100, new Rng(1)));
        float[] later = new AudioAugmentation(0, 0, 3, Double.POSITIVE_INFINITY).apply(sound, 100, new Rng(1));
        int by = 0;
        while (by < 300 && !matches(sound, later, by)) {
            by++;
        }
        int earlier = 0;
        while (earlier < 300 && !matches(later, sound, earlier)) {
            earlier++;
        }
        assertTrue(by < 300 || earlier < 300, "it is the same sound, moved by at most three seconds");
        float[] other = new AudioAugmentation(0, 0.2, 0, Double.POSITIVE_INFINITY).apply(sound, 100, new Rng(1));
        assertTrue(other.length >= 833 && other.length <= 1250 && other.length != 1000, () -> "" + other.length);
        assertArrayEquals(noisy(sound, 1), noisy(sound, 1));
        double[] below = IntStream.range(0, 40)
                .mapToDouble(seed -> below(sound, noisy(sound, seed)))
                .toArray();
        assertTrue(Arrays.stream(below).min().orElseThrow() > 19.5, () -> Arrays.toString(below));
        assertTrue(Arrays.stream(below).min().orElseThrow() < 30, () -> Arrays.toString(below));
        assertTrue(Arrays.stream(below).max().orElseThrow() > 65, () -> Arrays.toString(below));
    }

    private static float[] noisy(float[] sound, long seed) {
        return new AudioAugmentation(0, 0, 0, 20).apply(sound, 100, new Rng(seed));
    }

    /** How many dB the noise lies below the sound. */
    private static double below(float[] sound, float[] noisy) {
        double power = 0;
        double noise = 0;
        for (int i = 0; i < sound.length; i++) {
            power += sound[i] * sound[i];
            noise += Math.pow(noisy[i] - sound[i], 2);
        }
        return 10 * Math.log10(power / noise);
    }

    private static boolean matches(float[] a, float[] b, int later) {
        for (int i = later; i < b.length; i++) {
            if (a[i - later] != b[i]) {
                return false;
            }
        }
        return true;
    }

    @Test
    void decodedFilesAreKeptUpToALimit(@TempDir Path folder) throws IOException {
        Path a = MediaFiles.find(folder.resolve("records.jsonl"), "a.png");
        Path b = folder.resolve("b.png");
        ImageFiles.writePng(picture(3), a);
        ImageFiles.writePng(picture(4), b);
        MediaFiles files = new MediaFiles(100);
        Image first = files.picture(a);
        assertEquals(picture(3), first);
        assertSame(first, files.picture(a));
        assertEquals(picture(4), files.picture(b));
        assertTrue(files.keptBytes() <= 100);
        assertThrows(FormatException.class, () -> files.picture(folder.resolve("none.png")));
        assertThrows(FormatException.class, () -> MediaFiles.find(a, ""));
    }
}
