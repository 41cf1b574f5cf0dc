package org.menura.model.diffusion;

/**
 * A noise level in the three measures that the steps of solvers need.
 *
 * @param alpha share of the data
 * @param sigma share of the noise
 * @param lambda the difference of their logarithms
 */
record NoiseLevel(float alpha, float sigma, float lambda) {
    private static NoiseLevel of(float alpha, float sigma) {
        return new NoiseLevel(alpha, sigma, (float) Math.log(alpha) - (float) Math.log(sigma));
    }

    static NoiseLevel of(double ratio) {
        float r = (float) ratio;
        float alpha = 1 / (float) Math.sqrt(r * r + 1);
        return of(alpha, r * alpha);
    }

    static NoiseLevel ofFlow(double sigma) {
        return of(1 - (float) sigma, (float) sigma);
    }
}
