package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.RopeFrequencies;
import org.menura.model.layer.RopeScaling;
import org.menura.tensor.Tensor;

/**
 * Rotary positions in GGUF files: the base and simple kinds of scaling are metadata; frequencies that are scaled one by
 * one (llama3, longrope) have tensors of divisors.
 */
public final class GgufRope {
    private static final String FACTORS = "rope_freqs.weight";
    private static final String SHORT = "rope_factors_short.weight";
    private static final String LONG = "rope_factors_long.weight";
    private static final double SAME = 1e-5;

    private GgufRope() {}

    /** Returns whether a tensor holds divisors of frequencies. */
    public static boolean isFactors(String tensor) {
        return tensor.equals(FACTORS) || tensor.equals(SHORT) || tensor.equals(LONG);
    }

    /** Adds {@code rope_theta} and {@code rope_scaling} to a config that has {@code max_position_embeddings}. */
    public static void read(GgufFields f, ObjectNode out, double defaultBase) {
        double base = f.number("rope.freq_base", defaultBase);
        out.put("rope_theta", base);
        int pairs = f.rotaryDim() / 2;
        ObjectNode scaling = f.hasTensor(FACTORS)
                ? attention(f) == 1
                        ? divided(f.floats(FACTORS, pairs), base)
                        : uniform(f.floats(FACTORS, pairs), attention(f))
                : f.hasTensor(SHORT) && f.hasTensor(LONG)
                        ? longRope(f, out, f.floats(SHORT, pairs), f.floats(LONG, pairs))
                        : simple(f, pairs);
        if (scaling != null) {
            out.set("rope_scaling", scaling);
        }
    }

    /** What llama.cpp multiplies the rotated values by, beside what the kind of scaling does. */
    private static double attention(GgufFields f) {
        return f.number("rope.scaling.attn_factor", 1);
    }

    private static @Nullable ObjectNode simple(GgufFields f, int pairs) {
        double factor = f.number("rope.scaling.factor", f.number("rope.scale_linear", 0));
        String kind = f.text("rope.scaling.type", factor > 0 ? "linear" : "none");
        if (attention(f) != 1 && !kind.equals("yarn")) {
            float[] factors = new float[pairs];
            Arrays.fill(factors, kind.equals("linear") && factor > 0 ? (float) factor : 1);
            return uniform(factors, attention(f));
        }
        return switch (kind) {
            case "none", "longrope" -> null;
            case "linear" ->
                factor > 0 && factor != 1 ? object().put("factor", factor).put("rope_type", kind) : null;
            case "yarn" -> yarn(f, factor > 0 ? factor : 1);
            default -> throw f.unsupported("rope.scaling.type", kind, "supported: none, linear, yarn, longrope");
        };
    }

    private static ObjectNode yarn(GgufFields f, double factor) {
        ObjectNode out = object().put("factor", factor).put("rope_type", "yarn");
        out.put(
                "original_max_position_embeddings",
                f.integer("rope.scaling.original_context_length", f.integer("context_length")));
        if (f.has("rope.scaling.yarn_beta_fast")) {
            out.put("beta_fast", f.number("rope.scaling.yarn_beta_fast"));
        }
        if (f.has("rope.scaling.yarn_beta_slow")) {
            out.put("beta_slow", f.number("rope.scaling.yarn_beta_slow"));
        }
        if (f.has("rope.scaling.attn_factor")) {
            out.put("attention_factor", f.number("rope.scaling.attn_factor") * usualAttention(factor));
        }
        return out;
    }

    /** YaRN's attention factor (arXiv 2309.00071, section 3.4), which llama.cpp multiplies by. */
    private static double usualAttention(double factor) {
        return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
    }

    /** Divisors that are the same at all lengths: llama3's if they are, else longrope's with both lists alike. */
    private static ObjectNode divided(float[] factors, double base) {
        double largest = IntStream.range(0, factors.length)
                .mapToDouble(i -> factors[i])
                .max()
                .orElse(1);
        double factor = Math.abs(Math.rint(largest * 1000) / 1000 - largest) < SAME * largest
                ? Math.rint(largest * 1000) / 1000
                : largest;
        for (int i = -1; i <= 16; i++) {
            int trained = i < 0 ? 8192 : 16 << i;
            ObjectNode candidate = object().put("factor", factor)
                    .put("high_freq_factor", 4.0)
                    .put("low_freq_factor", 1.0)
                    .put("original_max_position_embeddings", trained)
                    .put("rope_type", "llama3");
            if (factor > 0 && alike(factors, divisors(candidate, base, 2 * factors.length))) {
                return candidate;
            }
        }
        return uniform(factors, 1);
    }

    /** Divisors that are the same at all lengths. */
    private static ObjectNode uniform(float[] factors, double attention) {
        ObjectNode out =
                object().put("attention_factor", attention).put("factor", 1.0).put("rope_type", "longrope");
        put(out.putArray("long_factor"), factors);
        put(out.putArray("short_factor"), factors);
        return out;
    }

    private static float[] divisors(ObjectNode scaling, double base, int dim) {
        if (dim < 2 || !(base > 0)) {
            return new float[0];
        }
        Config c = new Config(object(), "rotary factors");
        float[] plain = RopeFrequencies.of(base, dim).inverse();
        float[] scaled = RopeScaling.of(c, new Config(scaling, "rotary factors"), dim, base)
                .apply(1)
                .inverse();
        float[] out = new float[plain.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = plain[i] / scaled[i];
        }
        return out;
    }

    private static boolean alike(float[] a, float[] b) {
        return a.length == b.length
                && IntStream.range(0, a.length).allMatch(i -> Math.abs(a[i] - b[i]) <= SAME * Math.abs(b[i]));
    }

    private static ObjectNode longRope(GgufFields f, ObjectNode config, float[] near, float[] far) {
        int stretched = f.integer("context_length");
        int trained = f.integer("rope.scaling.original_context_length", stretched);
        config.put("original_max_position_embeddings", trained);
        ObjectNode out = object();
        put(out.putArray("long_factor"), far);
        put(out.putArray("short_factor"), near);
        out.put("type", "longrope");
        double stated = f.number("rope.scaling.attn_factor", 1);
        double ratio = (double) stretched / Math.max(1, trained);
        double usual = ratio <= 1 ? 1 : Math.sqrt(1 + Math.log(ratio) / Math.log(trained));
        if (Math.abs(stated - usual) > SAME) {
            out.put("attention_factor", stated);
        }
        return out;
    }

    private static void put(ArrayNode list, float[] values) {
        for (float v : values) {
            list.add(Double.parseDouble(Float.toString(v)));
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** {@code rope_scaling}, wherever a config of either kind keeps it; null for none. */
    private static @Nullable Config scaling(Config c) {
        return c.has("rope_scaling") ? c.object("rope_scaling") : c.object("rope_parameters");
    }

    private static String kind(Config scaling) {
        String kind = scaling.text(scaling.firstOf("rope_type", "type"), "default");
        return kind.equals("su") || (kind.equals("yarn") && scaling.has("long_factor")) ? "longrope" : kind;
    }

    public static double base(Config c, double fallback) {
        Config scaling = scaling(c);
        double own = c.number(c.firstOf("rope_theta", "rotary_emb_base"), fallback);
        return scaling == null ? own : scaling.number("rope_theta", own);
    }

    /**
     * Writes the base and what metadata say of the scaling.
     *
     * @param factors whether the architecture may have tensors of divisors
     * @throws org.menura.format.FormatException if the format has no way to say the kind of scaling
     */
    public static void write(Config c, GgufKeys k, double defaultBase, boolean factors) {
        k.number("rope.freq_base", base(c, defaultBase));
        Config scaling = scaling(c);
        if (scaling == null) {
            return;
        }
        String kind = kind(scaling);
        switch (kind) {
            case "default" -> {}
            case "linear" -> {
                k.text("rope.scaling.type", "linear");
                k.number("rope.scaling.factor", scaling.positiveNumber("factor"));
            }
            case "yarn" -> yarn(c, scaling, k);
            case "llama3", "longrope" -> {
                if (!factors) {
                    throw unsupported(scaling, "default, linear, yarn");
                }
                if (kind.equals("longrope") && !uniform(c, scaling)) {
                    longRope(c, scaling, k);
                }
            }
            default -> throw unsupported(scaling, "default, linear, llama3, yarn, longrope");
        }
    }

    private static RuntimeException unsupported(Config scaling, String kinds) {
        return scaling.unsupported(
                scaling.firstOf("rope_type", "type"), "GGUF files of this architecture can say: " + kinds);
    }

    private static void yarn(Config c, Config scaling, GgufKeys k) {
        scaling.refuseUnless("truncate", "true");
        scaling.refuseUnless("mscale", "0", "0.0");
        scaling.refuseUnless("mscale_all_dim", "0", "0.0");
        int context = c.positive("max_position_embeddings", 2048);
        int trained = scaling.positive("original_max_position_embeddings", context);
        double factor = scaling.has("factor") ? scaling.positiveNumber("factor") : (double) context / trained;
        k.text("rope.scaling.type", "yarn");
        k.number("rope.scaling.factor", factor);
        k.integer("rope.scaling.original_context_length", trained);
        if (scaling.has("beta_fast")) {
            k.number("rope.scaling.yarn_beta_fast", scaling.number("beta_fast"));
        }
        if (scaling.has("beta_slow")) {
            k.number("rope.scaling.yarn_beta_slow", scaling.number("beta_slow"));
        }
        if (scaling.has("attention_factor")) {
            k.number("rope.scaling.attn_factor", scaling.number("attention_factor") / usualAttention(factor));
        }
    }

    private static void longRope(Config c, Config scaling, GgufKeys k) {
        k.text("rope.scaling.type", "longrope");
        k.integer("rope.scaling.original_context_length", trained(c, scaling));
        k.number("rope.scaling.attn_factor", frequencies(c, scaling, 1).attentionFactor());
    }

    /** The length from which on the long factors count. */
    private static int trained(Config c, Config scaling) {
        Config holder = c.has("original_max_position_embeddings") ? c : scaling;
        return holder.positive("original_max_position_embeddings", c.positive("max_position_embeddings", 2048));
    }

    private static boolean uniform(Config c, Config scaling) {
        return Arrays.equals(scaling.numbers("short_factor"), scaling.numbers("long_factor"))
                && frequencies(c, scaling, 1).attentionFactor() == 1;
    }

    private static RopeFrequencies frequencies(Config c, Config scaling, int length) {
        return RopeScaling.of(c, scaling, dim(c), base(c, 10000)).apply(length);
    }

    private static int dim(Config c) {
        return RopeScaling.rotaryDim(c, GgufKeys.heads(c).dim());
    }

    /** Returns the tensors of divisors that a config asks for. */
    public static SequencedMap<String, Tensor> factors(Config c, double defaultBase) {
        SequencedMap<String, Tensor> out = new LinkedHashMap<>();
        Config scaling = scaling(c);
        if (scaling == null) {
            return out;
        }
        String kind = kind(scaling);
        if (kind.equals("llama3")) {
            double base = base(c, defaultBase);
            float[] plain = RopeFrequencies.of(base, dim(c)).inverse();
            float[] scaled = RopeScaling.of(c, scaling, dim(c), base).apply(1).inverse();
            float[] divisors = new float[plain.length];
            for (int i = 0; i < divisors.length; i++) {
                divisors[i] = plain[i] / scaled[i];
            }
            out.put(FACTORS, Tensor.of(divisors, divisors.length));
        } else if (kind.equals("longrope")) {
            boolean uniform = uniform(c, scaling);
            for (String name : uniform ? List.of(FACTORS) : List.of(LONG, SHORT)) {
                float[] divisors = scaling.numbers(name.equals(LONG) ? "long_factor" : "short_factor");
                out.put(name, Tensor.of(divisors, divisors.length));
            }
        }
        return out;
    }
}
