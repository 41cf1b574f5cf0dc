package org.menura.model.layer;

import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.model.Config;

/**
 * Reads how a config wants rotary frequencies: {@code rope_theta} and {@code rope_scaling}, or {@code rope_parameters}
 * that holds both. Kinds: default, linear (arXiv 2306.15595), dynamic (NTK-aware by length), llama3 (Llama 3.1's
 * bands), yarn (arXiv 2309.00071), longrope (arXiv 2402.13753).
 */
public final class RopeScaling {
    private static final String TRAINED = "original_max_position_embeddings";

    private RopeScaling() {}

    /**
     * Returns the frequencies that a config asks for, by sequence length.
     *
     * @param dim number of elements of a head that are turned
     * @param defaultBase {@code rope_theta} where the config has none
     */
    public static IntFunction<RopeFrequencies> of(Config c, int dim, double defaultBase) {
        Config scaling = scaling(c);
        double own = c.number(c.firstOf("rope_theta", "rotary_emb_base"), defaultBase);
        return of(c, scaling, dim, scaling == null ? own : scaling.number("rope_theta", own));
    }

    /** Returns the frequencies for a given {@code rope_scaling} object, which may be null. */
    public static IntFunction<RopeFrequencies> of(Config c, @Nullable Config scaling, int dim, double base) {
        if (dim < 2 || dim % 2 != 0 || !(base > 0)) {
            throw new FormatException(
                    "%s: rotary positions need an even number of elements and a positive base,".formatted(c.source())
                            + " not " + dim + " and " + base);
        }
        RopeFrequencies plain = RopeFrequencies.of(base, dim);
        if (scaling == null) {
            return constant(plain);
        }
        return switch (kind(scaling)) {
            case "default" -> constant(plain);
            case "linear" -> constant(linear(plain, scaling.positiveNumber("factor")));
            case "dynamic" -> dynamic(c, scaling, base, dim);
            case "llama3" -> constant(llama3(c, scaling, plain));
            case "yarn" -> constant(yarn(c, scaling, base, dim));
            case "longrope" -> longRope(c, scaling, base, dim);
            default ->
                throw scaling.unsupported(
                        scaling.firstOf("rope_type", "type"),
                        "supported: default, linear, dynamic, llama3, yarn, longrope");
        };
    }

    /**
     * Returns the number of elements of a head that are turned: all, or the part that {@code partial_rotary_factor}
     * says.
     */
    public static int rotaryDim(Config c, int headDim) {
        return rotaryDim(c, headDim, 1);
    }

    /**
     * Returns the number of elements of a head that are turned, where the part has a default of its own; {@code
     * rotary_pct} is its name in GPT-NeoX.
     */
    public static int rotaryDim(Config c, int headDim, double defaultPart) {
        Config scaling = scaling(c);
        double own = c.precise("rotary_pct", c.precise("partial_rotary_factor", defaultPart));
        return (int) (headDim * (scaling == null ? own : scaling.precise("partial_rotary_factor", own)));
    }

    /**
     * Returns the context length: the longest sequence that the frequencies serve. Linear scaling stretches {@code
     * max_position_embeddings}, dynamic scaling grows with the sequence; the others are stated for the stretched
     * length. Where kinds of layers have frequencies of their own, those that see everything decide.
     *
     * @param stated {@code max_position_embeddings}
     */
    public static int contextLength(Config c, int stated) {
        Config all = scaling(c);
        Config full = all == null ? null : all.object("full_attention");
        Config scaling = full == null ? all : full;
        if (scaling == null) {
            return stated;
        }
        return switch (kind(scaling)) {
            case "linear" -> (int) (stated * (double) scaling.positiveNumber("factor"));
            case "dynamic" -> Integer.MAX_VALUE;
            case "yarn" ->
                Math.max(stated, (int) (trained(c, scaling).orElse(stated) * yarnFactor(c, scaling, stated)));
            default -> stated;
        };
    }

    /** {@code rope_scaling}, or the newer {@code rope_parameters} that holds {@code rope_theta} too. */
    private static @Nullable Config scaling(Config c) {
        Config old = c.object("rope_scaling");
        return old != null ? old : c.object("rope_parameters");
    }

    private static String kind(Config scaling) {
        String kind = scaling.text(scaling.firstOf("rope_type", "type"), "default");
        // Early files of Phi-3 have longrope under these names.
        boolean longRope = kind.equals("su") || (kind.equals("yarn") && scaling.has("long_factor"));
        return longRope ? "longrope" : kind;
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
        int trained = c.positive("max_position_embeddings");
        float factor = scaling.positiveNumber("factor");
        if (dim == 2) {
            throw scaling.unsupported(scaling.firstOf("rope_type", "type"), "it needs heads of more than 2 elements");
        }
        return length -> {
            double longer = Math.max(length, trained);
            double stretch = factor * longer / trained - (factor - 1);
            return RopeFrequencies.of(base * Math.pow(stretch, dim / (dim - 2.0)), dim);
        };
    }

    private static RopeFrequencies llama3(Config c, Config scaling, RopeFrequencies plain) {
        float factor = scaling.positiveNumber("factor");
        float low = scaling.positiveNumber("low_freq_factor");
        float high = scaling.positiveNumber("high_freq_factor");
        if (high <= low) {
            throw scaling.unsupported("high_freq_factor", "it must be above low_freq_factor");
        }
        float trained = trained(c, scaling).orElseGet(() -> c.positive("max_position_embeddings"));
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
        int trained = trained(c, scaling).orElse(stretched);
        double factor = yarnFactor(c, scaling, stretched);
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

    /** The factor that is written, not the ratio of the lengths, which older releases of transformers put over it. */
    private static double yarnFactor(Config c, Config scaling, int stretched) {
        return scaling.has(TRAINED) && !scaling.has("factor")
                ? (double) stretched / trained(c, scaling).orElse(stretched)
                : scaling.positiveNumber("factor");
    }

    /** The length that a model was trained with: beside the scaling, or in it. */
    private static OptionalInt trained(Config c, Config scaling) {
        Config holder = c.has(TRAINED) ? c : scaling;
        return holder.has(TRAINED) ? OptionalInt.of(holder.positive(TRAINED)) : OptionalInt.empty();
    }

    private static double yarnAttention(Config scaling, double factor) {
        if (scaling.has("attention_factor")) {
            return scaling.number("attention_factor");
        }
        double mscale = scaling.number("mscale", 0);
        double all = scaling.number("mscale_all_dim", 0);
        return mscale != 0 && all != 0 ? magnitude(factor, mscale) / magnitude(factor, all) : magnitude(factor, 1);
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
        int trained = trained(c, scaling).orElse(stretched);
        double factor = c.has(TRAINED) || scaling.has(TRAINED) && !scaling.has("factor")
                ? (double) stretched / trained
                : scaling.positiveNumber("factor", 1);
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
