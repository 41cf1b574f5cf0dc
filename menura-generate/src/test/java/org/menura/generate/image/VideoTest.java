package org.menura.generate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.json.Json;
import org.menura.generate.TestData;
import org.menura.model.Config;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.Scheduler;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** Videos by a tiny random model, and by one that calls nothing noise, whose frames are what moving left of them. */
@Tag("slow")
class VideoTest {
    private static final ImagePipeline.Listener QUIET = (_, _, _) -> {};

    private final ImagePipeline painter = painter(2);
    private final ImageRequest request =
            ImageRequest.of("the red fox").withSteps(4).withSeed(5);

    private static ImagePipeline painter(int threads) {
        return ImagePipeline.open(TestData.path("golden/stable-diffusion-tiny"), new CpuBackend(threads));
    }

    private List<Image> video(ImageRequest r, Motion motion) {
        return painter.draw(r, motion, null, QUIET);
    }

    /** At most a rounding apart. */
    private static void assertSame(Image a, Image b) {
        assertEquals(a.toString(), b.toString());
        for (int i = 0; i < a.samples().length; i++) {
            assertEquals(a.samples()[i] & 0xff, b.samples()[i] & 0xff, 1, "sample " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ddim", "ddpm", "euler", "euler-a"})
    void theFirstFrameIsThePictureThatTheModelDrawsAlone(String scheduler) {
        ImageRequest r = request.withScheduler(scheduler);
        for (int frames : new int[] {1, 3}) {
            assertSame(
                    painter.draw(r, QUIET), video(r, new Motion(frames, 4, 0)).getFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpm++", "pndm", "flow"})
    void everySchedulerDrawsVideos(String scheduler) {
        List<Image> frames = video(request.withScheduler(scheduler).withSteps(6), new Motion(3, 2, 2));
        assertEquals(3, frames.size());
        assertNotEquals(frames.get(0), frames.get(1));
        assertNotEquals(frames.get(1), frames.get(2));
    }

    @Test
    void theSameSeedGivesTheSameVideoWhateverTheThreads() {
        Motion motion = new Motion(3, 4, -2);
        List<Image> frames = video(request, motion);
        assertEquals(frames, painter(3).draw(request, motion, null, QUIET));
        assertNotEquals(frames.get(1), video(request.withSeed(6), motion).get(1));
        assertNotEquals(frames.get(1), video(request, new Motion(3, -4, 2)).get(1));
    }

    /** So a long one, which takes several passes, is as right as one that takes one. */
    @Test
    void aLongVideoBeginsAsAShortOne() {
        List<Image> few = video(request, new Motion(4, 2, 0));
        List<Image> many = video(request, new Motion(10, 2, 0));
        assertEquals(10, many.size());
        for (int k = 0; k < few.size(); k++) {
            assertSame(few.get(k), many.get(k));
        }
    }

    @Test
    void tellsItsSteps() {
        List<String> seen = new ArrayList<>();
        painter.draw(
                request.withSize(22, 10),
                new Motion(2, 1, 0),
                null,
                (done, of, preview) ->
                        seen.add(done + "/" + of + " " + preview.get().width()));
        // One step alone, a second one that is taken back, and the second one again and the rest together.
        assertEquals(List.of("1/5 22", "2/5 22", "3/5 22", "4/5 22", "5/5 22"), seen);
    }

    @Test
    void contentMovesWithTheMotion() {
        Grid grid = new Grid(1, 4, 6);
        float[] values = new float[grid.rows() * 2];
        values[(2 * 6 + 3) * 2] = 7;
        FeatureMap spot = new FeatureMap(Tensor.of(values, grid.rows(), 2), grid);
        float[] expected = new float[values.length];
        expected[(3 * 6 + 5) * 2] = 7;
        assertArrayEquals(expected, new Motion(3, 8, 4).moved(spot, 2, 8));
        assertArrayEquals(values, new Motion(3, 8, 4).moved(spot, 0, 8));
        // Three beyond the edge lies what lies three inside.
        assertEquals(7, new Motion(3, 32, 0).moved(spot, 1, 8)[(2 * 6 + 1) * 2]);
        assertEquals(7, new Motion(3, 1000, 1000).moved(uniform(grid), 2, 1)[0]);
    }

    private static FeatureMap uniform(Grid grid) {
        float[] values = new float[grid.rows()];
        Arrays.fill(values, 7);
        return new FeatureMap(Tensor.of(values, grid.rows(), 1), grid);
    }

    /** Says that there is no noise, so that what a walk begins with is what it ends with, but for its scale. */
    private record Content(Backend ops) implements Denoiser {
        @Override
        public FeatureMap forward(FeatureMap sample, float[] timesteps, Condition condition, Observer observer) {
            return sample.with(Tensor.zeros(sample.grid().rows(), sample.channels()));
        }

        @Override
        public int channels() {
            return 1;
        }

        @Override
        public int outChannels() {
            return 1;
        }

        @Override
        public int sampleSize() {
            return 32;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ddim", "euler", "dpm++", "pndm", "flow"})
    void framesAreTheFirstOneMoved(String name) {
        Scheduler scheduler = Scheduler.of(
                new Config(
                        Json.parse(
                                "{\"clip_sample\": false, \"skip_prk_steps\": true, \"beta_schedule\": \"scaled_linear\"}",
                                "test"),
                        "test"),
                name);
        Grid grid = new Grid(1, 32, 32);
        FeatureMap empty = new FeatureMap(Tensor.zeros(grid.rows(), 1), grid);
        FeatureMap latents = new VideoWalk(
                        new Content(new CpuBackend(1)),
                        Denoiser.Condition.NONE,
                        request.withGuidance(1),
                        () -> scheduler.begin(20))
                .walk(empty, new Motion(10, 8, -16), 8, (_, _, _) -> {});
        float[] all = latents.rows().toFloats();
        for (int k : new int[] {1, 3, 9}) {
            double here = correlation(all, k, k, -2 * k);
            assertTrue(here > 0.4, name + " " + k + ": " + here);
            assertTrue(Math.abs(correlation(all, k, 0, 0)) < 0.2, name + " " + k);
            assertTrue(Math.abs(correlation(all, k, -k, 2 * k)) < 0.2, name + " " + k);
        }
    }

    /** Of frame k with the first one moved to the right and downwards, where both have content. */
    private static double correlation(float[] all, int k, int right, int below) {
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                int fromX = x - right;
                int fromY = y - below;
                if (fromX >= 0 && fromX < 32 && fromY >= 0 && fromY < 32) {
                    double a = all[k * 1024 + y * 32 + x];
                    double b = all[fromY * 32 + fromX];
                    xy += a * b;
                    xx += a * a;
                    yy += b * b;
                }
            }
        }
        return xy / Math.sqrt(xx * yy);
    }

    @Test
    void refusesWhatItCannotDraw() {
        Motion motion = new Motion(2, 4, 0);
        Image start = new Image(16, 16, 1, new byte[256]);
        for (ImageRequest wrong : List.of(
                request.withStart(start, 0.5),
                request.withSteps(2),
                request.withSize(15, 16),
                request.withSteps(2000))) {
            assertThrows(FormatException.class, () -> video(wrong, motion));
        }
        assertThrows(IllegalArgumentException.class, () -> new Motion(0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Motion(257, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Motion(2, Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new Motion(2, 0, 1e9));
    }
}
