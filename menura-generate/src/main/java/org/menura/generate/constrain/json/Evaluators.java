package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schemas beside {@code unevaluatedProperties} or {@code unevaluatedItems} that look at members or items of the same
 * instance, each with what must hold for its look to count (JSON Schema 2020-12, section 11).
 */
final class Evaluators {
    private final Values values;
    private final Kind kind;
    private final Map<Subschema, List<Evaluator>> known = new IdentityHashMap<>();

    /** A schema applied in place, and the formula under which it counts. */
    record Evaluator(Subschema schema, Formula counts) {}

    Evaluators(Values values, Kind kind) {
        this.values = values;
        this.kind = kind;
    }

    /** All evaluators of a schema but itself. */
    List<Evaluator> of(Subschema schema) {
        List<Evaluator> list = known.get(schema);
        if (list == null) {
            list = new ArrayList<>();
            collect(schema, values.formulas().top, list);
            known.put(schema, list);
        }
        return list;
    }

    private void collect(Subschema s, Formula counts, List<Evaluator> out) {
        Keywords k = s.keywords();
        k.refs.forEach(r -> add(r, counts, out));
        k.allOf.forEach(r -> add(r, counts, out));
        if (k.anyOf != null) {
            k.anyOf.forEach(r -> add(r, counts, out));
        }
        if (k.oneOf != null) {
            k.oneOf.forEach(r -> add(r, counts, out));
        }
        if (k.condition != null) {
            Formula c = values.expand(k.condition, kind);
            add(k.condition, counts, out);
            conditional(k.consequence, values.formulas().and(counts, c), out);
            conditional(
                    k.alternative,
                    values.formulas().and(counts, values.formulas().not(c)),
                    out);
        }
        if (kind == Kind.OBJECT) {
            k.dependentSchemas.forEach((name, r) ->
                    add(r, values.formulas().and(counts, values.formulas().atom(new Atom.Present(name))), out));
        }
    }

    private void conditional(@Nullable Subschema s, Formula counts, List<Evaluator> out) {
        if (s != null) {
            add(s, counts, out);
        }
    }

    private void add(Subschema s, Formula counts, List<Evaluator> out) {
        Formula own = values.formulas().and(counts, values.expand(s, kind));
        if (own.isFalse() || s.keywords().constant != null) {
            return;
        }
        out.add(new Evaluator(s, own));
        collect(s, own, out);
    }
}
