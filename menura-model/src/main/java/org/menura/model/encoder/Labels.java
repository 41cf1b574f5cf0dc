package org.menura.model.encoder;

import org.menura.model.Config;

/** Reads how many classes a model tells apart. */
final class Labels {
    private Labels() {}

    static int count(Config c) {
        return c.raw("id2label").isObject()
                ? c.raw("id2label").size()
                : c.positive("num_labels", c.positive("_num_labels", 2));
    }
}
