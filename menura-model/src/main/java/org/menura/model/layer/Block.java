package org.menura.model.layer;

import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** One block of a backbone: a sequence mixer and a channel mixer, composed with norms and residuals. */
public final class Block {
    private Block() {}

    /** Returns a pre-norm block: {@code x + mixer(norm(x))}, then {@code x + channel(norm(x))}. */
    public static Layer preNorm(Backend ops, Layer mixerNorm, Layer mixer, Layer channelNorm, Layer channel) {
        return (x, step) -> {
            Tensor y = ops.add(x, mixer.forward(mixerNorm.forward(x, step), step));
            return ops.add(y, channel.forward(channelNorm.forward(y, step), step));
        };
    }

    /**
     * Returns a block with normed residuals: {@code h + mixer(h)} with {@code h = norm(x)}, then {@code h + channel(h)}
     * alike (an option of BLOOM).
     */
    public static Layer normedResidual(Backend ops, Layer mixerNorm, Layer mixer, Layer channelNorm, Layer channel) {
        return (x, step) -> {
            Tensor h = mixerNorm.forward(x, step);
            Tensor y = channelNorm.forward(ops.add(h, mixer.forward(h, step)), step);
            return ops.add(y, channel.forward(y, step));
        };
    }

    /** Returns a block with normed results: {@code x + norm(mixer(x))}, then {@code x + norm(channel(x))} (OLMo 2). */
    public static Layer normedResults(Backend ops, Layer mixer, Layer mixerNorm, Layer channel, Layer channelNorm) {
        return (x, step) -> {
            Tensor y = ops.add(x, mixerNorm.forward(mixer.forward(x, step), step));
            return ops.add(y, channelNorm.forward(channel.forward(y, step), step));
        };
    }

    /**
     * Returns a post-norm block: {@code norm(x + mixer(x))}, then {@code norm(x + channel(x))} (the original
     * Transformer, BERT).
     */
    public static Layer postNorm(Backend ops, Layer mixer, Layer mixerNorm, Layer channel, Layer channelNorm) {
        return (x, step) -> {
            Tensor y = mixerNorm.forward(ops.add(x, mixer.forward(x, step)), step);
            return channelNorm.forward(ops.add(y, channel.forward(y, step)), step);
        };
    }

    /** Returns a parallel block: {@code x + mixer(norm(x)) + channel(otherNorm(x))} (GPT-J, GPT-NeoX). */
    public static Layer parallel(Backend ops, Layer mixerNorm, Layer mixer, Layer channelNorm, Layer channel) {
        return (x, step) -> {
            Tensor mixed = mixer.forward(mixerNorm.forward(x, step), step);
            Tensor y = channel.forward(channelNorm.forward(x, step), step);
            return ops.add(ops.add(y, mixed), x);
        };
    }

    /**
     * Returns a parallel block with one norm: {@code x + mixer(h) + channel(h)} with {@code h = norm(x)} (Phi, Falcon).
     */
    public static Layer parallel(Backend ops, Layer norm, Layer mixer, Layer channel) {
        return (x, step) -> {
            Tensor h = norm.forward(x, step);
            return ops.add(ops.add(mixer.forward(h, step), channel.forward(h, step)), x);
        };
    }

    /** Norms before and after both mixers (Gemma 2). */
    public static Layer sandwich(
            Backend ops,
            Layer beforeMixer,
            Layer mixer,
            Layer afterMixer,
            Layer beforeChannel,
            Layer channel,
            Layer afterChannel) {
        return (x, step) -> {
            Tensor mixed = mixer.forward(beforeMixer.forward(x, step), step);
            Tensor y = ops.add(x, afterMixer.forward(mixed, step));
            Tensor z = channel.forward(beforeChannel.forward(y, step), step);
            return ops.add(y, afterChannel.forward(z, step));
        };
    }
}
