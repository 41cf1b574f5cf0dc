package org.menura.format.hf;

import org.jspecify.annotations.Nullable;
import org.menura.format.TensorEntry;

/**
 * A low-rank update of one module: {@code scale · B · A} is added to its weight (LoRA, arXiv 2106.09685).
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param scale alpha / rank, or alpha / sqrt(rank) (rsLoRA, arXiv 2312.03732)
 * @param isEmbedding whether the module is an embedding, whose {@code in} is the vocabulary
 * @param fanInFanOut whether the module's own weight is stored as [in, out], as in GPT-2
 * @param magnitude what the rows of the updated weight are as long as, [out] (DoRA, arXiv 2402.09353); null for plain
 *     LoRA
 */
public record LoraPair(
        TensorEntry a,
        TensorEntry b,
        float scale,
        boolean isEmbedding,
        boolean fanInFanOut,
        @Nullable TensorEntry magnitude) {}
