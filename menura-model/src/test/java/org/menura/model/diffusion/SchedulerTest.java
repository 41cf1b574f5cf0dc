package org.menura.model.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;

/**
 * Where there is but one thing to be drawn, a model that knows it says at every level which noise is in the sample, and
 * every method must arrive there, whatever its steps.
 */
class SchedulerTest {
    private static final float[] DATA = {0.5f, -0.25f, 0.75f, 0};
    private static final float[] NOISE = {1, -2, 0.3f, 0.7f};

    private static final String KARRAS =
            ", \"final_sigmas_type\": \"sigma_min\", \"lower_order_final\": false, \"use_karras_sigmas\": true";

    private static Config config(String fields) {
        String json = """
                {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "set_alpha_to_one": true,
                 "steps_offset": 1, "clip_sample": false %s}
                """.formatted(fields);
        return new Config(Json.parse(json, "test"), "test");
    }

    static List<String[]> variants() {
        List<String[]> out = new ArrayList<>();
        for (String name :
                List.of("ddim", "ddpm", "pndm", "euler", "euler-a", "heun", "lms", "dpm++", "deis", "unipc", "flow")) {
            for (String spacing : List.of("leading", "trailing", "linspace")) {
                for (String prediction : List.of("epsilon", "sample", "v_prediction")) {
                    boolean refused = prediction.equals("sample") && name.equals("euler-a");
                    // PNDM mixes outputs of several levels, which is exact for noise at regular timesteps alone.
                    boolean rough = name.equals("pndm") && !(spacing + prediction).equals("leadingepsilon");
                    if (!refused && !rough) {
                        String fields = ", \"timestep_spacing\": \"%s\", \"prediction_type\": \"%s\""
                                .formatted(spacing, prediction);
                        out.add(new String[] {name, fields});
                    }
                }
            }
        }
        for (String more : List.of(
                "\"use_karras_sigmas\": true",
                "\"use_exponential_sigmas\": true",
                "\"use_beta_sigmas\": true",
                "\"use_lu_lambdas\": true",
                "\"use_flow_sigmas\": true, \"flow_shift\": 3.0, \"prediction_type\": \"flow_prediction\"",
                "\"algorithm_type\": \"sde-dpmsolver++\", \"solver_order\": 3",
                "\"solver_order\": 1",
                "\"solver_order\": 3",
                "\"solver_order\": 3, \"lower_order_final\": false",
                "\"solver_type\": \"heun\"",
                "\"algorithm_type\": \"sde-dpmsolver++\"",
                "\"algorithm_type\": \"sde-dpmsolver++\", \"solver_type\": \"heun\"",
                "\"euler_at_final\": true",
                "\"lambda_min_clipped\": -2.0")) {
            out.add(new String[] {"dpm++", ", " + more});
        }
        out.add(new String[] {"euler", ", \"use_karras_sigmas\": true"});
        out.add(new String[] {"euler", ", \"use_exponential_sigmas\": true"});
        out.add(new String[] {"euler", ", \"use_beta_sigmas\": true"});
        out.add(new String[] {"euler", ", \"use_karras_sigmas\": true, \"sigma_min\": 0.05, \"sigma_max\": 12.0"});
        out.add(new String[] {"euler", ", \"timestep_type\": \"continuous\", \"prediction_type\": \"v_prediction\""});
        for (String more : List.of("\"solver_order\": 3", "\"solver_order\": 3, \"lower_order_final\": false")) {
            out.add(new String[] {"deis", ", " + more});
            out.add(new String[] {"unipc", ", " + more});
        }
        for (String more : List.of(
                "\"use_flow_sigmas\": true, \"flow_shift\": 3.0, \"prediction_type\": \"flow_prediction\"",
                "\"solver_type\": \"bh1\", \"disable_corrector\": [0, 1]",
                "\"predict_x0\": false, \"final_sigmas_type\": \"sigma_min\"")) {
            out.add(new String[] {"unipc", ", " + more});
        }
        for (String name : List.of("heun", "lms", "deis", "unipc")) {
            out.add(new String[] {name, ", \"use_karras_sigmas\": true"});
            out.add(new String[] {name, ", \"use_exponential_sigmas\": true"});
            out.add(new String[] {name, ", \"use_beta_sigmas\": true"});
        }
        out.add(new String[] {"heun", ", \"clip_sample\": true"});
        out.add(new String[] {"flow", ", \"use_karras_sigmas\": true, \"shift\": 3.0"});
        out.add(new String[] {"flow", ", \"shift_terminal\": 0.1"});
        out.add(new String[] {"flow", ", \"stochastic_sampling\": true"});
        out.add(new String[] {"euler", ", \"beta_schedule\": \"linear\""});
        out.add(new String[] {"ddim", ", \"beta_schedule\": \"squaredcos_cap_v2\""});
        out.add(new String[] {"ddpm", ", \"beta_schedule\": \"sigmoid\""});
        out.add(new String[] {"ddim", ", \"clip_sample\": true"});
        out.add(new String[] {"flow", ", \"shift\": 3.0"});
        out.add(new String[] {
            "ddim",
            ", \"rescale_betas_zero_snr\": true, \"prediction_type\": \"v_prediction\", \"timestep_spacing\": \"trailing\""
        });
        return out;
    }

    /** A coefficient of what a sample is before a step: of data, or of noise. */
    private static double share(SolverState way, int i, boolean ofData) {
        float[] one = {1};
        float[] zero = {0};
        return way.noised(i, ofData ? one : zero, ofData ? zero : one)[0];
    }

    private static float[] said(Prediction prediction, SolverState way, int i, float[] sample) {
        double alpha = share(way, i, true);
        double sigma = share(way, i, false);
        double length = prediction == Prediction.FLOW ? 1 : Math.hypot(alpha, sigma);
        float[] noise = new float[sample.length];
        for (int k = 0; k < noise.length; k++) {
            noise[k] = (float) ((sample[k] - alpha * DATA[k]) / sigma);
        }
        return prediction.target(alpha / length, sigma / length, DATA, noise);
    }

    private static float[] walk(Scheduler scheduler, int steps, double strength) {
        return walk(scheduler, scheduler.begin(steps), strength);
    }

    private static float[] walk(Scheduler scheduler, SolverState way, double strength) {
        int first = way.begin(strength);
        float[] sample = way.noised(first, DATA, NOISE);
        for (int i = first; i < way.timesteps().length; i++) {
            float[] output = said(scheduler.prediction(), way, i, sample);
            sample = way.step(i, output, sample, NOISE::clone);
        }
        return sample;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void arrivesAtTheOnlyThingThereIs(String name, String fields) {
        Scheduler scheduler = Scheduler.of(config(fields), name);
        boolean rests = name.equals("deis") || fields.contains(": \"sigma_min\"");
        double left = rests ? 0.00085 : 0; // the noise of training's first timestep
        float[] end = SolverState.mix(Math.sqrt(1 - left), DATA, Math.sqrt(left), NOISE);
        for (int steps : new int[] {4, 8, 20}) {
            assertArrayEquals(end, walk(scheduler, steps, 1), 2e-3f, steps + " steps");
            assertArrayEquals(end, walk(scheduler, steps, 0.5), 2e-3f, steps + " steps from the middle");
        }
    }

    /** As diffusers 0.42.1 begins: the timestep that comes twice is no step that was asked for. */
    @Test
    void aShareOfTheStepsIsOfThoseAskedFor() {
        Scheduler scheduler = Scheduler.of(config(", \"skip_prk_steps\": true, \"steps_offset\": 1"), "pndm");
        SolverState way = scheduler.begin(20);
        assertEquals(21, way.timesteps().length);
        assertEquals(501, way.timesteps()[way.begin(0.5)]);
        assertEquals(951, way.timesteps()[way.begin(1)]);
        assertEquals(1, way.timesteps()[way.begin(0.01)]);
        SolverState longer = scheduler.begin(50);
        assertEquals(741, longer.timesteps()[longer.begin(0.75)]);
    }

    @Test
    void linearWalksArriveFromNoiseAndWhereTheyGoOn() {
        Scheduler scheduler = Scheduler.of(config(", \"skip_prk_steps\": true"), "pndm");
        assertArrayEquals(DATA, walk(scheduler, 10, 1), 2e-3f);
        assertArrayEquals(DATA, walk(scheduler, scheduler.begin(10).resumed(), 0.5), 2e-3f);
    }

    /** As diffusers 0.42.1 begins: a step that was asked for is two of Heun's. */
    @Test
    void heunsWalksBeginWithAWholeStep() {
        SolverState way = Scheduler.of(config(""), "heun").begin(10);
        assertEquals(19, way.timesteps().length);
        assertEquals(0, way.begin(1));
        assertEquals(10, way.begin(0.5));
        assertEquals(18, way.begin(0.15));
        assertEquals(19, way.begin(0.05));
    }

    /** Noise is added to what a sample is at a later step, so that it is what samples are at an earlier one. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ddim", "ddpm", "pndm", "euler", "euler-a", "heun", "lms", "dpm++", "deis", "unipc", "flow"})
    void renoisedSamplesAreThoseOfEarlierSteps(String name) {
        SolverState way = Scheduler.of(config(""), name).begin(10);
        int from = 5;
        int to = 2;
        float[] none = {0};
        float[] one = {1};
        float data = way.renoised(from, to, way.noised(from, one, none), none)[0];
        assertEquals(share(way, to, true), data, 1e-6);
        double old = way.renoised(from, to, way.noised(from, none, one), none)[0];
        double fresh = way.renoised(from, to, none, one)[0];
        assertTrue(old > 0 && fresh > 0, old + " " + fresh);
        assertEquals(share(way, to, false), Math.hypot(old, fresh), 1e-5 * share(way, to, false));
        assertArrayEquals(DATA, way.renoised(to, to, DATA, NOISE), 1e-6f);
    }

    /** How far a walk ends from the exact solution where data are normal numbers of variance 1/4, relative to that. */
    private static double errorAmongNormalNumbers(String fields, int steps) {
        Scheduler scheduler = Scheduler.of(config(KARRAS + fields), "dpm++");
        SolverState way = scheduler.begin(steps);
        float[] sample = {1};
        for (int i = 0; i < steps; i++) {
            double alpha = share(way, i, true);
            double sigma = share(way, i, false);
            double noise = sigma * sample[0] / (0.25 * alpha * alpha + sigma * sigma);
            sample = way.step(i, new float[] {(float) noise}, sample, NOISE::clone);
        }
        double alphaBar = 1 - 0.00085;
        double first = share(way, 0, true);
        double exact = Math.sqrt(0.25 * alphaBar + 1 - alphaBar) / Math.sqrt(1 - 0.75 * first * first);
        return Math.abs(sample[0] / exact - 1);
    }

    @Test
    void higherOrdersComeCloser() {
        double first = errorAmongNormalNumbers(", \"solver_order\": 1", 40);
        double second = errorAmongNormalNumbers(", \"solver_order\": 2", 40);
        double heun = errorAmongNormalNumbers(", \"solver_order\": 2, \"solver_type\": \"heun\"", 40);
        double third = errorAmongNormalNumbers(", \"solver_order\": 3", 40);
        String all = "%.2e %.2e %.2e %.2e".formatted(first, second, heun, third);
        assertTrue(second < first / 4 && heun < first / 4, all);
        assertTrue(third < second / 2 && third < heun / 2, all);
        assertTrue(errorAmongNormalNumbers(", \"solver_order\": 3", 80) < third / 3, all);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1})
    void ddimWithFreshNoiseArrivesToo(double eta) {
        Ddim scheduler = (Ddim) Scheduler.of(config(""), "ddim");
        assertArrayEquals(DATA, walk(scheduler.withEta(eta), 10, 1), 2e-3f);
    }

    @Test
    void theModelSeesVarianceOne() {
        for (String name : List.of("euler", "euler-a", "heun", "lms")) {
            SolverState way = Scheduler.of(config(""), name).begin(5);
            double sigma = share(way, 0, false);
            assertEquals(1 / Math.sqrt(sigma * sigma + 1), way.input(0, new float[] {1})[0], 1e-6);
        }
    }

    @Test
    void withoutSignalNothingIsLeftAtTheEnd() {
        Scheduler scheduler = Scheduler.of(config(", \"rescale_betas_zero_snr\": true"), "ddim");
        assertEquals(0, scheduler.noised(new float[] {1}, new float[] {0}, 999)[0]);
        assertEquals(Math.sqrt(1 - 0.00085), scheduler.noised(new float[] {1}, new float[] {0}, 0)[0], 1e-6);
    }

    @Test
    void refusesByName() {
        for (String[] wrong : new String[][] {
            {"pndm", ", \"thresholding\": true"},
            {"ddim", ", \"thresholding\": true, \"dynamic_thresholding_ratio\": 0"},
            {"ddim", ", \"beta_schedule\": \"steep\""},
            {"ddim", ", \"prediction_type\": \"mood\""},
            {"ddim", ", \"timestep_spacing\": \"odd\""},
            {"ddpm", ", \"variance_type\": \"learned\""},
            {"dpm++", ", \"algorithm_type\": \"rk\""},
            {"deis", ", \"algorithm_type\": \"sde-dpmsolver++\""},
            {"unipc", ", \"solver_type\": \"rk\""},
            {"dpm++", ", \"algorithm_type\": \"dpmsolver\""},
            {"dpm++", ", \"solver_order\": 4"},
            {"euler", ", \"use_beta_sigmas\": true, \"use_karras_sigmas\": true"},
            {"euler", ", \"interpolation_type\": \"cubic\""},
            {"flow", ", \"use_dynamic_shifting\": true"},
            {"heunish", ""}
        }) {
            assertThrows(FormatException.class, () -> Scheduler.of(config(wrong[1]), wrong[0]));
        }
        Scheduler scheduler = Scheduler.of(config(""), "DDIMScheduler");
        assertThrows(IllegalArgumentException.class, () -> scheduler.begin(0));
        assertThrows(IllegalArgumentException.class, () -> scheduler.begin(1001));
    }
}
