package org.menura.model.weights;

import org.menura.tensor.Tensor;

/**
 * A low-rank update of a linear layer (LoRA, arXiv 2106.09685): {@code scale · (x · aᵀ) · bᵀ} is added to the output.
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param scale alpha / rank, or alpha / sqrt(rank) (rsLoRA, arXiv 2312.03732)
 */
public record LowRank(Tensor a, Tensor b, float scale) {}
