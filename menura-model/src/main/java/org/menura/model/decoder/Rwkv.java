package org.menura.model.decoder;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Block;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Rwkv4Mix;
import org.menura.model.layer.Rwkv5Mix;
import org.menura.model.layer.Rwkv6Mix;
import org.menura.model.layer.Rwkv7Mix;
import org.menura.model.layer.RwkvChannelMix;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * RWKV 4 (arXiv 2305.13048), 5 and 6 (arXiv 2404.05892) and 7 (arXiv 2503.14456): recurrent networks that train like
 * Transformers. Parameters have the names of the official checkpoints, those of version 4 also Hugging Face's.
 */
public final class Rwkv {
    /**
     * Config field of models whose residual stream is halved every few blocks, and whose weights that add to it have been
     * halved as often: some GGUF files. A norm follows, so that the result is the same but for its epsilon.
     */
    public static final String HALVED_EVERY = "residual_halved_every";

    /** Of the last norm in Hugging Face's files, which {@code layer_norm_epsilon} does not reach. */
    private static final float FINAL_EPS = 1e-5f;

    private Rwkv() {}

    /** The model's hyperparameters. */
    record RwkvConfig(
            int version,
            int vocabulary,
            int hidden,
            int inner,
            int layers,
            Heads heads,
            float normEps,
            float groupNormEps,
            boolean tied) {
        static RwkvConfig of(Config c, int version) {
            int hidden = c.positive("hidden_size", 4096);
            int width = c.positive(c.firstOf("attention_hidden_size", "hidden_size"), hidden);
            int dim = version == 4 ? width : c.positive("head_size", 64);
            if (width % dim != 0) {
                throw c.unsupported("head_size", "it must divide the width of " + width);
            }
            return new RwkvConfig(
                    version,
                    c.positive("vocab_size", version == 4 ? 50277 : 65536),
                    hidden,
                    c.positive("intermediate_size", defaultInner(version, hidden)),
                    c.positive("num_hidden_layers", 32),
                    new Heads(width / dim, width / dim, dim),
                    c.number("layer_norm_epsilon", 1e-5),
                    c.number("group_norm_epsilon", 64e-5),
                    c.flag("tie_word_embeddings", false));
        }

        private static int defaultInner(int version, int hidden) {
            return version == 5 || version == 6 ? (int) (hidden * 3.5) / 32 * 32 : 4 * hidden;
        }
    }

    /** Builds a model with the names of the official checkpoints; {@code model_type} is rwkv4, 5, 6 or 7. */
    public static Decoder build(Config config, Weights w) {
        int version = config.text("model_type").charAt(4) - '0';
        RwkvConfig c = RwkvConfig.of(config, version);
        Object firstValue = new Object();
        Tensor table = w.matrix("emb.weight", c.vocabulary, c.hidden);
        LayerNorm embedding = new LayerNorm(w.at("blocks.0.ln0"), c.hidden, c.normEps);
        return decoder(
                c,
                w,
                table,
                embedding,
                Decoder.stack(c.layers, i -> {
                    Layer block = block(config, c, w.at("blocks").at(i), i, firstValue);
                    return halves(config.integer(HALVED_EVERY, 0), i) ? halved(w.ops(), block) : block;
                }),
                new LayerNorm(w.at("ln_out"), c.hidden, c.normEps));
    }

    /** Builds version 4 with Hugging Face's names. */
    public static Decoder buildHuggingFace(Config config, Weights root) {
        RwkvConfig c = RwkvConfig.of(config, 4);
        Weights w = root.atIfPresent("rwkv", "embeddings.weight");
        Tensor table = w.matrix("embeddings.weight", c.vocabulary, c.hidden);
        int every = config.integer("rescale_every", 6);
        return decoder(
                c,
                root,
                table,
                new LayerNorm(w.at("blocks.0.pre_ln"), c.hidden, c.normEps),
                Decoder.stack(c.layers, i -> {
                    Weights b = w.at("blocks").at(i);
                    Layer block = Block.preNorm(
                            w.ops(),
                            new LayerNorm(b.at("ln1"), c.hidden, c.normEps),
                            rescaled(
                                    w.ops(),
                                    every,
                                    i,
                                    new Rwkv4Mix(
                                            b.at("attention"),
                                            c.hidden,
                                            c.heads.queryWidth(),
                                            List.of("time_mix_key", "time_mix_value", "time_mix_receptance"))),
                            new LayerNorm(b.at("ln2"), c.hidden, c.normEps),
                            rescaled(
                                    w.ops(),
                                    every,
                                    i,
                                    new RwkvChannelMix(
                                            b.at("feed_forward"),
                                            c.hidden,
                                            c.inner,
                                            "time_mix_key",
                                            "time_mix_receptance",
                                            false)));
                    return halved(w.ops(), every, i, block);
                }),
                new LayerNorm(w.at("ln_out"), c.hidden, FINAL_EPS));
    }

    private static Decoder decoder(
            RwkvConfig c, Weights root, Tensor table, LayerNorm first, List<Layer> blocks, Layer norm) {
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table, first::apply),
                blocks,
                norm,
                Head.of(root, "head", table, c.tied, false),
                c.vocabulary,
                Integer.MAX_VALUE,
                null);
    }

    private static Layer block(Config config, RwkvConfig c, Weights w, int layer, Object firstValue) {
        Weights time = w.at("att");
        boolean maa = c.version == 6;
        boolean outFirst = config.flag(Linear.LOW_RANK_OUT_FIRST, false);
        LayerNorm mixerNorm = new LayerNorm(w.at("ln1"), c.hidden, c.normEps);
        Layer mixer = switch (c.version) {
            case 4 ->
                new Rwkv4Mix(time, c.hidden, c.heads.queryWidth(), List.of("time_mix_k", "time_mix_v", "time_mix_r"));
            case 5 -> new Rwkv5Mix(time, c.hidden, c.heads, c.groupNormEps);
            case 6 ->
                new Rwkv6Mix(
                        time,
                        c.hidden,
                        c.heads,
                        new Rwkv6Mix.Ranks(
                                config.positive("mix_low_rank_dim", 32),
                                config.positive("decay_low_rank_dim", 64),
                                outFirst),
                        c.groupNormEps);
            case 7 ->
                new Rwkv7Mix(
                        time,
                        c.hidden,
                        c.heads,
                        new Rwkv7Mix.Ranks(
                                config.positive("decay_low_rank_dim", 64),
                                config.positive("a_low_rank_dim", 64),
                                config.positive("v_low_rank_dim", 32),
                                config.positive("gate_low_rank_dim", 128),
                                outFirst),
                        c.groupNormEps,
                        layer,
                        firstValue);
            default -> throw config.unsupported("model_type", "supported: rwkv4, rwkv5, rwkv6, rwkv7");
        };
        LayerNorm channelNorm = new LayerNorm(w.at("ln2"), c.hidden, c.normEps);
        Layer channel = c.version == 7
                ? channel(w, c, "x_k", null)
                : channel(w, c, maa ? "time_maa_k" : "time_mix_k", maa ? "time_maa_r" : "time_mix_r");
        return Block.preNorm(w.ops(), mixerNorm, mixer, channelNorm, channel);
    }

    private static Layer channel(Weights w, RwkvConfig c, String mixK, @Nullable String mixR) {
        return new RwkvChannelMix(w.at("ffn"), c.hidden, c.inner, mixK, mixR, c.version >= 6);
    }

    /** At inference Hugging Face's model halves the residual stream every few blocks, to stay within float16. */
    private static Layer halved(Backend ops, int every, int layer, Layer block) {
        return ops.recordsGradients() || !halves(every, layer) ? block : halved(ops, block);
    }

    private static boolean halves(int every, int layer) {
        return every > 0 && (layer + 1) % every == 0;
    }

    private static Layer halved(Backend ops, Layer block) {
        return (x, step) -> ops.affine(block.forward(x, step), 0.5f, 0);
    }

    private static Layer rescaled(Backend ops, int every, int layer, Layer mixer) {
        if (every == 0 || ops.recordsGradients() || layer < every) {
            return mixer;
        }
        int halvings = layer / every;
        float scale = (float) Math.pow(0.5, halvings);
        return (x, step) -> ops.affine(mixer.forward(x, step), scale, 0);
    }
}
