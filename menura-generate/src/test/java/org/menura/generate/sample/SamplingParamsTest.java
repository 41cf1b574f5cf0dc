package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplingParamsTest {
    @Test
    void theDefaultsAreThoseOfLlamaCpp() {
        SamplingParams params = SamplingParams.defaults();
        assertEquals(new Penalties(64, 1, 0, 0), params.penalties());
        assertEquals(new Dry(0, 1.75f, 2, -1, SequenceBreakers.NONE), params.dry());
        assertEquals(new TopNSigma(-1), params.topNSigma());
        assertEquals(new TopK(40), params.topK());
        assertEquals(new Typical(1, 0), params.typical());
        assertEquals(new TopP(0.95f, 0), params.topP());
        assertEquals(new MinP(0.05f, 0), params.minP());
        assertEquals(new Xtc(0, 0.1f, 0), params.xtc());
        assertEquals(Temperature.of(0.8f), params.temperature());
        assertEquals(
                "[penalties, dry, top_n_sigma, top_k, typ_p, top_p, min_p, xtc, temperature]",
                params.order().toString());
        assertNotEquals(params.seed(), SamplingParams.defaults().seed());
    }

    @Test
    void theOrderOfTheChainIsThatOfTheNames() {
        SamplingParams params = SamplingParams.builder()
                .order(StageName.parseOrder("temperature;Top-K,nucleus; typical"))
                .build();
        assertEquals(
                List.of(params.logitBias(), params.temperature(), params.topK(), params.topP(), params.typical()),
                params.stages());
        assertInstanceOf(Draw.class, params.selector());
        assertEquals(List.of(), StageName.parseOrder(""));
        assertEquals(
                List.of(StageName.DRY, StageName.MIN_P, StageName.XTC, StageName.TEMPERATURE),
                StageName.parseOrder("dry;min-p;xtc;temp"));
    }

    @Test
    void theOrderMattersToTheResult() {
        // Top-p before temperature sees 0.4 + 0.3 reach 0.65; after temperature ½ it sees 16/30 + 9/30.
        double[] probs = {0.1, 0.2, 0.3, 0.4};
        Candidates before = Distribution.of(probs);
        Candidates after = Distribution.of(probs);
        for (String order : List.of("top_p;temperature", "temperature;top_p")) {
            SamplingParams params = SamplingParams.builder()
                    .topP(0.53f)
                    .temperature(0.5f)
                    .order(StageName.parseOrder(order))
                    .build();
            Candidates candidates = order.startsWith("top_p") ? before : after;
            params.stages().forEach(stage -> stage.apply(candidates, Distribution.history()));
        }
        assertEquals(2, before.size());
        assertEquals(1, after.size());
    }

    @Test
    void mirostatTakesThePlaceOfTheTruncatingStages() {
        SamplingParams params = SamplingParams.builder().mirostat(5, 0.1f).build();
        assertEquals(List.of(params.logitBias(), params.temperature()), params.stages());
        assertEquals(new MirostatV2(5, 0.1f), params.selector());
    }

    @Test
    void everyOptionReachesItsStage() {
        SamplingParams params = SamplingParams.builder()
                .seed(1)
                .logitBias(Map.of(1, 2f))
                .repeatLastN(2)
                .repeatPenalty(3)
                .frequencyPenalty(4)
                .presencePenalty(5)
                .dryMultiplier(6)
                .dryBase(7)
                .dryAllowedLength(8)
                .dryPenaltyLastN(9)
                .dryBreakers(SequenceBreakers.of(List.of(List.of(10))))
                .topNSigma(11)
                .topK(12)
                .typicalP(0.13f)
                .topP(0.14f)
                .minP(0.15f)
                .xtcProbability(0.16f)
                .xtcThreshold(0.17f)
                .minKeep(18)
                .temperature(19)
                .dynamicTemperature(20, 21)
                .mirostat(22, 23)
                .order(List.of(StageName.XTC))
                .build();
        SamplingParams expected = new SamplingParams(
                1,
                new LogitBias(Map.of(1, 2f)),
                new Penalties(2, 3, 4, 5),
                new Dry(6, 7, 8, 9, SequenceBreakers.of(List.of(List.of(10)))),
                new TopNSigma(11),
                new TopK(12),
                new Typical(0.13f, 18),
                new TopP(0.14f, 18),
                new MinP(0.15f, 18),
                new Xtc(0.16f, 0.17f, 18),
                new Temperature(19, 20, 21),
                new MirostatV2(22, 23),
                List.of(StageName.XTC),
                null);
        assertEquals(expected, params);
        assertEquals(expected, params.toBuilder().build());
    }

    @Test
    void refusesUnknownAndRepeatedNames() {
        String message = assertThrows(IllegalArgumentException.class, () -> StageName.parseOrder("top_k;topp"))
                .getMessage();
        assertTrue(message.startsWith("there is no sampler 'topp'; there are penalties, dry,"), message);
        assertThrows(IllegalArgumentException.class, () -> StageName.parseOrder("top_k;top-k"));
        SamplingParamsBuilder twice = SamplingParams.builder().order(List.of(StageName.DRY, StageName.DRY));
        assertThrows(IllegalArgumentException.class, twice::build);
    }
}
