package org.menura.generate.watermark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;

class UnigramWatermarkTest {
    /** The mask that numpy 2.4.6 shuffles for key 0, half of 200 tokens. */
    private static final String MASK =
            "1011000101011011000110111010011100010101100110111100010010110011010001010010111001110100101100001101"
                    + "1101000100111010001011111101101011010110111000110011000011100011001000001010010101011000101011000101";

    @Test
    void theGreenListIsNumpys() {
        UnigramWatermark mark = new UnigramWatermark(0.5, 1.5, 0);
        StringBuilder text = new StringBuilder();
        for (boolean green : mark.green(200)) {
            text.append(green ? 1 : 0);
        }
        assertEquals(MASK, text.toString());
        Sampler sampler = new Sampler(
                SamplingParams.builder().topK(20).temperature(1).watermark(mark).build());
        float[] logits = new float[200];
        Candidates left = sampler.process(logits);
        for (int i = 0; i < left.size(); i++) {
            assertEquals(MASK.charAt(left.id(i)) == '1' ? 1.5f : 0, left.logit(i));
        }
    }
}
