package org.menura.model.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.format.Checkpoint;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;

/** Silero VAD's weights: they come without a config, and in ONNX files among constants of the graph. */
final class SileroConfigs {
    private SileroConfigs() {}

    /** Returns whether a checkpoint has the detector's names. */
    static boolean applies(Checkpoint checkpoint) {
        return checkpoint.has("stft_conv.weight") && checkpoint.has("lstm_cell.weight_ih")
                || checkpoint.has("model.stft.forward_basis_buffer") && checkpoint.has("model.decoder.rnn.weight_ih");
    }

    static ObjectNode infer() {
        return JsonNodeFactory.instance.objectNode().put("model_type", "silero_vad");
    }

    /** The parameters alone, without the constants that the detector's graph computes its shapes from. */
    static Checkpoint parameters(Checkpoint checkpoint) {
        if (!applies(checkpoint) || checkpoint.has("stft_conv.weight")) {
            return checkpoint;
        }
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        for (String name : checkpoint.names()) {
            if (name.startsWith("model.")) {
                entries.put(name, TensorEntry.of(checkpoint, name));
            }
        }
        return new Parameters(checkpoint.source(), entries);
    }

    private static final class Parameters extends TensorTable {
        Parameters(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
