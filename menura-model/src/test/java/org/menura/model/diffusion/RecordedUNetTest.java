package org.menura.model.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.layer.FeatureMap;
import org.menura.model.weights.Weights;
import org.menura.tensor.Grid;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** UNets with options that few checkpoints take, against what diffusers 0.35.1 gives. */
class RecordedUNetTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'norm_eps': 1e-5 | 0.41286254 0.23847082 0.022558898 0.19753772
            'only_cross_attention': true | 0.41220436 0.238885 0.022822686 0.19685701
            'only_cross_attention': [true], 'mid_block_type': null | 0.49474204 0.67956477 0.44407582 0.15162878
            'mid_block_type': 'UNetMidBlock2D', 'mid_block_scale_factor': 2.0, 'center_input_sample': true\
             | 0.3349455 0.74511576 0.73611444 0.22362059
            'time_embedding_act_fn': 'gelu', 'timestep_post_act': 'silu', 'resnet_out_scale_factor': 3.0,\
             'resnet_skip_time_act': true, 'mid_block_only_cross_attention': true\
             | 0.34666261 0.02667072 -0.10120795 0.23191398
            """)
    void computesAsRecorded(String fields, String expected) {
        UNet model = UNet.build(config(fields), Weights.of(new WaveParameters(), new CpuBackend(1)));
        float[] sample = new float[16];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = (float) Math.sin(i);
        }
        float[] text = new float[6];
        for (int i = 0; i < text.length; i++) {
            text[i] = (float) Math.cos(i);
        }
        Denoiser.Condition told = new Denoiser.Condition(
                new Denoiser.Text(Tensor.of(text, 2, 3), Segments.ofLengths(new int[] {2})), null, null, null);
        FeatureMap out = model.forward(
                FeatureMap.ofChannelsFirst(sample, new Grid(1, 4, 4)), new float[] {7}, told, (_, _) -> {});
        float[] values = new float[4];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(expected.split(" ")[i]);
        }
        assertArrayEquals(values, Arrays.copyOf(out.channelsFirst(), 4), 1e-5f);
    }

    /** Angles are rounded to float before their sines are taken. */
    @Test
    void largeTimestepsBecomeTheWavesOfTheReference() {
        float[] expected = {
            -0.44006181f,
            -0.90921271f,
            -0.87567312f,
            0.92125559f,
            0.43635902f,
            0.18440844f,
            0.93173265f,
            0.99503404f,
            -0.89796746f,
            -0.41633186f,
            0.48290434f,
            0.38895771f,
            -0.89977264f,
            0.98284972f,
            0.36314496f,
            0.099534899f
        };
        Tensor waves = new TimestepEmbedding.Waves(16, true, 1).of(new float[] {997});
        assertArrayEquals(expected, waves.toFloats(), 3e-7f);
    }

    @Test
    void refusesByName() {
        for (String fields : new String[] {
            "'mid_block_type': 'UNetMidBlock2DSimpleCrossAttn'",
            "'only_cross_attention': [true, false]",
            "'mid_block_scale_factor': 0",
            "'dual_cross_attention': true",
            "'encoder_hid_dim': 4"
        }) {
            assertThrows(FormatException.class, () -> UNetConfig.of(config(fields)));
        }
        FormatException e = assertThrows(
                FormatException.class, () -> UNetConfig.of(config("'transformer_layers_per_block': [1, [1, 2]]")));
        assertTrue(e.getMessage().contains("a number for each level, not a list of them"), e.getMessage());
    }

    private static Config config(String fields) {
        String all = """
                {"in_channels": 1, "out_channels": 1, "block_out_channels": [4], "norm_num_groups": 2,
                 "layers_per_block": 1, "cross_attention_dim": 3, "attention_head_dim": 2,
                 "down_block_types": ["CrossAttnDownBlock2D"], "up_block_types": ["CrossAttnUpBlock2D"], %s}
                """;
        return new Config(Json.parse(all.formatted(fields.replace('\'', '"')), "test"), "test");
    }
}
