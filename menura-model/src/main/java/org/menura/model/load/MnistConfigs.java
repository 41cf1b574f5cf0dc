package org.menura.model.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * Two published classifiers of handwritten digits that come without a config: the one that PyTorch's and Burn's
 * examples train, three convolutions and batch norms, and the ONNX model zoo's (made with CNTK), two pooled convolutions,
 * whose graph tells strides and pools and whose tensors are named by their place in it.
 */
final class MnistConfigs {
    private static final String ZOO_LAST = "Parameter193_reshape1";

    private MnistConfigs() {}

    /** Whether {@link #parameters} are those of one of the two. */
    static boolean applies(Checkpoint c) {
        return c.has("conv1.weight") && c.has("conv2.bias") && c.has("fc1.weight");
    }

    private static boolean isZoo(Checkpoint c) {
        return c.has("Parameter5") && c.has("Parameter87") && c.has(ZOO_LAST) && c.has("Parameter194");
    }

    /** The config of {@link #parameters}. */
    static ObjectNode infer(Checkpoint c) {
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("model_type", "conv_classifier");
        out.put("image_size", 28).put("num_channels", 1);
        ObjectNode pictures = out.putObject("image_processor");
        pictures.put("image_processor_type", "ViTImageProcessor").put("do_grayscale", true);
        pictures.putObject("size").put("height", 28).put("width", 28);
        var widths = out.putArray("widths");
        for (int i = 1; c.has("conv" + i + ".weight"); i++) {
            widths.add(size(c, "conv" + i + ".weight", 0));
        }
        out.put("kernel_size", size(c, "conv1.weight", -1));
        boolean pooled = !c.has("norm1.weight");
        out.put("keeps_size", pooled).put("batch_norm", !pooled);
        if (pooled) {
            out.putArray("pools").add(2).add(3);
            pictures.put("do_rescale", false).put("do_normalize", false);
        } else {
            pictures.putArray("image_mean").add(0.1307);
            pictures.putArray("image_std").add(0.3081);
        }
        int layers = 1;
        var inner = out.putArray("inner_sizes");
        for (; c.has("fc" + (layers + 1) + ".weight"); layers++) {
            inner.add(size(c, "fc" + layers + ".weight", 0));
        }
        return out.put("num_labels", size(c, "fc" + layers + ".weight", 0));
    }

    private static int size(Checkpoint c, String name, int dimension) {
        Shape shape = c.shape(name);
        if (shape.rank() < 2) {
            throw new FormatException("%s: %s has shape %s, which is no layer's".formatted(c.source(), name, shape));
        }
        return shape.dim(dimension);
    }

    /** The parameters under the names of the first kind. */
    static Checkpoint parameters(Checkpoint c) {
        if (!isZoo(c)) {
            return c;
        }
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        put(entries, c, "conv1.weight", "Parameter5");
        put(entries, c, "conv1.bias", "23");
        put(entries, c, "conv2.weight", "Parameter87");
        put(entries, c, "conv2.bias", "24");
        Shape shape = c.shape(ZOO_LAST);
        if (shape.rank() != 2) {
            throw new FormatException("%s: %s must be a matrix, not %s".formatted(c.source(), ZOO_LAST, shape));
        }
        entries.put(
                "fc1.weight",
                new TensorEntry(c.dtype(ZOO_LAST), Shape.of(shape.dim(1), shape.dim(0)), () -> turned(c)));
        put(entries, c, "fc1.bias", "Parameter194");
        return new Parameters(c.source(), entries);
    }

    private static void put(SequencedMap<String, TensorEntry> entries, Checkpoint c, String name, String stored) {
        entries.put(name, TensorEntry.of(c, stored));
    }

    /** [in, out] → [out, in] */
    private static Tensor turned(Checkpoint c) {
        Tensor stored = c.tensor(ZOO_LAST);
        int in = stored.dim(0);
        int out = stored.dim(1);
        float[] from = stored.toFloats();
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            to[i % out * in + i / out] = from[i];
        }
        return Tensor.of(to, out, in);
    }

    private static final class Parameters extends TensorTable {
        Parameters(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
