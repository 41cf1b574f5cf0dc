package org.menura.model.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.layer.FeatureMap;
import org.menura.model.weights.Weights;
import org.menura.tensor.Grid;
import org.menura.tensor.cpu.CpuBackend;

/** An autoencoder whose activation is not SiLU, against what diffusers 0.35.1 gives. */
class RecordedAutoencoderTest {
    @Test
    void endsWithSiluWhateverTheActivation() {
        Config c = new Config(Json.parse("""
                {"in_channels": 1, "out_channels": 1, "latent_channels": 1, "block_out_channels": [2], "act_fn": "relu",
                 "norm_num_groups": 1, "down_block_types": ["DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D"],
                 "mid_block_add_attention": false, "use_quant_conv": false, "use_post_quant_conv": false}
                """, "test"), "test");
        Autoencoder model = Autoencoder.build(c, Weights.of(new WaveParameters(), new CpuBackend(1)));
        float[] wave = new float[16];
        for (int i = 0; i < wave.length; i++) {
            wave[i] = (float) Math.sin(i);
        }
        FeatureMap picture = FeatureMap.ofChannelsFirst(wave, new Grid(1, 4, 4));
        begin(
                new float[] {0.27381465f, 0.51718303f, 0.6387538f, 0.5009222f},
                model.encode(picture).mean());
        begin(new float[] {0.44305097f, 0.72294554f, 0.7054052f, 0.45559823f}, model.decode(picture));
    }

    private static void begin(float[] expected, FeatureMap actual) {
        assertArrayEquals(expected, Arrays.copyOf(actual.channelsFirst(), expected.length), 1e-5f);
    }
}
