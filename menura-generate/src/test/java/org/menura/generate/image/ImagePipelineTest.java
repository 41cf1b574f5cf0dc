package org.menura.generate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.generate.TestData;
import org.menura.model.diffusion.Scheduler;
import org.menura.model.load.DiffusersFolder;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** Drawing with a tiny random model: what must hold whatever the pictures show. */
@Tag("slow")
class ImagePipelineTest {
    private static final Path FOLDER = TestData.path("golden/stable-diffusion-tiny");
    private static final ImagePipeline.Listener QUIET = (_, _, _) -> {};

    private final ImagePipeline painter = ImagePipeline.open(FOLDER, new CpuBackend(2));
    private final ImageRequest request =
            ImageRequest.of("the red fox").withSteps(3).withSeed(5);

    @Test
    void theSameSeedGivesTheSamePictureWhateverTheThreads() {
        Image first = painter.draw(request, QUIET);
        assertEquals(16, first.width());
        assertEquals(16, first.height());
        assertEquals(3, first.channels());
        assertEquals(first, painter.draw(request, QUIET));
        assertEquals(first, ImagePipeline.open(FOLDER, new CpuBackend(3)).draw(request, QUIET));
        assertNotEquals(first, painter.draw(request.withSeed(6), QUIET));
        assertNotEquals(first, painter.draw(request.withNegative("blue"), QUIET));
        assertNotEquals(first, painter.draw(request.withGuidance(1), QUIET));
    }

    @Test
    void upToOneThereIsNoGuidance() {
        Image alone = painter.draw(request.withGuidance(1), QUIET);
        assertEquals(alone, painter.draw(request.withGuidance(0), QUIET));
        assertEquals(alone, painter.draw(request.withGuidance(0.5).withNegative("blue"), QUIET));
    }

    static Stream<String> schedulers() {
        // A model that says what is noise cannot be walked with as one that says where the data lies.
        return Scheduler.names().stream().filter(n -> !n.equals("flow"));
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void everySchedulerDrawsFromNoiseAndFromAPicture(String name) {
        ImageRequest with = request.withScheduler(name).withSteps(4);
        Image drawn = painter.draw(with, QUIET);
        assertNotEquals(drawn, painter.draw(with.withSteps(5), QUIET));
        Image again = painter.draw(with.withStart(drawn, 0.5), QUIET);
        assertNotEquals(drawn, again);
    }

    @Test
    void sizesAndSteps() {
        List<String> seen = new ArrayList<>();
        Image wide = painter.draw(
                request.withSize(22, 10),
                (done, of, preview) ->
                        seen.add(done + "/" + of + " " + preview.get().width()));
        assertEquals(22, wide.width());
        assertEquals(10, wide.height());
        assertEquals(List.of("1/3 22", "2/3 22", "3/3 22"), seen);
    }

    @Test
    void lessStrengthStaysCloserToThePicture() {
        Image start = painter.draw(request, QUIET);
        ImageRequest other = request.withSteps(10).withSeed(77);
        Image none = painter.draw(other.withStart(start, 0.01), QUIET);
        Image little = painter.draw(other.withStart(start, 0.1), QUIET);
        Image much = painter.draw(other.withStart(start, 0.9), QUIET);
        assertNotEquals(none, little);
        assertTrue(distance(none, little) < distance(none, much));
    }

    private static double distance(Image a, Image b) {
        double sum = 0;
        for (int i = 0; i < a.samples().length; i++) {
            sum += Math.abs((a.samples()[i] & 0xff) - (b.samples()[i] & 0xff));
        }
        return sum;
    }

    @Test
    void aBlackMaskKeepsThePicture() {
        Image start = painter.draw(request, QUIET);
        ImageRequest other = request.withSeed(9);
        Image kept = painter.draw(other.withStart(start, 0.01), QUIET);
        Image black = new Image(16, 16, 1, new byte[256]);
        Image masked = painter.draw(other.withStart(start, 1).withMask(black), QUIET);
        assertEquals(kept, masked);
        byte[] half = new byte[256];
        Arrays.fill(half, 128, 256, (byte) -1);
        Image below = painter.draw(other.withStart(start, 1).withMask(new Image(16, 16, 1, half)), QUIET);
        assertNotEquals(kept, below);
    }

    static Stream<Arguments> redrawn() {
        // Green of row 8: StableDiffusionImg2ImgPipeline and StableDiffusionInpaintPipeline of diffusers 0.42.1 with
        // this
        // noise, and the mean of what the autoencoder says. The mask counts as grey, and its edges lie within latents.
        byte[] mask = new byte[16 * 16 * 3];
        for (int i = 0; i < 256; i++) {
            boolean anew = i % 16 >= 5 && i % 16 < 11 && i / 16 >= 3 && i / 16 < 14;
            mask[3 * i + (anew ? 1 : 2)] = (byte) 255;
        }
        Image green = new Image(16, 16, 3, mask);
        return Stream.of(
                Arguments.of(
                        0.5, null, new int[] {63, 67, 115, 151, 81, 144, 255, 238, 92, 0, 13, 52, 71, 123, 136, 148}),
                Arguments.of(
                        1.0, null, new int[] {67, 74, 124, 126, 138, 223, 255, 255, 117, 99, 57, 91, 70, 93, 116, 149}),
                Arguments.of(
                        0.5, green, new int[] {69, 77, 131, 138, 167, 199, 221, 255, 92, 0, 0, 0, 73, 115, 141, 122}),
                Arguments.of(1.0, green, new int[] {
                    64, 65, 165, 167, 183, 221, 255, 255, 123, 135, 39, 100, 104, 91, 156, 143
                }));
    }

    @ParameterizedTest
    @MethodSource("redrawn")
    void picturesAreDrawnAnewAsByDiffusers(double strength, @Nullable Image mask, int[] expected) {
        byte[] samples = new byte[16 * 16 * 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i / 3 % 16 * 13 + i / 48 * 7 + i % 3 * 50);
        }
        ImageRequest r = ImageRequest.of("the red fox").withSteps(4).withGuidance(5);
        Image drawn = painter.draw(
                r.withStart(new Image(16, 16, 3, samples), strength).withMask(mask), QUIET);
        for (int x = 0; x < 16; x++) {
            assertEquals(expected[x], drawn.at(x, 8, 1), 1, "column " + x);
        }
    }

    @Test
    void promptsAreCutBeforeTheirEnd() {
        TextConditions texts = new TextConditions(DiffusersFolder.open(FOLDER), new CpuBackend(1));
        int[] ids = texts.ids("a b c d e f g h i j k l m n");
        assertEquals(12, ids.length);
        assertEquals(94, ids[0]);
        assertEquals(95, ids[11]);
        assertTrue(texts.cuts("a b c d e f g h i j k l m n"));
        assertTrue(!texts.cuts("a b"));
    }

    /** As {@code StableDiffusionPipeline} of diffusers 0.42.1 with {@code clip_skip}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | -1.1315992 -1.1790512 -0.76117826 0.48130986",
                "1 | -0.88954705 -1.7035179 -0.23095088 0.10386729",
                "2 | 1.4324549 -1.0918941 0.37827432 0.60100359"
            })
    void theLastLayersLeaveOutThePromptAlone(int skipped, String expected) {
        TextConditions texts = new TextConditions(DiffusersFolder.open(FOLDER), new CpuBackend(1));
        float[] rows = Objects.requireNonNull(texts.of(List.of("blue", "the red fox"), i -> i == 0, skipped, 16, 16)
                        .text())
                .rows()
                .toFloats();
        int width = rows.length / 24;
        float[] negative = {-0.45440844f, -0.92110765f, -0.42375025f, 0.03532871f};
        String[] prompt = expected.split(" ");
        for (int k = 0; k < 4; k++) {
            assertEquals(negative[k], rows[3 * width + k], 1e-5f);
            assertEquals(Float.parseFloat(prompt[k]), rows[15 * width + k], 1e-5f);
        }
        Image drawn = painter.draw(request.withClipSkip(skipped), QUIET);
        assertEquals(skipped == 0, drawn.equals(painter.draw(request, QUIET)));
    }

    @Test
    void aConditionStandsForThePrompt() {
        TextConditions texts = new TextConditions(DiffusersFolder.open(FOLDER), new CpuBackend(1));
        Tensor rows = Objects.requireNonNull(
                        texts.of(List.of("the red fox"), 16, 16).text())
                .rows();
        for (double guidance : new double[] {1, 3}) {
            ImageRequest r = request.withGuidance(guidance);
            assertEquals(painter.draw(r, QUIET), painter.draw(r.withSteps(3), rows, QUIET));
            Image fewer = painter.draw(r, rows.rows(0, 5), QUIET);
            assertNotEquals(painter.draw(r, QUIET), fewer);
        }
        FormatException e =
                assertThrows(FormatException.class, () -> painter.draw(request, Tensor.zeros(4, 15), QUIET));
        assertTrue(String.valueOf(e.getMessage()).contains("width 15"), e.getMessage());
    }

    @Test
    void refusesWhatItCannotDraw() {
        List<ImageRequest> wrong = List.of(
                request.withSize(15, 16),
                request.withScheduler("magic"),
                request.withSteps(1001),
                request.withClipSkip(3));
        for (ImageRequest r : wrong) {
            assertThrows(FormatException.class, () -> painter.draw(r, QUIET));
        }
        assertThrows(IllegalArgumentException.class, () -> request.withSteps(0));
        assertThrows(IllegalArgumentException.class, () -> request.withClipSkip(-1));
        assertThrows(IllegalArgumentException.class, () -> request.withGuidance(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> request.withMask(new Image(1, 1, 1, new byte[1])));
        FormatException e = assertThrows(
                FormatException.class,
                () -> ImagePipeline.open(TestData.path("golden/audioldm-tiny"), new CpuBackend(1)));
        assertTrue(String.valueOf(e.getMessage()).contains("AudioLDMPipeline"));
        assertThrows(FormatException.class, () -> ImagePipeline.open(TestData.path("golden"), new CpuBackend(1)));
    }
}
