package org.menura.model.encoder;

import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.Config;
import org.menura.tensor.annotation.Internal;

/** Reads which classes a model tells apart. */
@Internal
public final class Labels {
    private Labels() {}

    /** Returns how many classes there are. */
    public static int count(Config c) {
        return c.raw("id2label").isObject()
                ? c.raw("id2label").size()
                : c.positive("num_labels", c.positive("_num_labels", 2));
    }

    /** Returns the names of the classes, in their order. */
    public static List<String> names(Config c) {
        return IntStream.range(0, count(c))
                .mapToObj(i -> c.raw("id2label").path(String.valueOf(i)).asText("LABEL_" + i))
                .toList();
    }
}
