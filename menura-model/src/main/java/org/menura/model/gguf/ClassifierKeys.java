package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.encoder.Labels;

/** The metadata of a head that classifies whole texts. */
final class ClassifierKeys {
    private static final String NAMES = "classifier.output_labels";
    private static final String WEIGHT = "cls.output.weight";

    private ClassifierKeys() {}

    /** Returns whether a file has such a head. */
    static boolean isIn(GgufFields f) {
        return f.hasTensor(WEIGHT);
    }

    /** Says of a config what a file's head tells apart. */
    static void read(GgufFields f, ObjectNode out) {
        int count = f.rows(WEIGHT);
        List<String> names = f.texts(NAMES);
        if (names.isEmpty()) {
            out.put("num_labels", count);
            return;
        }
        if (names.size() != count) {
            throw new FormatException("%s names %d classes (%s), but its classifier has %d"
                    .formatted(f.source(), names.size(), NAMES, count));
        }
        ObjectNode labels = out.putObject("id2label");
        for (int i = 0; i < count; i++) {
            labels.put(String.valueOf(i), names.get(i));
        }
    }

    /** Writes the names of classes, by whose number llama.cpp knows the shape of the head; one class has no name. */
    static void write(Config c, GgufKeys k) {
        List<String> names = Labels.names(c);
        if (names.size() > 1) {
            k.texts(NAMES, names);
        }
    }
}
