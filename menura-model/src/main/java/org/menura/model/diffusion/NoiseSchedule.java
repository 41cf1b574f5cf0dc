package org.menura.model.diffusion;

import org.menura.model.Config;

/**
 * The variance-preserving way from data to noise (arXiv 2006.11239): at timestep t a sample is {@code sqrt(abar[t]) ·
 * data + sqrt(1 - abar[t]) · noise}.
 *
 * @param alphaBar abar, the share of the data in the variance at each of training's timesteps, with the digits that the
 *     reference's float arithmetic leaves: near pure noise, where they are few, samples are divided by them
 * @param prediction what the model says
 */
record NoiseSchedule(double[] alphaBar, Prediction prediction) {
    /** Where the last value of a schedule that ends in pure noise is put by methods that divide by it. */
    private static final double ALMOST_NOTHING = 0x1p-24;

    /** Variances that a step adds at the most. */
    private static final double MOST = 0.999;

    static NoiseSchedule of(Config c) {
        return of(c, Prediction.of(c));
    }

    private static NoiseSchedule of(Config c, Prediction prediction) {
        float[] shares = betas(c); // of the data in each step
        for (int i = 0; i < shares.length; i++) {
            shares[i] = 1 - shares[i];
        }
        float[] alphaBar = cumulative(shares);
        if (c.flag("rescale_betas_zero_snr", false)) {
            alphaBar = cumulative(withoutSignal(alphaBar));
        }
        double[] exact = new double[alphaBar.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = alphaBar[i];
        }
        return new NoiseSchedule(exact, prediction);
    }

    /** Reads a schedule for methods that divide by the last value. */
    static NoiseSchedule dividable(Config c) {
        return dividable(c, Prediction.of(c));
    }

    /** Reads a schedule for methods that divide by the last value, with another prediction target. */
    static NoiseSchedule dividable(Config c, Prediction prediction) {
        NoiseSchedule s = of(c, prediction);
        if (c.flag("rescale_betas_zero_snr", false)) {
            s.alphaBar[s.steps() - 1] = ALMOST_NOTHING;
        }
        return s;
    }

    int steps() {
        return alphaBar.length;
    }

    private static float[] betas(Config c) {
        if (c.has("trained_betas")) {
            return c.numbers("trained_betas");
        }
        int n = c.positive("num_train_timesteps", 1000);
        double start = c.precise("beta_start", 0.0001);
        double end = c.precise("beta_end", 0.02);
        float[] betas = switch (c.text("beta_schedule", "linear")) {
            case "linear" -> Floats.linspace(start, end, n);
            case "scaled_linear" -> Floats.linspace(Math.sqrt(start), Math.sqrt(end), n);
            case "squaredcos_cap_v2", "exp" -> new float[n];
            case "sigmoid" -> Floats.linspace(-6, 6, n);
            default ->
                throw c.unsupported(
                        "beta_schedule", "supported: linear, scaled_linear, squaredcos_cap_v2, sigmoid, exp");
        };
        for (int i = 0; i < n; i++) {
            betas[i] = switch (c.text("beta_schedule", "linear")) {
                case "scaled_linear" -> betas[i] * betas[i];
                // arXiv 2102.09672, equation 17
                case "squaredcos_cap_v2" -> (float) Math.min(MOST, 1 - cosine((i + 1.0) / n) / cosine((double) i / n));
                case "exp" ->
                    (float) Math.min(MOST, 1 - Math.exp((i + 1.0) / n * -12) / Math.exp((double) i / n * -12));
                case "sigmoid" -> (float) (1 / (1 + Math.exp(-betas[i]))) * (float) (end - start) + (float) start;
                default -> betas[i];
            };
        }
        return betas;
    }

    private static double square(double x) {
        return x * x;
    }

    private static double cosine(double t) {
        return square(Math.cos((t + 0.008) / 1.008 * Math.PI / 2));
    }

    /** Products of the first 1, 2, .. of some shares, each rounded. */
    private static float[] cumulative(float[] alphas) {
        float[] out = new float[alphas.length];
        double product = 1;
        for (int i = 0; i < out.length; i++) {
            product *= alphas[i];
            out[i] = (float) product;
        }
        return out;
    }

    /**
     * Shifts and scales so that nothing of the data is left at the end (arXiv 2305.08891, algorithm 1).
     *
     * @return the shares of one step
     */
    private static float[] withoutSignal(float[] alphaBar) {
        int n = alphaBar.length;
        float first = (float) Math.sqrt(alphaBar[0]);
        float last = (float) Math.sqrt(alphaBar[n - 1]);
        float[] out = new float[n];
        float before = 1;
        for (int i = 0; i < n; i++) {
            float root = ((float) Math.sqrt(alphaBar[i]) - last) * (first / (first - last));
            float square = root * root;
            out[i] = 1 - (1 - square / before);
            before = square;
        }
        return out;
    }

    /** Standard deviation of the noise in units of the data's share: {@code sqrt((1 - abar) / abar)}. */
    double[] sigmas() {
        double[] out = new double[alphaBar.length];
        for (int i = 0; i < out.length; i++) {
            float share = (float) alphaBar[i];
            out[i] = (float) Math.sqrt((1 - share) / share);
        }
        return out;
    }

    /** Data with the noise of a timestep. */
    float[] noised(float[] clean, float[] noise, float timestep) {
        int t = Math.clamp(Math.round(timestep), 0, steps() - 1);
        return SolverState.mix(Math.sqrt(alphaBar[t]), clean, Math.sqrt(1 - alphaBar[t]), noise);
    }
}
