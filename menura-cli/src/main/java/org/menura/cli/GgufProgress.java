package org.menura.cli;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.GgufWriter;
import org.menura.tensor.dtype.DType;

/** Shows how the writing of a GGUF file goes on: a bar with the type and the size of the last tensor, on terminals alone. */
final class GgufProgress implements GgufWriter.Progress, AutoCloseable {
    private final Bar bar;
    private final Map<DType, Long> bytes = new EnumMap<>(DType.class);
    private int tensors;

    GgufProgress(String name) {
        bar = new Bar(name);
    }

    @Override
    public void report(String name, TensorEntry tensor, int done, int total) {
        long size = tensor.dtype().bytes(tensor.shape().elements());
        bytes.merge(tensor.dtype(), size, Long::sum);
        tensors = total;
        bar.stepTo(done, total, "%s %s".formatted(tensor.dtype(), Units.bytes(size)));
    }

    /** What was written: how many tensors, and how much of each type. */
    String summary() {
        return "%d tensors, %s"
                .formatted(
                        tensors,
                        bytes.entrySet().stream()
                                .map(e -> e.getKey() + " " + Units.bytes(e.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    @Override
    public void close() {
        bar.close();
    }
}
