package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads all schemas that a root refers to, so that what is refused is refused before any text. */
final class SchemaCheck {
    private SchemaCheck() {}

    static void check(Subschema root, Values values) {
        Set<Subschema> seen = new HashSet<>();
        List<Subschema> open = new ArrayList<>();
        open.add(root);
        while (!open.isEmpty()) {
            Subschema s = open.removeLast();
            if (seen.add(s)) {
                for (Kind kind : Kind.values()) {
                    values.expand(s, kind);
                }
                open.addAll(s.keywords().everything());
            }
        }
        if (!values.satisfiable(values.is(root))) {
            throw root.place().refuse("", SchemaException.NOTHING);
        }
    }
}
