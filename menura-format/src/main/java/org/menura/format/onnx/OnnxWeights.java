package org.menura.format.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;
import org.menura.format.TensorEntries;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.format.protobuf.ProtoReader;

/**
 * The weights in an ONNX model (onnx.proto): initialisers by their names, and the tensors of Constant nodes by the
 * names of their outputs. Those of a branch or loop body have the name of the node and of the attribute in front:
 * {@code If_0.then_branch.weight}. The graph itself is not read.
 */
public final class OnnxWeights extends TensorTable {
    private OnnxWeights(String source, SequencedMap<String, TensorEntry> entries) {
        super(source, entries);
    }

    /**
     * Maps a model and the files beside it that hold its larger tensors.
     *
     * @throws FormatException if it is no well-formed ONNX model
     * @throws java.io.UncheckedIOException if it can't be read
     */
    public static OnnxWeights open(Path file) {
        String source = file.toString();
        return read(MappedFile.map(file), new ExternalData(file.toAbsolutePath().getParent(), source), source);
    }

    /**
     * Reads a model's bytes where they lie; all its tensors must be in them.
     *
     * @param source where they come from, for messages
     * @throws FormatException if they are no well-formed ONNX model
     */
    public static OnnxWeights of(MemorySegment model, String source) {
        return read(model, new ExternalData(null, source), source);
    }

    private static OnnxWeights read(MemorySegment model, ExternalData external, String source) {
        Graphs graphs = new Graphs(external, source);
        ProtoReader in = new ProtoReader(model, source);
        boolean hasGraph = false;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 7) {
                graphs.graph(in.message(), "", 0);
                hasGraph = true;
            } else {
                in.skip();
            }
        }
        if (!hasGraph) {
            throw new FormatException(source + " holds no graph, so it is no ONNX model");
        }
        return new OnnxWeights(source, graphs.entries.map());
    }

    /** Walks graphs and the graphs in their nodes' attributes. */
    private static final class Graphs {
        private static final int MAX_DEPTH = 32;
        private static final int MAX_NAME = 1024;

        private final ExternalData external;
        private final String source;
        private final TensorEntries entries;

        Graphs(ExternalData external, String source) {
            this.external = external;
            this.source = source;
            this.entries = new TensorEntries(source);
        }

        void graph(ProtoReader graph, String prefix, int depth) {
            if (depth > MAX_DEPTH || prefix.length() > MAX_NAME) {
                throw new FormatException(
                        "%s nests graphs more than %d deep, or under very long names".formatted(source, MAX_DEPTH));
            }
            for (int field = graph.next(); field != 0; field = graph.next()) {
                switch (field) {
                    case 1 -> node(graph.message(), prefix, depth);
                    case 5 -> {
                        OnnxTensor.Named tensor = OnnxTensor.read(graph.message(), external, source);
                        entries.add(prefix + tensor.name(), tensor.entry());
                    }
                    default -> graph.skip();
                }
            }
        }

        private void node(ProtoReader node, String prefix, int depth) {
            String name = "";
            String type = "";
            String output = null;
            List<ProtoReader> attributes = new ArrayList<>();
            for (int field = node.next(); field != 0; field = node.next()) {
                switch (field) {
                    case 2 -> {
                        String first = node.string();
                        output = output == null ? first : output;
                    }
                    case 3 -> name = node.string();
                    case 4 -> type = node.string();
                    case 5 -> attributes.add(node.message());
                    default -> node.skip();
                }
            }
            String title = !name.isEmpty() || output == null ? name : output;
            for (ProtoReader attribute : attributes) {
                attribute(attribute, prefix, title, type.equals("Constant") ? output : null, depth);
            }
        }

        private void attribute(
                ProtoReader attribute, String prefix, String node, @Nullable String constant, int depth) {
            String name = "";
            List<ProtoReader> graphs = new ArrayList<>();
            for (int field = attribute.next(); field != 0; field = attribute.next()) {
                switch (field) {
                    case 1 -> name = attribute.string();
                    case 5 -> {
                        ProtoReader tensor = attribute.message();
                        if (constant != null) {
                            entries.add(
                                    prefix + constant,
                                    OnnxTensor.read(tensor, external, source).entry());
                        }
                    }
                    case 6, 11 -> graphs.add(attribute.message());
                    default -> attribute.skip();
                }
            }
            for (ProtoReader graph : graphs) {
                graph(graph, prefix + node + "." + name + ".", depth + 1);
            }
        }
    }
}
