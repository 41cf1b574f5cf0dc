package org.menura.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.model.Config;

class RopeScalingTest {
    private static final int DIM = 8;

    @Test
    void plainFrequenciesFallByTheBase() {
        float[] inverse = at(1, "").inverse();
        assertArrayEquals(new float[] {1, 0.1f, 0.01f, 0.001f}, inverse, 1e-7f);
    }

    @Test
    void readsTheBaseFromEitherPlace() {
        RopeFrequencies expected = at(1, "'rope_theta': 500");
        assertEquals(expected, at(1, "'rope_parameters': {'rope_theta': 500, 'rope_type': 'default'}"));
        assertEquals(expected, at(1, "'rope_theta': 9, 'rope_parameters': {'rope_theta': 500}"));
        assertNotEquals(expected, at(1, ""));
    }

    @Test
    void linearDividesByTheFactor() {
        assertArrayEquals(
                new float[] {0.25f, 0.025f, 0.0025f, 0.00025f},
                at(1, "'rope_scaling': {'type': 'linear', 'factor': 4}").inverse(),
                1e-8f);
    }

    @Test
    void dynamicGrowsBeyondTheTrainedLengthOnly() {
        String dynamic = "'rope_scaling': {'rope_type': 'dynamic', 'factor': 2}";
        assertEquals(at(1, ""), at(64, dynamic));
        // (2 · 128 / 64 - 1) = 3, raised to 8 / 6
        double base = 10000 * Math.pow(3, 8.0 / 6);
        assertEquals(Math.pow(base, -2.0 / 8), at(128, dynamic).inverse()[1], 1e-7);
        assertEquals(
                at(128, dynamic),
                at(
                        128,
                        "'rope_scaling': {'rope_type': 'dynamic', 'factor': 2,"
                                + " 'original_max_position_embeddings': 16}"));
    }

    @Test
    void llama3LeavesHighFrequenciesAndDividesLowOnes() {
        float[] inverse = at(
                        1,
                        "'rope_scaling': {'rope_type': 'llama3', 'factor': 8, 'low_freq_factor': 1,"
                                + " 'high_freq_factor': 4, 'original_max_position_embeddings': 64}")
                .inverse();
        assertEquals(1, inverse[0]);
        // wavelength 20 π lies between 16 and 64
        double smooth = (64 / (20 * Math.PI) - 1) / 3;
        assertEquals((1 - smooth) * 0.1 / 8 + smooth * 0.1, inverse[1], 1e-7);
        assertEquals(0.01 / 8, inverse[2], 1e-8);
    }

    @Test
    void yarnScalesTheRotatedByTheFactor() {
        String yarn = "'rope_scaling': {'rope_type': 'yarn', 'factor': 4, 'original_max_position_embeddings': 16";
        assertEquals(0.1 * Math.log(4) + 1, at(1, yarn + "}").attentionFactor(), 1e-6);
        assertEquals(0.5, at(1, yarn + ", 'attention_factor': 0.5}").attentionFactor(), 1e-6);
        double ratio = (0.1 * 0.7 * Math.log(4) + 1) / (0.1 * 0.3 * Math.log(4) + 1);
        assertEquals(
                ratio, at(1, yarn + ", 'mscale': 0.7, 'mscale_all_dim': 0.3}").attentionFactor(), 1e-6);
    }

    @Test
    void yarnTakesTheRatioOfLengthsWhereNoFactorIsWritten() {
        assertEquals(
                at(1, "'rope_scaling': {'rope_type': 'yarn', 'factor': 4, 'original_max_position_embeddings': 16}"),
                at(1, "'rope_scaling': {'rope_type': 'yarn', 'original_max_position_embeddings': 16}"));
    }

    @Test
    void longRopeSwitchesFactorsBeyondTheTrainedLength() {
        String factors = "'rope_scaling': {'type': '%s', 'short_factor': [1, 2, 3, 4], 'long_factor': [5, 6, 7, 8]},"
                + " 'original_max_position_embeddings': 16";
        String longRope = factors.formatted("longrope");
        assertArrayEquals(
                new float[] {1, 0.1f / 2, 0.01f / 3, 0.001f / 4},
                at(16, longRope).inverse(),
                1e-7f);
        assertArrayEquals(
                new float[] {1 / 5f, 0.1f / 6, 0.01f / 7, 0.001f / 8},
                at(17, longRope).inverse(),
                1e-7f);
        assertEquals(Math.sqrt(1 + Math.log(4) / Math.log(16)), at(1, longRope).attentionFactor(), 1e-6);
        assertEquals(at(17, longRope), at(17, factors.formatted("su")));
        assertEquals(at(17, longRope), at(17, factors.formatted("yarn")));
    }

    @Test
    void turnsAPartOfAHead() throws JsonProcessingException {
        assertEquals(80, RopeScaling.rotaryDim(config(""), 80));
        assertEquals(32, RopeScaling.rotaryDim(config("'partial_rotary_factor': 0.4"), 80));
        assertEquals(7, RopeScaling.rotaryDim(config("'partial_rotary_factor': 0.7"), 10));
        assertEquals(96, RopeScaling.rotaryDim(config("'rope_parameters': {'partial_rotary_factor': 0.75}"), 128));
    }

    @Test
    void refusesWhatCannotBe() {
        refused("factor", "'rope_scaling': {'type': 'linear'}");
        refused("factor", "'rope_scaling': {'type': 'dynamic', 'factor': -1}");
        refused(
                "high_freq_factor",
                "'rope_scaling': {'type': 'llama3', 'factor': 8, 'low_freq_factor': 4,"
                        + " 'high_freq_factor': 4, 'original_max_position_embeddings': 64}");
        refused("short_factor", "'rope_scaling': {'type': 'longrope', 'short_factor': [1], 'long_factor': [1]}");
        refused("positive base", "'rope_theta': 0");
        assertThrows(FormatException.class, () -> RopeScaling.of(config(""), 7, 10000));
    }

    private static void refused(String part, String fields) {
        String message =
                assertThrows(FormatException.class, () -> at(1, fields)).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static RopeFrequencies at(int length, String fields) {
        try {
            IntFunction<RopeFrequencies> byLength = RopeScaling.of(config(fields), DIM, 10000);
            return byLength.apply(length);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Config config(String fields) throws JsonProcessingException {
        String all = "{'max_position_embeddings': 64" + (fields.isEmpty() ? "" : ", " + fields) + "}";
        return new Config(new ObjectMapper().readTree(all.replace('\'', '"')), "config.json");
    }
}
