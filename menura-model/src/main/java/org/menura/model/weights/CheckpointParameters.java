package org.menura.model.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** Parameters of a checkpoint, which keeps them where they lie. */
public final class CheckpointParameters implements Parameters {
    /** Buffers that older libraries saved beside the parameters; the model derives them. */
    private static final Pattern BUFFERS = Pattern.compile(
            ".*(rotary_emb\\.inv_freq|attn\\.bias|attn\\.masked_bias|attention\\.bias|attention\\.masked_bias"
                    + "|position_ids|rotary_emb\\.(cos|sin)_cached)");

    private final Checkpoint checkpoint;
    private final Set<String> used = new HashSet<>();

    public CheckpointParameters(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** Returns whether a tensor is a buffer that the model derives, which files may hold for nothing. */
    public static boolean isBuffer(String name) {
        return BUFFERS.matcher(name).matches();
    }

    @Override
    public boolean has(String name) {
        return checkpoint.has(onDisk(name));
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        String stored = onDisk(name);
        Tensor t = checkpoint.tensor(stored);
        if (!squeezed(t.shape()).equals(squeezed(shape))) {
            throw new FormatException("%s: %s has shape %s where the config asks for %s"
                    .formatted(checkpoint.source(), name, t.shape(), shape));
        }
        if (!t.dtype().isFloat()) {
            throw new FormatException(
                    "%s: %s holds %s elements where floats are needed".formatted(checkpoint.source(), name, t.dtype()));
        }
        used.add(stored);
        return t.reshape(shape.toArray());
    }

    @Override
    public Shape shape(String name) {
        return checkpoint.shape(onDisk(name));
    }

    @Override
    public void skip(String name) {
        used.add(name);
    }

    @Override
    public void skipAll(String path) {
        checkpoint.names().stream().filter(n -> n.startsWith(path + ".")).forEach(used::add);
    }

    /** Norms of checkpoints that came from TensorFlow have {@code gamma} and {@code beta}. */
    private String onDisk(String name) {
        if (checkpoint.has(name) || !name.contains("LayerNorm.")) {
            return name;
        }
        String older = name.replaceFirst("\\.weight$", ".gamma").replaceFirst("\\.bias$", ".beta");
        return checkpoint.has(older) ? older : name;
    }

    @Override
    public void finish() {
        List<String> surplus = new ArrayList<>();
        for (String name : checkpoint.names()) {
            if (!used.contains(name) && !isBuffer(name) && !isZeroBias(name)) {
                surplus.add(name);
            }
        }
        if (!surplus.isEmpty()) {
            int shown = Math.min(8, surplus.size());
            throw new FormatException("%s holds %d tensors that the architecture does not have: %s%s"
                    .formatted(
                            checkpoint.source(),
                            surplus.size(),
                            String.join(", ", surplus.subList(0, shown)),
                            shown < surplus.size() ? ", …" : ""));
        }
    }

    /** Quantisers gave every linear layer a bias, of zeros where it had none. */
    private boolean isZeroBias(String name) {
        if (!name.endsWith(".bias") || !checkpoint.dtype(name).isFloat()) {
            return false;
        }
        for (float value : checkpoint.tensor(name).toFloats()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Sizes of 1 come and go between publishers. */
    private static Shape squeezed(Shape shape) {
        return Shape.of(Arrays.stream(shape.toArray()).filter(s -> s != 1).toArray());
    }
}
