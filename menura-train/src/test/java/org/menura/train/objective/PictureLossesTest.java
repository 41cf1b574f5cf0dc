package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;

/** Gradients of the losses of pictures, and what duplicates and weights change. */
class PictureLossesTest {
    private static double[] random(long seed, int count) {
        Rng rng = new Rng(seed);
        double[] out = new double[count];
        Arrays.setAll(out, _ -> rng.nextGaussian());
        return out;
    }

    private static double[][] square(long seed, int n) {
        double[][] out = new double[n][];
        Arrays.setAll(out, i -> random(seed + i, n));
        return out;
    }

    /** Texts 0 and 2 are the same. */
    private static final boolean[][] SAME = {
        {true, false, true, false}, {false, true, false, false}, {true, false, true, false}, {false, false, false, true}
    };

    @Test
    void gradientsOfLogitsWithDuplicates() {
        double[][] logits = square(1, 4);
        PairLogits pairs = new PairLogits(logits, SAME);
        Differences.check(
                "InfoNCE",
                logits,
                InfoNce.of(pairs).slope(),
                () -> InfoNce.of(pairs).loss());
        Differences.check(
                "SigLIP",
                logits,
                SigLip.of(pairs).slope(),
                () -> SigLip.of(pairs).loss());
    }

    @Test
    void duplicatesAreNotPushedApart() {
        double[][] logits = square(1, 4);
        logits[0][2] = 30; // would be a grave mistake if text 0 and picture 2 did not belong together
        assertEquals(0, InfoNce.of(new PairLogits(logits, SAME)).slope()[0][2]);
        assertEquals(0, SigLip.of(new PairLogits(logits, SAME)).slope()[0][2]);
        assertTrue(InfoNce.of(new PairLogits(logits, null)).slope()[0][2] > 0.1);
        assertTrue(InfoNce.of(new PairLogits(logits, null)).loss()
                > InfoNce.of(new PairLogits(logits, SAME)).loss() + 5);
    }

    @Test
    void gradientsOfAnAutoencoder() {
        for (boolean squared : new boolean[] {true, false}) {
            double[] given = random(1, 12);
            double[] decoded = random(2, 12);
            double[] mean = random(3, 5);
            double[] logVariance = random(4, 5);
            AutoencoderLoss.Result result = AutoencoderLoss.of(given, decoded, mean, logVariance, squared, 0.3);
            DoubleSupplier loss = () -> AutoencoderLoss.of(given, decoded, mean, logVariance, squared, 0.3)
                    .loss();
            Differences.check("pictures", decoded, result.ofPictures(), loss);
            Differences.check("mean", mean, result.ofMean(), loss);
            Differences.check("log variance", logVariance, result.ofLogVariance(), loss);
        }
        double[] nothing = new double[4];
        assertEquals(
                0,
                AutoencoderLoss.of(nothing, nothing, nothing, nothing, true, 1).loss());
    }

    @Test
    void gradientsOfADenoiser() {
        double[] said = random(1, 12);
        double[] wanted = random(2, 12);
        double[] weights = {0.5, 2, 1};
        DenoisingLoss.Result result = DenoisingLoss.of(said, wanted, weights, 3);
        Differences.check(
                "said",
                said,
                result.gradient(),
                () -> DenoisingLoss.of(said, wanted, weights, 3).loss());
        assertEquals(
                DenoisingLoss.of(said, wanted, null, 3).loss(), result.metrics().get("unweighted"), 1e-12);
    }

    /** Errors of noise and of the data are the same error on other scales: data error = noise error · sigma² / alpha². */
    @Test
    void minSnrWeighsTheSameErrorAlikeWhateverIsSaid() {
        double gamma = 5;
        for (double alpha : new double[] {0.2, 0.7, 0.95, 0.99}) {
            double sigma = Math.sqrt(1 - alpha * alpha);
            double ofData = DenoisingLoss.minSnr(DenoisingLoss.Said.DATA, alpha, sigma, gamma);
            double ofNoise = DenoisingLoss.minSnr(DenoisingLoss.Said.NOISE, alpha, sigma, gamma);
            double ofVelocity = DenoisingLoss.minSnr(DenoisingLoss.Said.VELOCITY, alpha, sigma, gamma);
            double noisePerData = alpha * alpha / (sigma * sigma);
            assertEquals(ofData, ofNoise * noisePerData, 1e-9);
            assertEquals(ofData, ofVelocity / (sigma * sigma), 1e-9); // data = alpha x - sigma v
            assertEquals(Math.min(noisePerData, gamma), ofData, 1e-9);
        }
    }
}
