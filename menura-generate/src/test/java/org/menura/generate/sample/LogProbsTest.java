package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogProbsTest {
    @Test
    void areThoseOfTheSoftmax() {
        float[] logits = Distribution.logits(0.1, 0.4, 0.2, 0.3);
        for (int i = 0; i < logits.length; i++) {
            logits[i] += 100;
        }
        LogProbs logProbs = LogProbs.of(logits, 2, 2);
        assertEquals(2, logProbs.chosen().token());
        assertEquals(Math.log(0.2), logProbs.chosen().logProb(), 1e-5);
        assertEquals(
                List.of(1, 3),
                logProbs.top().stream().map(LogProbs.Entry::token).toList());
        assertEquals(Math.log(0.4), logProbs.top().get(0).logProb(), 1e-5);
        assertEquals(Math.log(0.3), logProbs.top().get(1).logProb(), 1e-5);
    }

    @Test
    void namesAsManyAlternativesAsThereAre() {
        float[] logits = {1, 1, Float.NEGATIVE_INFINITY};
        assertEquals(List.of(), LogProbs.of(logits, 0, 0).top());
        List<LogProbs.Entry> top = LogProbs.of(logits, 2, 9).top();
        assertEquals(List.of(0, 1, 2), top.stream().map(LogProbs.Entry::token).toList());
        assertEquals(Double.NEGATIVE_INFINITY, top.get(2).logProb());
    }

    @Test
    void refusesWhatHasNoLogProbability() {
        assertThrows(IllegalArgumentException.class, () -> LogProbs.of(new float[] {1, 2}, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> LogProbs.of(new float[] {1, 2}, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> LogProbs.of(new float[] {1, Float.NaN}, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> LogProbs.of(new float[] {Float.NEGATIVE_INFINITY}, 0, 1));
    }
}
