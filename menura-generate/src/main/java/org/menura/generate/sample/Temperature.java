package org.menura.generate.sample;

/**
 * Divides the logits by a temperature, which flattens the distribution above 1 and sharpens it below.
 *
 * <p>With a range, the temperature follows the entropy H of the candidates: it is {@code low + (high − low) · (H /
 * Hmax)^exponent}, where low and high lie {@code range} below (not below 0) and above {@code value}, and Hmax is the
 * logarithm of the number of candidates (dynamic temperature, llama.cpp pull request 4972).
 *
 * @param value the temperature; 0 keeps the most likely candidate only
 * @param range half the width of the range of a dynamic temperature; 0 for a fixed one
 * @param exponent how the entropy maps to the range; 1 maps linearly
 */
public record Temperature(float value, float range, float exponent) implements SamplingStage {
    /** Below this, only the most likely candidate has a chance, and logits would leave the range of floats. */
    private static final float COLDEST = 1e-6f;

    /** Checks the parameters. */
    public Temperature {
        ParameterRanges.check("temperature", value, 0, Float.MAX_VALUE);
        ParameterRanges.check("dynatemp_range", range, 0, Float.MAX_VALUE);
        ParameterRanges.check("dynatemp_exponent", exponent, 0, Float.MAX_VALUE);
    }

    /** Returns a fixed temperature. */
    public static Temperature of(float value) {
        return new Temperature(value, 0, 1);
    }

    /** Returns whether only the most likely candidate is ever kept. */
    public boolean isGreedy() {
        return value < COLDEST && range == 0;
    }

    @Override
    public boolean keepsLikeliest() {
        return true;
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        if (candidates.size() < 2) {
            return;
        }
        float temperature = range > 0 ? dynamic(candidates) : value;
        if (temperature < COLDEST) {
            candidates.order(1);
            candidates.truncate(1);
        } else {
            candidates.divide(temperature);
        }
    }

    private float dynamic(Candidates candidates) {
        candidates.softmax();
        double share = candidates.entropy() / StrictMath.log(candidates.size());
        float low = Math.max(0, value - range);
        float high = value + range;
        return low + (high - low) * (float) StrictMath.pow(share, exponent);
    }
}
