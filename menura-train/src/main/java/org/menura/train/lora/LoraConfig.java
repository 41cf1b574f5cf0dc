package org.menura.train.lora;

import java.util.List;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.weights.HeadNames;
import org.menura.train.schema.NamePattern;

/**
 * The configuration of low-rank adapters (LoRA, arXiv 2106.09685).
 *
 * @param rank inner width of the updates
 * @param alpha updates are scaled by {@code alpha / rank}
 * @param rankStabilized whether by {@code alpha / sqrt(rank)} instead (rsLoRA, arXiv 2312.03732)
 * @param dora whether the magnitudes of the rows are trained separately (DoRA, arXiv 2402.09353)
 * @param targets which layers: names or ends of paths as PEFT's {@code target_modules}, patterns with
 *     {@code *} for any letters, or {@link #ALL_LINEAR}
 */
public record LoraConfig(int rank, double alpha, boolean rankStabilized, boolean dora, List<String> targets) {
    /** The target that stands for all linear layers but the head. */
    public static final String ALL_LINEAR = "all-linear";

    /** Checks the numbers. */
    public LoraConfig {
        if (rank < 1) {
            throw new IllegalArgumentException("a LoRA rank must be positive, not " + rank);
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "LoRA needs layers to adapt; name some, such as q_proj and v_proj, or " + ALL_LINEAR);
        }
        targets = List.copyOf(targets);
    }

    /** Returns the configuration of a saved adapter. */
    public static LoraConfig of(PeftAdapter adapter) {
        return new LoraConfig(
                adapter.rank(), adapter.alpha(), adapter.isRankStabilized(), adapter.isDora(), List.of(ALL_LINEAR));
    }

    /** Returns the scale of the updates. */
    public float scale() {
        return (float) (alpha / (rankStabilized ? Math.sqrt(rank) : rank));
    }

    /** Returns whether the layer at a path gets an adapter. */
    public boolean adapts(String path) {
        return !HeadNames.isOfLabels(path)
                && targets.stream()
                        .anyMatch(t -> t.equals(ALL_LINEAR)
                                ? !HeadNames.isOutput(path)
                                : path.equals(t)
                                        || path.endsWith("." + t)
                                        || t.contains("*") && NamePattern.matches(t, path));
    }
}
