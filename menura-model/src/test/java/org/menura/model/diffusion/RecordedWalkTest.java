package org.menura.model.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;

/** Walks that diffusers 0.35.1 and 0.42.1 took from (1, -0.5), told (0.3, 0.7) times the number of the step. */
class RecordedWalkTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            dpm++ | 'use_lu_lambdas': true, 'rescale_betas_zero_snr': true, 'beta_schedule': 'scaled_linear',\
             'beta_start': 0.0015, 'beta_end': 0.0195 | 5 | 999 967 752 172 0 | 2737.7530 -5217.2437
            dpm++ | 'algorithm_type': 'dpmsolver', 'final_sigmas_type': 'sigma_min' | 5 | 999 799 599 400 200\
             | 96.929626 -219.80487
            dpm++ | 'algorithm_type': 'dpmsolver', 'final_sigmas_type': 'sigma_min', 'solver_order': 3 | 5\
             | 999 799 599 400 200 | 96.96936 -219.71214
            dpm++ | 'beta_schedule': 'squaredcos_cap_v2', 'prediction_type': 'v_prediction' | 6\
             | 999 832 666 500 333 166 | -0.80836236 -4.4840851
            pndm | 'beta_schedule': 'squaredcos_cap_v2', 'prediction_type': 'v_prediction' | 4\
             | 750 625 625 500 500 375 375 250 250 125 125 0 0 | -1.3550254 -5.3976396
            euler | 'beta_schedule': 'scaled_linear', 'rescale_betas_zero_snr': true, 'timestep_type': 'continuous',\
             'prediction_type': 'v_prediction', 'interpolation_type': 'log_linear' | 2\
             | 2.0794415 0.46401656 -1.1514084 | -0.60837221 -1.4196473
            ddim | 'timestep_spacing': 'linspace', 'num_train_timesteps': 30 | 15\
             | 29 27 25 23 21 19 17 15 12 10 8 6 4 2 0 | -0.11450313 -1
            ddim | 'thresholding': true, 'sample_max_value': 1.5, 'dynamic_thresholding_ratio': 0.8 | 5\
             | 800 600 400 200 0 | -0.7170679 -1
            ddpm | 'thresholding': true, 'sample_max_value': 1.5, 'dynamic_thresholding_ratio': 0.8 | 5\
             | 800 600 400 200 0 | -0.98446828 -1
            dpm++ | 'thresholding': true, 'sample_max_value': 1.5, 'dynamic_thresholding_ratio': 0.8 | 5\
             | 999 799 599 400 200 | 0.033653412 -1
            dpm++ | 'algorithm_type': 'dpmsolver', 'final_sigmas_type': 'sigma_min', 'thresholding': true,\
             'sample_max_value': 1.5, 'dynamic_thresholding_ratio': 0.8 | 5 | 999 799 599 400 200\
             | 0.048886299 -1.004887
            dpm++ | 'num_train_timesteps': 30 | 14 | 29 27 25 23 21 19 17 15 12 10 8 6 4 2 | -0.25713909 -3.8977277
            heun | 'clip_sample': false | 3 | 999 499.5 499.5 0 0 | -11.697078 -30.12652
            heun | 'beta_schedule': 'exp', 'prediction_type': 'sample', 'clip_sample': true, 'clip_sample_range': 1.5,\
             'use_karras_sigmas': true | 3 | 999 505.15131 505.15131 0 0 | 1.5 1.5
            lms | 'beta_schedule': 'scaled_linear', 'prediction_type': 'v_prediction' | 6\
             | 999 799.20001 599.40002 399.60001 199.8 0 | -1.5475124 -3.6771224
            lms | 'use_karras_sigmas': true, 'timestep_spacing': 'leading', 'steps_offset': 1 | 5\
             | 801 628.6875 351.99243 65.587784 0.99999964 | -9.8970585 -25.92647
            deis | 'algorithm_type': 'dpmsolver++', 'solver_type': 'midpoint' | 5 | 999 799 599 400 200\
             | 97.570724 -218.30896
            deis | 'solver_order': 3, 'prediction_type': 'v_prediction', 'beta_schedule': 'scaled_linear',\
             'use_karras_sigmas': true | 16 | 999 965 928 884 835 776 705 617 510 385 259 153 75 27 6 0\
             | -3.4029315 -10.780894
            deis | 'thresholding': true, 'sample_max_value': 1.5, 'dynamic_thresholding_ratio': 0.8 | 5\
             | 999 799 599 400 200 | 0.070173144 -1.0048871
            deis | 'use_flow_sigmas': true, 'flow_shift': 2.0, 'prediction_type': 'flow_prediction' | 6\
             | 999 908 799 666 499 285 | 0.20019205 -2.3663449
            unipc | 'solver_type': 'midpoint' | 5 | 999 799 599 400 200 | 95.101906 -224.09183
            unipc | 'solver_order': 3, 'disable_corrector': [0], 'use_karras_sigmas': true, 'sigma_min': 0.05,\
             'sigma_max': 10.0, 'beta_schedule': 'scaled_linear' | 6 | 851 734 563 329 122 19 | 4.4063601 -18.193142
            unipc | 'solver_order': 3, 'solver_type': 'bh1', 'predict_x0': false, 'prediction_type': 'v_prediction',\
             'final_sigmas_type': 'sigma_min', 'lower_order_final': false | 6 | 999 832 666 500 333 166\
             | -1.8179864 -7.6999893
            unipc | 'thresholding': true, 'sample_max_value': 1.5, 'dynamic_thresholding_ratio': 0.8 | 5\
             | 999 799 599 400 200 | -0.016586641 -1
            unipc | 'use_flow_sigmas': true, 'flow_shift': 3.0, 'prediction_type': 'flow_prediction',\
             'shift_terminal': 0.1 | 5 | 999 878 713 474 99 | -0.17535962 -3.2425051
            unipc | 'use_flow_sigmas': true, 'use_karras_sigmas': true, 'prediction_type': 'flow_prediction',\
             'final_sigmas_type': 'sigma_min' | 5 | 993 973 855 329 9 | -0.21354577 -3.3316061
            dpm++ | 'algorithm_type': 'deis', 'solver_type': 'logrho', 'final_sigmas_type': 'sigma_min' | 5\
             | 999 799 599 400 200 | 96.019676 -221.92816
            """)
    void walksAsRecorded(String name, String fields, int steps, String timesteps, String end) {
        SolverState walk = Scheduler.of(config(fields), name).begin(steps);
        assertArrayEquals(floats(timesteps), walk.timesteps(), 1e-6f);
        float[] sample = {1, -0.5f};
        for (int i = 0; i < walk.timesteps().length; i++) {
            sample = walk.step(i, new float[] {0.3f * (1 + i), 0.7f * (1 + i)}, sample, () -> new float[2]);
        }
        float[] expected = floats(end);
        for (int k = 0; k < expected.length; k++) {
            assertEquals(1, sample[k] / expected[k], 1e-5);
        }
    }

    /** As StableDiffusionImg2ImgPipeline of diffusers 0.42.1 goes through the steps. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10 | 0.95 | 10 | 3.665015697479248 -72.84764862060547
            10 | 0.85 | 9 | 1.0449894666671753 -35.65079879760742
            10 | 0.5 | 6 | 0.39572399854660034 -6.225340366363525
            10 | 0.2 | 3 | 1.0006999969482422 -0.9773867726325989
            20 | 0.95 | 20 | -17.13532257080078 -218.37017822265625
            20 | 0.75 | 16 | -5.870683193206787 -49.00810623168945
            """)
    void linearWalksFromAPictureAsRecorded(int steps, double strength, int count, String end) {
        Scheduler scheduler = Scheduler.of(config("'skip_prk_steps': true, 'steps_offset': 1"), "pndm");
        SolverState walk = scheduler.begin(steps);
        int first = walk.begin(strength);
        assertEquals(count, walk.timesteps().length - first);
        float[] sample = {1, -0.5f};
        for (int i = 0; i < count; i++) {
            float[] told = {0.3f * (1 + i), 0.7f * (1 + i)};
            sample = walk.step(first + i, told, sample, () -> new float[2]);
        }
        float[] expected = floats(end);
        for (int k = 0; k < expected.length; k++) {
            assertEquals(1, sample[k] / expected[k], 1e-5);
        }
    }

    @Test
    void eachSampleIsBoundByItsOwnValues() {
        String fields = "'prediction_type': 'sample', 'thresholding': true, 'sample_max_value': 1.5,"
                + " 'dynamic_thresholding_ratio': 0.8";
        SolverState walk = Scheduler.of(config(fields), "ddim").begin(2);
        float[] told = {0.5f, -1.2f, 3, 0.5f};
        float[] after = walk.step(1, told, new float[] {1, -0.5f, 0.25f, 2}, 2, () -> new float[4]);
        assertArrayEquals(new float[] {0.47169808f, -1, 1, 0.33333334f}, after, 1e-6f);
    }

    /** The last digit is not that of the nearest float. */
    @Test
    void logarithmsHaveTheDigitsOfNumpy() {
        assertEquals(-0.16959212720394135, Floats.log(0.844009f));
        assertEquals(1.3071157932281494, Floats.log(3.6955f));
        assertEquals(-3.483492612838745, Floats.log(0.0307f));
        assertEquals(5.05879020690918, Floats.log(157.4f));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            dpm++ | 'algorithm_type': 'dpmsolver' | final_sigmas_type
            dpm++ | 'algorithm_type': 'sde-dpmsolver', 'final_sigmas_type': 'sigma_min', 'solver_order': 3 | solver_order
            deis | 'solver_order': 4 | solver_order
            deis | 'use_flow_sigmas': true, 'use_beta_sigmas': true | use_flow_sigmas
            unipc | 'predict_x0': false | final_sigmas_type
            unipc | 'use_flow_sigmas': true, 'use_exponential_sigmas': true | use_flow_sigmas
            unipc | 'shift_terminal': 0.1 | shift_terminal
            unipc | 'use_dynamic_shifting': true | use_dynamic_shifting
            unipc | 'solver_p': {'_class_name': 'DDIMScheduler'} | solver_p
            """)
    void refusesWhatTheReferenceCantWalk(String name, String fields, String named) {
        FormatException e = assertThrows(FormatException.class, () -> Scheduler.of(config(fields), name));
        assertEquals(true, e.getMessage().contains(named));
    }

    private static Config config(String fields) {
        return new Config(Json.parse("{" + fields.replace('\'', '"') + "}", "test"), "test");
    }

    private static float[] floats(String text) {
        String[] parts = text.split(" ");
        float[] out = new float[parts.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.parseFloat(parts[i]);
        }
        return out;
    }
}
