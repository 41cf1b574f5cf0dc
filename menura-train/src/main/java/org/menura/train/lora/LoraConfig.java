package org.menura.train.lora;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * @param exceptions layers that are left out or have numbers of their own
 * @param start what the updates begin with
 * @param dropout share of an update's inputs that are dropped while it learns
 */
public record LoraConfig(
        int rank,
        double alpha,
        boolean rankStabilized,
        boolean dora,
        List<String> targets,
        Exceptions exceptions,
        LoraStart start,
        double dropout) {
    /** The target that stands for all linear layers but the head. */
    public static final String ALL_LINEAR = "all-linear";

    private static final Pattern LAYER = Pattern.compile("(?:^|.*?\\.)[^.]+\\.(\\d+)\\..*");

    /**
     * Layers that are left out or have numbers of their own, by the patterns of {@link #targets}.
     *
     * @param excluded which get no update
     * @param blocks numbers of the model's blocks that get updates; empty for all
     * @param ranks inner widths of some
     * @param alphas of some
     */
    public record Exceptions(
            List<String> excluded, List<Integer> blocks, Map<String, Integer> ranks, Map<String, Double> alphas) {
        /** No exceptions. */
        public static final Exceptions NONE = new Exceptions(List.of(), List.of(), Map.of(), Map.of());

        /** Copies the lists and maps, of which the first pattern that fits counts. */
        public Exceptions {
            excluded = List.copyOf(excluded);
            blocks = List.copyOf(blocks);
            ranks = Collections.unmodifiableMap(new LinkedHashMap<>(ranks));
            alphas = Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
        }
    }

    /** Checks the numbers. */
    public LoraConfig {
        if (rank < 1) {
            throw new IllegalArgumentException("a LoRA rank must be positive, not " + rank);
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "LoRA needs layers to adapt; name some, such as q_proj and v_proj, or " + ALL_LINEAR);
        }
        if (dora && start.isOfWeight()) {
            throw new IllegalArgumentException(
                    "DoRA does not begin with parts of the weights; take another start, or leave out the magnitudes");
        }
        targets = List.copyOf(targets);
    }

    /** Creates a configuration of updates that begin with PEFT's usual numbers. */
    public LoraConfig(int rank, double alpha, boolean rankStabilized, boolean dora, List<String> targets) {
        this(rank, alpha, rankStabilized, dora, targets, Exceptions.NONE, LoraStart.UNIFORM, 0);
    }

    /** Returns the configuration of a saved adapter. */
    public static LoraConfig of(PeftAdapter adapter) {
        return new LoraConfig(
                adapter.rank(), adapter.alpha(), adapter.isRankStabilized(), adapter.isDora(), List.of(ALL_LINEAR));
    }

    /** Returns a copy with another dropout. */
    public LoraConfig withDropout(double share) {
        return new LoraConfig(rank, alpha, rankStabilized, dora, targets, exceptions, start, share);
    }

    /** Returns the inner width of the update at a path. */
    int rank(String path) {
        return first(exceptions.ranks, path, rank);
    }

    /** Returns the scale of the update at a path. */
    float scale(String path) {
        int own = rank(path);
        return (float) (first(exceptions.alphas, path, alpha) / (rankStabilized ? Math.sqrt(own) : own));
    }

    private static <T> T first(Map<String, T> byPattern, String path, T usual) {
        return byPattern.entrySet().stream()
                .filter(e -> fits(e.getKey(), path))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(usual);
    }

    /** Returns whether the layer at a path gets an adapter. */
    public boolean adapts(String path) {
        return !HeadNames.isOfLabels(path)
                && targets.stream().anyMatch(t -> fits(t, path))
                && exceptions.excluded.stream().noneMatch(t -> fits(t, path))
                && (exceptions.blocks.isEmpty() || exceptions.blocks.contains(block(path)));
    }

    /** The number of the block that a layer is in: the first in its path; -1 outside of blocks. */
    private static int block(String path) {
        Matcher m = LAYER.matcher(path);
        return m.matches() && m.group(1).length() < 9 ? Integer.parseInt(m.group(1)) : -1;
    }

    private static boolean fits(String pattern, String path) {
        return pattern.equals(ALL_LINEAR)
                ? !HeadNames.isOutput(path)
                : path.equals(pattern)
                        || path.endsWith("." + pattern)
                        || pattern.contains("*") && NamePattern.matches(pattern, path);
    }
}
