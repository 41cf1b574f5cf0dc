package org.menura.chat.template;

import java.util.ArrayList;
import java.util.List;

/** What {@code dict.keys()}, {@code values()} and {@code items()} give. */
record DictView(Kind kind, Dict dict) {
    enum Kind {
        KEYS,
        VALUES,
        ITEMS
    }

    List<Object> toList() {
        List<Object> list = new ArrayList<>(dict.size());
        for (Dict.Entry entry : dict.entries()) {
            list.add(
                    switch (kind) {
                        case KEYS -> entry.key();
                        case VALUES -> entry.value();
                        case ITEMS -> Tuple.of(entry.key(), entry.value());
                    });
        }
        return list;
    }
}
