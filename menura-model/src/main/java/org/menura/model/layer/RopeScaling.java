package org.menura.model.layer;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;

/**
 * Reads how a config wants rotary frequencies: {@code rope_theta} and {@code rope_scaling}, or {@code rope_parameters}
 * that holds both. Kinds: default, linear (arXiv 2306.15595), dynamic (NTK-aware by length), llama3 (Llama 3.1's
 * bands), yarn (arXiv 2309.00071), longrope (arXiv 2402.13753).
 */
public final class RopeScaling {
    private RopeScaling() {}

    /**
     * The frequencies that a config asks for, by sequence length.
     *
     * @param dim how many elements of a head are turned
     * @param defaultBase {@code rope_theta} where the config has none
     */
    public static IntFunction<RopeFrequencies> of(Config c, int dim, double defaultBase) {
        Config parameters = c.object("rope_parameters");
        Config scaling = parameters != null ? parameters : c.object("rope_scaling");
        return of(c, scaling, dim, base(c, parameters, defaultBase));
    }

    /** The frequencies for a given {@code rope_scaling} object, which may be null. */
    public static IntFunction<RopeFrequencies> of(Config c, @Nullable Config scaling, int dim, double base) {
        RopeFrequencies plain = RopeFrequencies.of(base, dim);
        if (scaling == null) {
            return _ -> plain;
        }
        String kind = scaling.text(scaling.firstOf("rope_type", "type"), "default");
        return switch (kind) {
            case "default" -> _ -> plain;
            case "linear" -> constant(linear(plain, scaling.number("factor")));
            case "dynamic" -> dynamic(c, scaling, base, dim);
            case "llama3" -> constant(llama3(scaling, plain));
            case "yarn" -> constant(yarn(c, scaling, base, dim));
            case "longrope", "su" -> longRope(c, scaling, base, dim);
            default -> throw scaling.unsupported(
                    scaling.firstOf("rope_type", "type"),
                    "supported: default, linear, dynamic, llama3, yarn, longrope");
        };
    }

    private static double base(Config c, @Nullable Config parameters, double defaultBase) {
        String field = c.firstOf("rope_theta", "rotary_emb_base");
        double own = c.number(field, defaultBase);
        return parameters == null ? own : parameters.number("rope_theta", own);
    }

    private static IntFunction<RopeFrequencies> constant(RopeFrequencies f) {
        return _ -> f;
    }

    private static RopeFrequencies linear(RopeFrequencies plain, float factor) {
        float[] inverse = plain.inverse().clone();
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] /= factor;
        }
        return new RopeFrequencies(inverse, 1);
    }

    private static IntFunction<RopeFrequencies> dynamic(Config c, Config scaling, double base, int dim) {
        int trained = scaling.has("original_max_position_embeddings")
                ? scaling.positive("original_max_position_embeddings")
                : c.positive("max_position_embeddings");
        float factor = scaling.number("factor");
        return length -> {
            double longer = Math.max(length, trained);
            double stretch = factor * longer / trained - (factor - 1);
            return RopeFrequencies.of(base * Math.pow(stretch, dim / (dim - 2.0)), dim);
        };
    }

    private static RopeFrequencies llama3(Config scaling, RopeFrequencies plain) {
        float factor = scaling.number("factor");
        float low = scaling.number("low_freq_factor");
        float high = scaling.number("high_freq_factor");
        float trained = scaling.positive("original_max_position_embeddings");
        float[] inverse = plain.inverse().clone();
        for (int i = 0; i < inverse.length; i++) {
            double wavelength = 2 * Math.PI / inverse[i];
            if (wavelength > trained / low) {
                inverse[i] /= factor;
            } else if (wavelength >= trained / high) {
                double smooth = (trained / wavelength - low) / (high - low);
                inverse[i] = (float) ((1 - smooth) * inverse[i] / factor + smooth * inverse[i]);
            }
        }
        return new RopeFrequencies(inverse, 1);
    }

    private static RopeFrequencies yarn(Config c, Config scaling, double base, int dim) {
        int stretched = c.positive("max_position_embeddings");
        int trained = scaling.positive("original_max_position_embeddings", stretched);
        double factor = scaling.has("original_max_position_embeddings") && !scaling.has("factor")
                ? (double) stretched / trained
                : scaling.number("factor");
        double low = corrected(number(scaling, "beta_fast", 32), dim, base, trained);
        double high = corrected(number(scaling, "beta_slow", 1), dim, base, trained);
        if (scaling.flag("truncate", true)) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, dim - 1);
        if (low == high) {
            high += 0.001;
        }
        float[] inverse = RopeFrequencies.of(base, dim).inverse();
        for (int i = 0; i < inverse.length; i++) {
            double interpolated = Math.clamp((i - low) / (high - low), 0, 1);
            inverse[i] = (float) (inverse[i] / factor * interpolated + inverse[i] * (1 - interpolated));
        }
        return new RopeFrequencies(inverse, (float) yarnAttention(scaling, factor));
    }

    private static double yarnAttention(Config scaling, double factor) {
        if (scaling.has("attention_factor")) {
            return scaling.number("attention_factor");
        }
        double mscale = scaling.number("mscale", 0);
        double all = scaling.number("mscale_all_dim", 0);
        return mscale != 0 && all != 0
                ? magnitude(factor, mscale) / magnitude(factor, all)
                : magnitude(factor, 1);
    }

    private static double magnitude(double factor, double mscale) {
        return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
    }

    private static double number(Config scaling, String field, double fallback) {
        double v = scaling.number(field, fallback);
        return v == 0 ? fallback : v;
    }

    /** The dimension that makes a given number of rotations over the trained length. */
    private static double corrected(double rotations, int dim, double base, int trained) {
        return dim * Math.log(trained / (rotations * 2 * Math.PI)) / (2 * Math.log(base));
    }

    private static IntFunction<RopeFrequencies> longRope(Config c, Config scaling, double base, int dim) {
        int stretched = c.positive("max_position_embeddings");
        Config holder = c.has("original_max_position_embeddings") ? c : scaling;
        boolean known = holder.has("original_max_position_embeddings");
        int trained = known ? holder.positive("original_max_position_embeddings") : stretched;
        double factor = known && (holder == c || !scaling.has("factor"))
                ? (double) stretched / trained
                : scaling.number("factor", 1);
        float attention = scaling.has("attention_factor")
                ? scaling.number("attention_factor")
                : factor <= 1 ? 1 : (float) Math.sqrt(1 + Math.log(factor) / Math.log(trained));
        RopeFrequencies near = divided(scaling, "short_factor", base, dim, attention);
        RopeFrequencies far = divided(scaling, "long_factor", base, dim, attention);
        return length -> length > trained ? far : near;
    }

    private static RopeFrequencies divided(Config scaling, String field, double base, int dim, float attention) {
        float[] factors = scaling.numbers(field);
        if (factors.length != dim / 2) {
            throw scaling.unsupported(field, "it must have one factor for each of the " + dim / 2 + " pairs");
        }
        float[] inverse = new float[factors.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = (float) (1.0 / (factors[i] * (float) Math.pow(base, (float) (2 * i) / dim)));
        }
        return new RopeFrequencies(inverse, attention);
    }
}
