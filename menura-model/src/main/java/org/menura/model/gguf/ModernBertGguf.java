package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.encoder.ModernBertConfig;
import org.menura.model.encoder.ModernBertConfig.Kind;
import org.menura.tensor.Activation;

/**
 * ModernBERT, with the head that classifies sequences; other heads are left out when written. llama.cpp
 * reads no biases of the blocks, and computes GELU by the tanh approximation.
 */
final class ModernBertGguf implements GgufFamily {
    private static final String PATTERN = "attention.sliding_window_pattern";
    private static final String ACTIVATION = "hidden_activation";
    private static final String CLASSIFIER = "ModernBertForSequenceClassification";
    private static final String POOLING = "classifier.pooling_type";
    private static final String DECISIONS = "decision.block_count";
    private static final int MEAN = 1;
    private static final int FIRST = 2;
    private static final int PERIOD = 3;
    private static final double BASE = 10000;

    @Override
    public String architecture() {
        return "modern-bert";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("modernbert");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        boolean classifies = ClassifierKeys.isIn(f);
        if (f.integer(DECISIONS, 0) > 0) {
            throw f.unsupported(DECISIONS, f.integer(DECISIONS), "models of decisions have blocks of their own");
        }
        ObjectNode out = f.config("modernbert", classifies ? CLASSIFIER : "ModernBertModel");
        if (classifies) {
            if (!f.hasTensor("cls.weight") || !f.hasTensor("cls.norm.weight")) {
                throw new FormatException(f.source()
                        + " holds a classifier (cls.output) without the layers that it reads (cls, cls.norm);"
                        + " take the Hugging Face folder");
            }
            ClassifierKeys.read(f, out);
            out.put("classifier_pooling", pooling(f));
            out.put("classifier_bias", f.hasTensor("cls.bias"));
        }
        out.put("hidden_size", f.integer("embedding_length"));
        out.put("intermediate_size", f.integer("feed_forward_length"));
        out.put("num_hidden_layers", f.blocks());
        out.put("num_attention_heads", f.integer("attention.head_count"));
        out.put("max_position_embeddings", f.integer("context_length"));
        f.layerNorm(out, "norm_eps");
        out.put(ACTIVATION, activation(f));
        String scaling = f.text("rope.scaling.type", "none");
        if (!scaling.equals("none")) {
            throw f.unsupported("rope.scaling.type", scaling, "supported: none");
        }
        out.put("global_rope_theta", f.number("rope.freq_base", BASE));
        out.put("local_rope_theta", f.number("rope.freq_base_swa", BASE));
        windows(f, out);
        return out;
    }

    private static String pooling(GgufFields f) {
        int pooling = f.integer(POOLING, MEAN);
        return switch (pooling) {
            case MEAN -> "mean";
            case FIRST -> "cls";
            default -> throw f.unsupported(POOLING, pooling, "supported: 1 for the mean, 2 for the first token");
        };
    }

    /** The gated activations by llama.cpp's names. */
    private static String activation(GgufFields f) {
        String name = f.text(ACTIVATION, "gelu");
        return switch (name) {
            case "gelu", "geglu" -> "gelu";
            case "silu", "swish", "swiglu" -> "silu";
            case "reglu" -> "relu";
            default -> throw f.unsupported(ACTIVATION, name, "supported: gelu, silu, reglu");
        };
    }

    private static void windows(GgufFields f, ObjectNode out) {
        int window = f.integer("attention.sliding_window", 0);
        Object stated = f.raw(PATTERN);
        int period = stated instanceof Long ? f.integer(PATTERN) : PERIOD;
        IntPredicate windowed = switch (stated) {
            case boolean[] flags -> i -> i < flags.length && flags[i];
            case long[] flags -> i -> i < flags.length && flags[i] != 0;
            case null, default -> i -> period == 0 || i % period != 0;
        };
        ArrayNode types = out.put("local_attention", window).putArray("layer_types");
        for (int i = 0; i < f.blocks(); i++) {
            types.add((window > 0 && windowed.test(i) ? ModernBertConfig.LOCAL : ModernBertConfig.GLOBAL).name());
        }
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        ModernBertConfig config = ModernBertConfig.of(c);
        k.sizes(
                c.withDefault("vocab_size", config.vocabulary()),
                config.context(),
                config.hidden(),
                config.layers(),
                config.inner());
        k.attention(config.heads());
        k.number("attention.layer_norm_epsilon", config.normEps());
        k.flag("attention.causal", false);
        k.global("tokenizer.ggml.token_type_count", 1);
        k.global("tokenizer.ggml.add_sep_token", false);
        for (String bias : new String[] {"norm_bias", "attention_bias", "mlp_bias"}) {
            c.refuseUnless(bias, "false");
        }
        String activation = name(c, config.activation());
        if (!activation.equals("gelu")) {
            k.text(ACTIVATION, activation);
        }
        k.text("rope.scaling.type", "none");
        k.number("rope.freq_base", base(c, ModernBertConfig.GLOBAL));
        k.number("rope.freq_base_swa", base(c, ModernBertConfig.LOCAL));
        windows(c, config, k);
        if (classifies(c)) {
            k.integer(POOLING, c.text("classifier_pooling", "cls").equals("mean") ? MEAN : FIRST);
            ClassifierKeys.write(c, k);
            c.refuseUnless("classifier_activation", "gelu");
            c.refuseUnless("classifier_bias", "false"); // llama.cpp opens no file with it
        }
    }

    private static boolean classifies(Config c) {
        return c.texts("architectures").contains(CLASSIFIER);
    }

    private static String name(Config c, Activation activation) {
        return switch (activation) {
            case GELU -> "gelu";
            case SILU -> "silu";
            case RELU -> "reglu";
            default -> throw c.unsupported(ACTIVATION, "GGUF files of this architecture can say gelu, silu and relu");
        };
    }

    private static double base(Config c, Kind kind) {
        Config scaling = kind.scaling(c);
        if (scaling != null) {
            scaling.refuseUnless("rope_type", "default");
        }
        return kind.base(c);
    }

    private static void windows(Config c, ModernBertConfig config, GgufKeys k) {
        int[] windows = config.windows();
        boolean any = IntStream.of(windows).anyMatch(w -> w > 0);
        int reach = Math.min(ModernBertConfig.reach(c), config.context());
        if (any && reach == 0) {
            throw c.unsupported("local_attention", "GGUF files have no way to say that tokens see themselves alone");
        }
        k.slidingWindow(any ? Math.multiplyExact(2, reach) : 0);
        int period = IntStream.rangeClosed(1, windows.length)
                .filter(p -> IntStream.range(0, windows.length).allMatch(i -> windows[i] > 0 == (i % p != 0)))
                .findFirst()
                .orElse(0);
        if (any && period > 0) {
            k.integer(PATTERN, period);
        } else if (any) {
            boolean[] flags = new boolean[windows.length];
            IntStream.range(0, flags.length).forEach(i -> flags[i] = windows[i] > 0);
            k.flags(PATTERN, flags);
        }
    }

    @Override
    public Layout layout(Config c, boolean running) {
        String prefix = classifies(c) ? "model." : "";
        Layout t = new Layout().weight("token_embd", prefix + "embeddings.tok_embeddings");
        t.weight("token_embd_norm", prefix + "embeddings.norm");
        for (int i = 0; i < c.positive("num_hidden_layers", 22); i++) {
            Layout b = t.at("blk." + i, prefix + "layers." + i);
            if (i > 0) {
                b.weight("attn_norm", "attn_norm");
            }
            b.weight("attn_qkv", "attn.Wqkv");
            b.weight("attn_output", "attn.Wo");
            b.weight("ffn_norm", "mlp_norm");
            b.weight("ffn_up", "mlp.Wi");
            b.weight("ffn_down", "mlp.Wo");
        }
        t.weight("output_norm", prefix + "final_norm");
        if (classifies(c)) {
            t.weightAndBias("cls", "head.dense");
            t.weight("cls.norm", "head.norm");
            t.weight("cls.output", Conversions.rows(), "classifier");
            t.add(Mapping.Use.OPTIONAL, "cls.output.bias", Conversions.same(), "classifier.bias");
        } else {
            List.of("head.dense", "head.norm", "decoder", "classifier").forEach(t::leaveOutHead);
        }
        return t;
    }
}
