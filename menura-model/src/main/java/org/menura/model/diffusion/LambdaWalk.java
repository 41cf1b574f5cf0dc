package org.menura.model.diffusion;

import java.util.ArrayList;
import java.util.List;

/** What all ways down the levels of {@link LambdaNoise} share; the model sees samples as they are. */
abstract class LambdaWalk implements SolverState {
    /** What a step integrates, the latest first. */
    final List<float[]> slopes = new ArrayList<>();

    final SigmaSteps steps;
    private final Prediction prediction;
    private final boolean straight;

    /**
     * Begins a walk.
     *
     * @param straight whether the levels are those of a straight way
     */
    LambdaWalk(Prediction prediction, SigmaSteps steps, boolean straight) {
        this.prediction = prediction;
        this.steps = steps;
        this.straight = straight;
    }

    @Override
    public float[] timesteps() {
        return steps.timesteps();
    }

    @Override
    public float noiseScale() {
        return 1;
    }

    @Override
    public float[] input(int i, float[] sample) {
        return sample;
    }

    @Override
    public float[] noised(int i, float[] clean, float[] fresh) {
        NoiseLevel level = level(i);
        return SolverState.mix(level.alpha(), clean, level.sigma(), fresh);
    }

    NoiseLevel level(int i) {
        double sigma = steps.sigmas()[i];
        return straight ? NoiseLevel.ofFlow(sigma) : NoiseLevel.of(sigma);
    }

    /** Remembers what is integrated, up to an order. */
    void add(float[] slope, int order) {
        slopes.addFirst(slope);
        if (slopes.size() > order) {
            slopes.removeLast();
        }
    }

    /** What an output says of the data in a sample before step {@code i}. */
    float[] data(int i, float[] output, float[] sample, int samples, DataBounds bounds) {
        float[] out = prediction.data(level(i).alpha(), sigma(i), sample, output);
        bounds.apply(out, samples);
        return out;
    }

    /** What an output says of the noise in a sample before step {@code i}. */
    float[] noise(int i, float[] output, float[] sample) {
        NoiseLevel at = level(i);
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = prediction.noise(at.alpha(), at.sigma(), sample[k], output[k]);
        }
        return out;
    }

    /** The noise in a sample before step {@code i} with given data. */
    float[] rest(int i, float[] data, float[] sample) {
        NoiseLevel at = level(i);
        float sigma = sigma(i);
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = (sample[k] - at.alpha() * data[k]) / sigma;
        }
        return out;
    }

    /** Share of the noise: the reference takes a straight way's level as it is, whatever levels are visited. */
    private float sigma(int i) {
        return prediction == Prediction.FLOW ? (float) steps.sigmas()[i] : level(i).sigma();
    }
}
